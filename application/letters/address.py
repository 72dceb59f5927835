"""Who gets each letter, and which link is in it, decided as it goes out.

A letter to a team goes to the team's address, with a link to its case. One to a customer goes to
its contact; while that contact is not confirmed they are asked, and somebody else gets it
(`domain/letters/unconfirmed_contact.py`). Where too many went out that day it waits.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from application.letters.ask_contact import ask_contact, may_be_written_to
from application.letters.make_link import with_confirming_link, with_link
from application.ports.ledger import Ledger, Transaction
from application.ports.outbox import QueuedNotice
from domain.accounts.account import Account
from domain.letters.addressed import Addressed
from domain.letters.daily_limits import due_again
from domain.letters.on_file import is_on_file, same_address
from domain.letters.pages import path_of
from domain.letters.unconfirmed_contact import Asking, instead_of_contact
from domain.notices import Audience, Notice, NoticeKind
from domain.policy_file import WholePolicy

_NOT_ON_FILE = "the address is not on file, or not any more"
_TOO_MANY = "as many letters as one day may bring went out already"


class Addressing:
    """Decides for the letters that a worker has claimed."""

    def __init__(
        self,
        ledger: Ledger,
        console: Callable[[], str | None],
        policy: WholePolicy | None = None,
    ) -> None:
        """`console`: the console's address without a slash at the end; None if it is not known."""
        self._ledger = ledger
        self._console = console
        self._policy = policy or WholePolicy()

    async def addressed(
        self, queued: Sequence[QueuedNotice], now: datetime
    ) -> Mapping[str, Addressed]:
        """The decision for each of these letters, by its key."""
        console = self._console()
        found = {
            each.key: Addressed(link=console and f"{console}{path_of(each.notice)}")
            for each in queued
            if each.notice.audience is not Audience.CUSTOMER
        }
        if to_customers := [each for each in queued if each.key not in found]:
            async with self._ledger.writing() as transaction:
                batch = _Batch(transaction, self._policy, console, now)
                found |= await batch.addressed(to_customers)
        return found


class _Batch:
    def __init__(
        self,
        transaction: Transaction,
        policy: WholePolicy,
        console: str | None,
        now: datetime,
    ) -> None:
        self._transaction = transaction
        self._policy = policy
        self._console = console
        self._now = now
        self._about: dict[str, list[datetime]] = {}
        """When letters that went out were written, by what they are about."""
        self._to: dict[str, list[datetime]] = {}
        """The same, by address."""

    async def addressed(self, queued: Sequence[QueuedNotice]) -> dict[str, Addressed]:
        owners = await self._transaction.sent_letters.owners([each.notice for each in queued])
        accounts = await self._transaction.accounts.some(sorted(set(owners.values())))
        return {
            each.key: await self._one(each, accounts.get(owners.get(each.key, "")))
            for each in queued
        }

    async def _one(self, queued: QueuedNotice, account: Account | None) -> Addressed:
        notice = queued.notice
        way = await self._recipient(notice, account)
        if way.to is None or way.refused:
            return way
        if (later := await self._later(notice, way.to, account)) is not None:
            return Addressed(wait_until=later, why=_TOO_MANY)
        await self._transaction.sent_letters.goes_to(queued.key, way.to)
        if self._console is None:
            return way
        if notice.kind is NoticeKind.CONFIRM_CONTACT:
            return await with_confirming_link(
                self._transaction, queued, way, self._console, self._now
            )
        if account is None:
            return way
        policy = self._policy.letters
        return await with_link(
            self._transaction, queued, account.id, way, self._console, policy, self._now
        )

    async def _recipient(self, notice: Notice, account: Account | None) -> Addressed:
        """An invoice's letter goes to the address in the ledger, and the one that asks a contact to
        whom it asks; others to the contact on the form, if that may be written to."""
        to, asks = notice.to, notice.kind is NoticeKind.CONFIRM_CONTACT
        if to is None or asks or notice.invoice is not None:
            return Addressed(to=to)
        asking, rules = Asking.of(notice), self._policy.eligibility
        if await may_be_written_to(self._transaction, asking.owner, account, to, rules):
            return Addressed(to=to)
        if notice.kind is NoticeKind.CUSTOMER_LINK:
            return Addressed(refused=True, why=_NOT_ON_FILE)
        await ask_contact(self._transaction, asking, to, self._now)
        return instead_of_contact(account, self._now)

    async def _later(self, notice: Notice, to: str, account: Account | None) -> datetime | None:
        """When it may be sent, if too many were sent already; None: now, and it counts."""
        policy, sent = self._policy.letters, self._transaction.sent_letters
        if notice.request not in self._about:
            self._about[notice.request] = await sent.went_out_about(notice.request)
        limits = [(self._about[notice.request], policy.most_a_day)]
        if notice.invoice is None and not (account and is_on_file(to, account)):
            if (address := same_address(to)) not in self._to:
                self._to[address] = await sent.went_out_to(address)
            limits.append((self._to[address], policy.most_a_day_to_strangers))
        turns = [due_again(notice.at, self._now, out, most) for out, most in limits]
        if later := [turn for turn in turns if turn is not None]:
            return max(later)
        for out, _ in limits:
            out.append(notice.at)
        return None
