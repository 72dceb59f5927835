"""One transaction for all of a past, and its letters, which nobody mails: for sample data only."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime

from sqlalchemy import select, update

from adapters.ledger.database import Database
from adapters.ledger.letters.sealed_letters import NO_MAILBOX, opened_notices
from adapters.ledger.sql.connection import Connection
from adapters.ledger.tables import outbox
from adapters.ledger.transactions import LedgerTransactions, OneConnection
from application.ports.letters import DeliveryState, Follow, Followed


class PastLetters:
    """What `application.ports.letters.LettersOfThePast` says."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def deliver(
        self, about: str, at: datetime, refused: Callable[[str], bool]
    ) -> list[Followed]:
        queued = await self._connection.execute(
            select(outbox).where(outbox.c.request == about, outbox.c.state == DeliveryState.QUEUED)
        )
        followed = []
        for row in queued.all():
            is_refused = refused(row.key)
            state = DeliveryState.REFUSED if is_refused else DeliveryState.SENT
            follow = Follow.WAKE if is_refused else row.follow
            await self._connection.execute(
                update(outbox)
                .where(outbox.c.key == row.key)
                .values(
                    state=state,
                    attempts=1,
                    due_at=None,
                    closed_at=at,
                    last_error=NO_MAILBOX if is_refused else None,
                    follow=follow,
                )
            )
            if follow > Follow.NO:
                (notice,) = await opened_notices(self._connection, [row.notice])
                letter = {"key": row.key, "notice": notice, "state": state}
                followed.append(Followed(**letter, closed_at=at, follow=follow))
        return followed


@asynccontextmanager
async def one_transaction(
    database: Database,
) -> AsyncIterator[tuple[LedgerTransactions, PastLetters]]:
    """The ledger, all of whose transactions within are this one: it is committed at the end or
    leaves nothing behind."""
    async with database.writing() as connection:
        yield LedgerTransactions(OneConnection(connection)), PastLetters(connection)
