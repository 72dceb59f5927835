"""The recipient of each letter, and the link in it, decided as the letter goes out.

The ledger stores only a digest of a link, so a letter that is worded again gets a new link.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, insert, select, update

from adapters.ledger.access.log import write_down
from adapters.ledger.access.tables import customer_links
from adapters.ledger.access.tokens import digest, new_id, new_secret
from adapters.ledger.connection import Connection
from adapters.ledger.contacts import ask_contact, confirmed, new_token
from adapters.ledger.database import Database
from adapters.ledger.holdings import read
from adapters.ledger.invoices.tables import invoices
from adapters.ledger.keyed_digests import digests_of_address
from adapters.ledger.tables import accounts, outbox, scopes
from application.ports.letters import DeliveryState
from application.ports.outbox import QueuedNotice
from domain import letters
from domain.accounts.account import Account
from domain.letters import Addressed
from domain.notices import Audience, Notice, NoticeKind
from domain.people.access_events import AccessEvent
from domain.people.sign_ins import normal_name
from domain.policy_file import WholePolicy
from domain.turns import WORKER

_OUT = (DeliveryState.SENT, DeliveryState.HANDING_OVER, DeliveryState.UNCONFIRMED)
_A_DAY = timedelta(days=1)
_KEPT = 2
"""Links of one letter that may have been sent before."""

_NOBODY = "the contact is not confirmed, and the account has nobody else to write to"
_NOT_ON_FILE = "the address is not on file, or not any more"


class Addressing:
    """Decides for the letters that a worker has claimed."""

    def __init__(
        self,
        database: Database,
        console: Callable[[], str | None],
        policy: WholePolicy | None = None,
    ) -> None:
        """`console`: the console's address without a slash at the end; None if it is not known."""
        self._database = database
        self._console = console
        self._policy = policy or WholePolicy()

    async def addressed(
        self, queued: Sequence[QueuedNotice], now: datetime
    ) -> Mapping[str, Addressed]:
        """The decision for each of these letters, by its key."""
        console = self._console()
        found = {
            each.key: Addressed(link=console and f"{console}{letters.path_of(each.notice)}")
            for each in queued
            if each.notice.audience is not Audience.CUSTOMER
        }
        if to_customers := [each for each in queued if each.key not in found]:
            async with self._database.writing() as connection:
                batch = _Batch(connection, self._policy, console, now)
                found |= await batch.addressed(to_customers)
        return found


