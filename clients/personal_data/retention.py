"""The typed way to what is kept for a while only. Needs no engine."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from domain.retention.retention import Going, Gone
from domain.values.record import Record
from engine.wiring.ledgers import ledger_of
from engine.wiring.open_ledger import OpenLedger
from files.reading import configured_policy
from settings import Settings

__all__ = ["RetentionClient", "RetentionView"]

_RUNS = 50


class RetentionView(Record):
    going: tuple[Going, ...]
    gone: tuple[Gone, ...]
    """The latest first."""


class RetentionClient:
    def __init__(self, ledger: OpenLedger, settings: Settings) -> None:
        self._retained = ledger.retention
        self._settings = settings

    @classmethod
    @asynccontextmanager
    async def opened(cls, settings: Settings) -> AsyncIterator["RetentionClient"]:
        async with ledger_of(settings) as ledger:
            yield cls(ledger, settings)

    async def view(self, now: datetime | None = None) -> RetentionView:
        """What goes by the policy and when, and what went."""
        policy = configured_policy(self._settings).retention
        going = await self._retained.going(policy, now or datetime.now(UTC))
        gone = await self._retained.gone(_RUNS)
        return RetentionView(going=tuple(going), gone=tuple(gone))
