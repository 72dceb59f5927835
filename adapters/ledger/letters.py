"""Outcomes of letters, recorded on their invoices; and stuck letters that are sent again."""

import asyncio
from collections.abc import Iterable, Sequence
from datetime import datetime
from time import monotonic
from typing import Any

from sqlalchemy import Row, and_, func, literal, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.ledger.database import Database
from adapters.ledger.deliveries import StuckLetter, stuck_letter_of
from adapters.ledger.invoices.rows import read_invoice
from adapters.ledger.invoices.tables import OPEN, invoices
from adapters.ledger.states import DeliveryState, Follow
from adapters.ledger.tables import outbox
from adapters.ledger.transactions import LedgerTransaction
from application.account_book import Before
from application.following import Deed, write_changed
from domain.account import Record
from domain.errors import WrongTurn
from domain.invoices import letters
from domain.invoices.dunning import next_alarm
from domain.invoices.invoice import Invoice, invoice_id
from domain.invoices.standing import conclude
from domain.notices import Audience, LetterState, Notice
from domain.requests.messages import DismissLetter
from domain.turns import WORKER

_STATES = (DeliveryState.REFUSED, DeliveryState.UNCONFIRMED)
_STUCK = and_(outbox.c.state.in_(_STATES), outbox.c.dismissed_at.is_(None))
_OUTCOMES = {
    DeliveryState.SENT: LetterState.LEFT,
    DeliveryState.REFUSED: LetterState.REFUSED,
    DeliveryState.UNCONFIRMED: LetterState.UNCONFIRMED,
}
_INVOICE = invoice_id("")
_POLL_SECONDS = 0.05
"""Seconds between two polls of a letter that is being sent."""


class Followed(Record):
    """A letter with a known outcome that is still to be reported to its invoice or request."""

    key: str
    notice: Notice
    state: DeliveryState
    closed_at: datetime
    follow: Follow
    dismissed_by: str | None = None
    """Who said that it is not to be sent again."""
    dismissed_because: str | None = None

    @property
    def invoice(self) -> str | None:
        """The number of the invoice that it is about."""
        about = self.notice.request
        return about.removeprefix(_INVOICE) if about.startswith(_INVOICE) else None

    @property
    def to_customer(self) -> bool:
        return self.notice.audience is Audience.CUSTOMER

    @property
    def letter(self) -> LetterState:
        return _OUTCOMES[self.state]


class Contact(Record):
    """The recipient of letters about a request today."""

    email: str | None
    name: str | None