class _Batch:
    def __init__(
        self,
        connection: Connection,
        policy: WholePolicy,
        console: str | None,
        now: datetime,
    ) -> None:
        self._connection = connection
        self._policy = policy
        self._console = console
        self._now = now
        self._out: dict[str, list[datetime]] = {}
        """When letters were sent, by request and by address."""

    async def addressed(self, queued: Sequence[QueuedNotice]) -> dict[str, Addressed]:
        owners = await self._owners([each.notice for each in queued])
        held = await read(self._connection, accounts.c.id.in_(sorted(set(owners.values()))))
        known = {key: holding.account for key, holding in held.items()}
        found = {}
        for each in queued:
            account_id = owners.get(each.key)
            account = known.get(account_id) if account_id else None
            found[each.key] = await self._one(each, account)
        return found

    async def _one(self, queued: QueuedNotice, account: Account | None) -> Addressed:
        notice = queued.notice
        way = await self._to(notice, account)
        if way.to is None or way.refused:
            return way
        if (later := await self._later(notice, way.to, account)) is not None:
            most = "as many letters as one day may bring went out already"
            return Addressed(wait_until=later, why=most)
        await self._connection.execute(
            update(outbox)
            .where(outbox.c.key == queued.key)
            .values(address_sha256=(await digests_of_address(self._connection, way.to)).written)
        )
        if self._console is None:
            return way
        if notice.kind is NoticeKind.CONFIRM_CONTACT:
            token = await new_token(self._connection, notice)
            until = self._now + letters.CONFIRM_WITHIN
            link = f"{self._console}/c/contact/{token}"
            return way.model_copy(update={"link": link, "until": until})
        if account is None:
            return way
        return await self._with_link(queued, account.id, way)

    async def _to(self, notice: Notice, account: Account | None) -> Addressed:
        """The recipient. An invoice's letter goes to the address in the ledger."""
        to = notice.to
        if notice.invoice is not None or notice.kind is NoticeKind.CONFIRM_CONTACT or to is None:
            return Addressed(to=to)
        eligibility = self._policy.eligibility
        allowed, denied = eligibility.allowed_email_domains, eligibility.denied_email_domains
        if account and letters.needs_no_confirming(to, account, allowed, denied):
            return Addressed(to=to)
        if await confirmed(self._connection, notice, to):
            return Addressed(to=to)
        if notice.kind is NoticeKind.CUSTOMER_LINK:
            return Addressed(refused=True, why=_NOT_ON_FILE)
        await ask_contact(self._connection, notice, to, self._now)
        instead = letters.instead_of_contact(account) if account else None
        if instead is None:
            return Addressed(wait_until=self._now + _A_DAY, why=_NOBODY)
        return Addressed(to=instead, instead=True)

    async def _later(self, notice: Notice, to: str, account: Account | None) -> datetime | None:
        """When it may be sent, if too many were sent already; None: now, and it counts."""
        policy = self._policy.letters
        of_request = and_(outbox.c.request == notice.request, outbox.c.address_sha256.is_not(None))
        limits = {f"request {notice.request}": (of_request, policy.most_a_day)}
        if notice.invoice is None and not (account and letters.is_on_file(to, account)):
            of = await digests_of_address(self._connection, to)
            of_address = outbox.c.address_sha256.in_(of)
            limits[f"address {of.plain}"] = of_address, policy.most_a_day_to_strangers
        turns = []
        for what, (which, most) in limits.items():
            out = await self._went_out(what, which)
            sent = sum(notice.at - _A_DAY < at <= notice.at for at in out)
            turns.append(letters.due_again(notice.at, self._now, sent, most))
        later = [turn for turn in turns if turn is not None]
        if later:
            return max(later)
        for what in limits:
            self._out[what].append(notice.at)
        return None

    async def _went_out(self, what: str, which: ColumnElement[bool]) -> list[datetime]:
        if what not in self._out:
            rows = await self._connection.execute(
                select(outbox.c.queued_at).where(which, outbox.c.state.in_(_OUT))
            )
            self._out[what] = [row.queued_at for row in rows]
        return self._out[what]

    async def _with_link(self, queued: QueuedNotice, account: str, way: Addressed) -> Addressed:
        """The letter with a new link for its recipient."""
        if queued.attempts > 1:
            await self._forget_links(queued.key)
        name, token, path = normal_name(way.to or ""), new_secret(), letters.path_of(queued.notice)
        until = letters.link_until(queued.notice, self._now, self._policy.letters)
        row: dict[str, Any] = {
            "id": new_id(),
            "token_sha256": digest(token),
            "sign_in": name,
            "account_id": account,
            "created_at": self._now,
            "created_by": WORKER,
            "expires_at": until,
            "mailed_to": name,
            "letter": queued.key,
            "leads_to": path,
        }
        await self._connection.execute(insert(customer_links), row)
        await write_down(
            self._connection, AccessEvent.LINK_MADE, self._now, by=WORKER, subject=row["id"],
            account=account, through="letter", mailed=True,
        )  # fmt: skip
        return way.model_copy(update={"link": f"{self._console}/c/{token}", "until": until})

    async def _forget_links(self, key: str) -> None:
        """Deletes the links of failed attempts, except the latest: its letter may have been
        sent."""
        links = customer_links.c
        unused = (
            select(links.id)
            .where(links.letter == key, links.used_at.is_(None))
            .order_by(links.created_at.desc(), links.id)
            .offset(_KEPT)
        )
        forgotten = [row.id for row in await self._connection.execute(unused.limit(100))]
        if forgotten:
            await self._connection.execute(
                delete(customer_links).where(links.id.in_(forgotten), links.used_at.is_(None))
            )

    async def _owners(self, notices: Sequence[Notice]) -> dict[str, str]:
        """The account that each notice is about, by the notice's key."""
        owners = {each.key: each.account for each in notices if each.account}
        older = [each for each in notices if not each.account]
        if not older:
            return owners
        numbers = [each.invoice.number for each in older if each.invoice]
        named = [each.request.partition("/")[2] for each in older if not each.invoice]
        found: dict[str, str] = {}
        for column, owner, wanted, about in (
            (invoices.c.number, invoices.c.account_id, numbers, "invoice"),
            (scopes.c.id, scopes.c.account_id, named, "scope"),
        ):
            rows = await self._connection.execute(
                select(column.label("name"), owner.label("account")).where(column.in_(wanted))
            )
            found |= {f"{about} {row.name}": row.account for row in rows}
        for each in older:
            about = (
                f"invoice {each.invoice.number}"
                if each.invoice
                else (f"scope {each.request.partition('/')[2]}")
            )
            if about in found:
                owners[each.key] = found[about]
        return owners
