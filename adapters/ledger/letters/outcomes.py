"""Outcomes of letters, recorded on their invoices; and stuck letters that are sent again."""

import asyncio
from collections.abc import Iterable, Sequence
from datetime import datetime
from time import monotonic
from typing import Any

from sqlalchemy import Row, and_, func, literal, or_, select, tuple_, update

from adapters.ledger.database import Database
from adapters.ledger.invoices.tables import OPEN, invoices
from adapters.ledger.letters.deliveries import stuck_letter_of
from adapters.ledger.letters.sealed_letters import (
    SET_BACK,
    opened_letters,
    opened_notices,
    sealed_notice,
    sealed_words,
)
from adapters.ledger.sql.connection import Connection
from adapters.ledger.sql.cursors import place_after, place_in
from adapters.ledger.tables import outbox
from application.ports.letters import DeliveryState, Follow, Followed
from application.ports.mailed import STUCK_LISTED, StuckLetter, StuckPage
from domain.errors import WrongTurn
from domain.invoices.invoice import invoice_id
from domain.notices import Notice

_STATES = (DeliveryState.REFUSED, DeliveryState.UNCONFIRMED)
_STUCK = and_(outbox.c.state.in_(_STATES), outbox.c.dismissed_at.is_(None))
_KNOWN = (DeliveryState.SENT, *_STATES)
_INVOICE = invoice_id("")
_LIST = "stuck mails"
_POLL_SECONDS = 0.05
"""Seconds between two polls of a letter that is being sent."""


class Letters:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def followed(self, limit: int = 100) -> list[Followed]:
        """The letters whose outcome is to be reported, oldest first."""
        known = and_(outbox.c.follow > Follow.NO, outbox.c.state.in_(_KNOWN))
        asked = select(outbox).where(known).order_by(outbox.c.closed_at).limit(limit)
        async with self._database.reading() as connection:
            rows = (await connection.execute(asked)).all()
            return await _followed(connection, rows)

    async def reported(self, followed: Iterable[Followed]) -> None:
        """Marks them as reported, unless their outcome has changed since."""
        async with self._database.writing() as connection:
            await StoredLetters(connection).reported(followed)

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

    async def stuck(self, limit: int = STUCK_LISTED) -> list[StuckLetter]:
        """Letters that did not arrive, or may not have arrived, oldest first."""
        return list((await self.stuck_page(None, limit)).letters)

    async def stuck_page(self, after: str | None, limit: int) -> StuckPage:
        """A page of them.

        Raises:
            InvalidFile: `after` is nothing that a page named.
        """
        order = outbox.c.closed_at, outbox.c.key
        asked = select(outbox).where(_STUCK).order_by(*order).limit(limit + 1)
        if after is not None:
            asked = asked.where(tuple_(*order) > place_in(after, _LIST))
        async with self._database.reading() as connection:
            rows = list(await connection.execute(asked))
            shown = rows[:limit]
            letters = await opened_letters(connection, shown)
        more = len(rows) > limit
        following = place_after(_LIST, shown[-1].closed_at, shown[-1].key) if more else None
        found = tuple(stuck_letter_of(*each) for each in zip(shown, letters, strict=True))
        return StuckPage(found, following)

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
            row = await _row(connection, key)
            return stuck_letter_of(row, *await opened_letters(connection, [row]))


class StoredLetters:
    """What `application.ports.letters.Letters` says."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def stuck(self, key: str) -> Notice:
        row = await _row(self._connection, key)
        (notice,) = await opened_notices(self._connection, [row.notice])
        return notice

    async def queue_again(self, key: str, notice: Notice, now: datetime) -> None:
        if (await _row(self._connection, key)).blanked_at is not None:
            raise WrongTurn(
                "What this mail said is not kept any more: it cannot be sent again. Write to them"
                " yourself, and dismiss it.",
                key=key,
            )
        queued = {
            "notice": await sealed_notice(self._connection, notice),
            "state": DeliveryState.QUEUED,
            "due_at": now,
            "closed_at": None,
            "claimed_by": None,
            "attempts": 0,
            "follow": Follow.WAKE,
        }
        await self._change(key, queued)

    async def dismiss(self, key: str, by: str, reason: str, now: datetime) -> None:
        because = await sealed_words(self._connection, key, outbox.c.dismissed_because, reason)
        said = {"dismissed_at": now, "dismissed_by": by, "dismissed_because": because}
        await self._change(key, {**said, "follow": Follow.WAKE})

    async def hold_back(self, now: datetime) -> int:
        waits = outbox.c.state.in_((DeliveryState.QUEUED, DeliveryState.CLAIMED))
        held = {
            "state": DeliveryState.UNCONFIRMED,
            "due_at": None,
            "closed_at": now,
            "last_error": SET_BACK,
            "follow": Follow.WAKE,
        }
        return (await self._connection.execute(update(outbox).where(waits).values(**held))).rowcount

    async def reported(self, followed: Iterable[Followed]) -> None:
        as_seen = [
            and_(
                outbox.c.key == each.key,
                outbox.c.state == each.state,
                outbox.c.closed_at == each.closed_at,
            )
            for each in followed
        ]
        if as_seen:
            no_more = update(outbox).where(or_(*as_seen)).values(follow=Follow.NO)
            await self._connection.execute(no_more)

    async def refused_about_open_invoices(self, account_ids: Sequence[str]) -> list[Notice]:
        refused = (
            select(outbox.c.notice)
            .join(invoices, outbox.c.request == _INVOICE + invoices.c.number)
            .where(
                invoices.c.account_id.in_(account_ids),
                OPEN,
                outbox.c.state == DeliveryState.REFUSED,
                outbox.c.dismissed_at.is_(None),
                outbox.c.blanked_at.is_(None),
            )
            .order_by(outbox.c.queued_at)
        )
        found = await self._connection.execute(refused)
        return await opened_notices(self._connection, found.scalars())

    async def _change(self, key: str, values: dict[str, Any]) -> None:
        changed = await self._connection.execute(
            update(outbox).where(outbox.c.key == key, _STUCK).values(**values)
        )
        if changed.rowcount != 1:
            raise _not_stuck(key)


async def _row(connection: Connection, key: str) -> Row[Any]:
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


async def _followed(connection: Connection, rows: Sequence[Row[Any]]) -> list[Followed]:
    letters = await opened_letters(connection, rows)
    return [
        Followed.model_validate(
            {name: getattr(row, name) for name in Followed.model_fields}
            | {"notice": letter.notice, "dismissed_because": letter.dismissed_because}
        )
        for row, letter in zip(rows, letters, strict=True)
    ]