class Letters:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def followed(self, limit: int = 100) -> list[Followed]:
        """The letters whose outcome is to be reported, oldest first."""
        known = and_(outbox.c.follow > Follow.NO, outbox.c.state.in_(_OUTCOMES))
        asked = select(outbox).where(known).order_by(outbox.c.closed_at).limit(limit)
        async with self._database.reading() as connection:
            return [Followed.model_validate(row) for row in _dicts(await connection.execute(asked))]

    async def said(self, followed: Iterable[Followed]) -> None:
        """Marks them as reported, unless their outcome has changed since."""
        async with self._database.writing() as connection:
            await _said(connection, followed)

    async def record_on_invoice(
        self, number: str, followed: Sequence[Followed], now: datetime
    ) -> bool:
        """Records, once, the outcomes of letters about an invoice. Returns whether its workflow has
        to refresh: until it did, they are still to be reported.

        `now` is when the mail server answered, by the real clock: no rehearsal moves that ahead.
        """
        async with self._database.writing() as connection:
            invoice = await read_invoice(connection, number, lock=True)
            if invoice is None:
                await _said(connection, followed)
                return False
            alarm, before, content = next_alarm(invoice), Before.of(invoice), invoice.content
            now = invoice.not_before(now)
            for each in followed:
                if each.dismissed_by is not None:
                    continue  # recorded when it was reported: the workflow refreshes
                if each.state is DeliveryState.SENT:
                    letters.left(invoice, each.key, now)
                else:
                    letters.did_not_arrive(invoice, each.notice, each.letter, now)
            if invoice.content != content:
                await _write(connection, invoice, before, now)
            stuck = any(each.follow is Follow.WAKE for each in followed)
            wake = not invoice.settled and (stuck or next_alarm(invoice) != alarm)
            if not wake:
                await _said(connection, followed)
            return wake

    async def tried(self, about: str, within: float) -> bool:
        """Waits until each reminder about an invoice was tried once and its outcome recorded; False
        when `within` seconds were not enough. A rehearsal's days pass faster than a letter is
        written. A letter that the mail server postpones is waited for by the invoice's own
        alarm."""
        untried = and_(
            outbox.c.request == about,
            outbox.c.follow > Follow.NO,
            or_(
                outbox.c.attempts == 0,
                and_(outbox.c.attempts == 1, outbox.c.state != DeliveryState.QUEUED),
            ),
        )
        asked = select(literal(1)).where(untried).limit(1)
        until = monotonic() + within
        while True:
            async with self._database.reading() as connection:
                if (await connection.execute(asked)).first() is None:
                    return True
            if monotonic() > until:
                return False
            await asyncio.sleep(_POLL_SECONDS)

    async def stuck(self, limit: int = 200) -> list[StuckLetter]:
        """Letters that did not arrive, or may not have arrived, oldest first."""
        asked = select(outbox).where(_STUCK)
        async with self._database.reading() as connection:
            found = await connection.execute(asked.order_by(outbox.c.closed_at).limit(limit))
            return [stuck_letter_of(row) for row in found]

    async def stuck_by_state(self) -> dict[str, int]:
        """How many letters were refused, and how many could not be confirmed."""
        asked = select(outbox.c.state, func.count().label("number")).where(_STUCK)
        async with self._database.reading() as connection:
            found = await connection.execute(asked.group_by(outbox.c.state))
            counted = {row.state: int(row.number) for row in found}
        return {state.value: counted.get(state, 0) for state in _STATES}

    async def find(self, key: str) -> StuckLetter:
        """Raises WrongTurn when no letter has this key, or it is not stuck."""
        async with self._database.reading() as connection:
            return stuck_letter_of(await _row(connection, key))

    async def send_again(
        self, key: str, by: str, now: datetime, contact: Contact | None = None
    ) -> None:
        """Sends a letter again that was refused or not confirmed: to the address that the account
        has today, or to that of the request's contact.

        Raises:
            WrongTurn: it is still on its way, was sent, or is not known.
            NotPossibleNow: it reminds of what is not owed any more.
        """
        async with self._database.writing() as connection:
            notice = Notice.model_validate((await _row(connection, key)).notice)
            about, to_customer = notice.request, notice.audience is Audience.CUSTOMER
            if about.startswith(_INVOICE) and to_customer:
                invoice = await read_invoice(connection, about.removeprefix(_INVOICE), lock=True)
                if invoice is not None:
                    await _again(connection, invoice, [notice], by, now)
                    return
            if contact is not None and to_customer:
                changes = {"to": contact.email, "name": contact.name}
                notice = notice.model_copy(update=changes)
            await _requeue(connection, key, notice, now)

    async def dismiss(self, command: DismissLetter, now: datetime) -> None:
        """Marks a letter as not to be sent again. Its invoice or request is informed: see `follow`.

        Raises:
            WrongTurn: it is still on its way, was sent, was dismissed, or is not known.
        """
        key, by, reason = command.key, command.by, command.reason
        async with self._database.writing() as connection:
            notice = Notice.model_validate((await _row(connection, key)).notice)
            about = notice.request
            if about.startswith(_INVOICE):
                invoice = await read_invoice(connection, about.removeprefix(_INVOICE), lock=True)
                if invoice is not None:
                    before, at = Before.of(invoice), invoice.not_before(now)
                    letters.dismiss(invoice, notice, by, reason, at)
                    await _write(connection, invoice, before, at, command)
            said = {"dismissed_at": now, "dismissed_by": by, "dismissed_because": reason}
            dismissed = await connection.execute(
                update(outbox).where(outbox.c.key == key, _STUCK).values(**said, follow=Follow.WAKE)
            )
            if dismissed.rowcount != 1:
                raise _not_stuck(key)


