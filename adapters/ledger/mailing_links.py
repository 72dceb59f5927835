"""Links that are mailed to a customer and shown to nobody here."""

from datetime import datetime, timedelta

from sqlalchemy import Row, select

from adapters.ledger.access.naming import checked_name, require_account
from adapters.ledger.access.tables import customer_links
from adapters.ledger.access.tokens import digest
from adapters.ledger.connection import Connection
from adapters.ledger.database import Database
from adapters.ledger.holdings import read_one
from adapters.ledger.outbox import queue
from adapters.ledger.tables import outbox
from application.ports.accounts import Holding
from domain.errors import AccessNotAcceptable
from domain.invoices.issuing import customer_of
from domain.letters import is_on_file
from domain.notices import Audience, Notice, NoticeKind

_KEPT = timedelta(days=400)
"""How long after its end a link can still be exchanged for a new one."""


class LinkMail:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def send(
        self, account: str, sign_in: str, now: datetime, leads_to: str | None = None
    ) -> bool:
        """Mails a link to somebody of this account, at most once an hour; returns whether it is
        new.

        Raises:
            AccessNotAcceptable: it is no address that the account has on file.
            AccountUnknown: the ledger has no such account.
        """
        name = checked_name(sign_in)
        async with self._database.writing() as connection:
            await require_account(connection, account)
            held = await read_one(connection, account)
            if held is None or not is_on_file(name, held.account):
                said = (
                    "A link is mailed to an address that the account has on file only: an"
                    " administrator's, the billing contact's, or that of who signed up."
                )
                raise AccessNotAcceptable(said, field="sign_in")
            key = f"account/{account}/{digest(name)[:16]}/{digest(leads_to or '')[:8]}"
            return await _queue(connection, held, name, key, now, leads_to)

    async def send_again(self, token: str, now: datetime) -> None:
        """Mails a new link to the person whom this one was for, at most once an hour; if their
        address was replaced, to the recipient of the account's letters today. Nothing happens if
        there was no such link or it was revoked: the caller does not learn which."""
        async with self._database.writing() as connection:
            found = await connection.execute(
                select(customer_links).where(
                    customer_links.c.token_sha256 == digest(token),
                    customer_links.c.revoked_at.is_(None),
                    customer_links.c.expires_at > now - _KEPT,
                )
            )
            row = found.first()
            if row is None:
                return
            held = await read_one(connection, row.account_id)
            if held is None:
                return
            name = row.sign_in
            if row.replaced_at is not None:
                # The reader of that old letter may be somebody else by now.
                today = customer_of(held.account, None).email
                if today is None:
                    return
                name = today
            # A link that was shown may name anybody; one that was mailed went to a contact of
            # theirs, who is checked again when the letter goes out.
            if row.mailed_to is None and not is_on_file(row.sign_in, held.account):
                return
            language = await _language_of(connection, row)
            key = f"account/{row.account_id}/link-{row.id}"
            await _queue(connection, held, name, key, now, row.leads_to, language)


async def _queue(
    connection: Connection,
    held: Holding,
    name: str,
    key: str,
    now: datetime,
    leads_to: str | None,
    language: str | None = None,
) -> bool:
    preferred = language or next(iter(held.language.values()), None)
    notice = Notice(
        key=f"{key}/{now:%Y-%m-%dT%H}",
        kind=NoticeKind.CUSTOMER_LINK,
        audience=Audience.CUSTOMER,
        to=name,
        language=customer_of(held.account, preferred).language,
        time_zone=held.account.time_zone,
        request=f"account/{held.account.id}",
        account=held.account.id,
        leads_to=leads_to,
        company=held.account.name,
        at=now,
    )
    return await queue(connection, [notice]) > 0


async def _language_of(connection: Connection, link: "Row[tuple[object, ...]]") -> str | None:
    if link.letter is None:
        return None
    found = await connection.execute(select(outbox.c.notice).where(outbox.c.key == link.letter))
    notice = found.scalar_one_or_none()
    return notice["language"] if notice else None
