"""The typed way to the check of ledger and engine against each other, for every face."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from temporalio.client import Client

from adapters.ledger.database import Database, opened_ledger
from adapters.ledger.transactions import LedgerTransactions
from application.clocks.run import run_check
from domain.clocks import ClockFinding, ClockReport, Trouble
from engine.checks import check_of
from engine.connection import connect
from settings import Settings

__all__ = ["ClockClient", "ClockFinding", "ClockReport", "Trouble"]

_SETTLES = timedelta(minutes=1)
"""A person who asks looks at what comes of it, and may ask again."""


class ClockClient:
    def __init__(self, database: Database, settings: Settings, temporal: Client | None) -> None:
        self._database = database
        self._settings = settings
        self._temporal = temporal

    @classmethod
    @asynccontextmanager
    async def opened(
        cls, settings: Settings, temporal: Client | None = None
    ) -> AsyncIterator["ClockClient"]:
        async with opened_ledger(settings.ledger_url) as database:
            yield cls(database, settings, temporal)

    async def check(self, *, mend: bool = False, settles: timedelta = _SETTLES) -> ClockReport:
        """Asks every workflow what it knows; changes nothing unless it is to mend.

        Args:
            mend: Start again, refresh and list anew, and do in the ledger again what the engine
                alone knows of.
            settles: What was written less long ago is left alone.

        Raises:
            ServiceUnreachable: the engine or the ledger does not answer.
        """
        temporal = self._temporal or await connect(self._settings)
        queue = self._settings.task_queue
        how = {"mend": mend, "do_again": mend, "thorough": True, "settles": settles}
        return await run_check(check_of(self._database, temporal, queue, **how))

    async def troubles(self) -> dict[Trouble, int]:
        """How much of each kind a person must see to, by the last check; needs no engine."""
        async with LedgerTransactions(self._database).reading() as transaction:
            return await transaction.clocks.troubles()