async def resume(connection: AsyncConnection, account_ids: Sequence[str], now: datetime) -> None:
    """Queues letters about open invoices again that were refused, because the addresses of these
    accounts have changed. The accounts are locked."""
    refused = (
        select(outbox)
        .join(invoices, outbox.c.request == _INVOICE + invoices.c.number)
        .where(
            invoices.c.account_id.in_(account_ids),
            OPEN,
            outbox.c.state == DeliveryState.REFUSED,
            outbox.c.dismissed_at.is_(None),
        )
        .order_by(outbox.c.queued_at)
    )
    by_invoice: dict[str, list[Notice]] = {}
    for row in await connection.execute(refused):
        notice = Notice.model_validate(row.notice)
        if notice.audience is Audience.CUSTOMER:
            by_invoice.setdefault(notice.request.removeprefix(_INVOICE), []).append(notice)
    for number, notices in by_invoice.items():
        invoice = await read_invoice(connection, number, lock=True)
        if invoice is not None:
            owed = [each for each in notices if letters.is_worth_sending(invoice, each)]
            await _again(connection, invoice, owed, WORKER, now)


async def _again(
    connection: AsyncConnection, invoice: Invoice, notices: Sequence[Notice], by: str, now: datetime
) -> None:
    before, at = Before.of(invoice), invoice.not_before(now)
    for notice in notices:
        again = letters.sent_again(invoice, notice, by, at)
        await _requeue(connection, notice.key, again, now)
    if notices:
        await _write(connection, invoice, before, at)


async def _requeue(connection: AsyncConnection, key: str, notice: Notice, now: datetime) -> None:
    queued = await connection.execute(
        update(outbox)
        .where(outbox.c.key == key, _STUCK)
        .values(
            notice=notice.model_dump(mode="json"),
            state=DeliveryState.QUEUED,
            due_at=now,
            closed_at=None,
            claimed_by=None,
            attempts=0,
            follow=Follow.WAKE,
        )
    )
    if queued.rowcount != 1:
        raise _not_stuck(key)


async def _write(
    connection: AsyncConnection,
    invoice: Invoice,
    before: Before,
    now: datetime,
    of: DismissLetter | None = None,
) -> None:
    conclude(invoice, now)
    deed = Deed(now, of.by, of.through) if of else Deed(now)
    transaction = LedgerTransaction(connection)
    await write_changed(transaction, deed, [invoice], {invoice.number: before})


async def _said(connection: AsyncConnection, followed: Iterable[Followed]) -> None:
    as_seen = [
        and_(
            outbox.c.key == each.key,
            outbox.c.state == each.state,
            outbox.c.closed_at == each.closed_at,
        )
        for each in followed
    ]
    if as_seen:
        await connection.execute(update(outbox).where(or_(*as_seen)).values(follow=Follow.NO))


async def _row(connection: AsyncConnection, key: str) -> Row[Any]:
    found = (await connection.execute(select(outbox).where(outbox.c.key == key))).first()
    if found is None or found.state not in _STATES or found.dismissed_at is not None:
        raise _not_stuck(key)
    return found


def _not_stuck(key: str) -> WrongTurn:
    return WrongTurn(
        "Only a mail that was refused or not confirmed, and not dismissed, can be sent again or"
        " dismissed.",
        key=key,
    )


def _dicts(rows: Iterable[Row[Any]]) -> Iterable[dict[str, Any]]:
    names = Followed.model_fields
    return ({name: getattr(row, name) for name in names} for row in rows)
