"""What clients have in common that need the ledger and no engine."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Self

from engine.wiring.ledgers import ledger_of
from engine.wiring.open_ledger import OpenLedger
from settings import Settings


class OverLedger:
    def __init__(self, ledger: OpenLedger, settings: Settings) -> None:
        self._settings = settings

    @classmethod
    @asynccontextmanager
    async def opened(cls, settings: Settings) -> AsyncIterator[Self]:
        """With the ledger that the settings name, until the end of the block."""
        async with ledger_of(settings) as ledger:
            yield cls(ledger, settings)
