"""The ledger that the settings name, with the master keys that they name."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from adapters.ledger.database import opened_ledger
from adapters.ledger.kept_open import ledgers_kept_open
from adapters.ledger.sealed_columns import SealedColumns
from application.ports.sealing import MasterKey
from engine.wiring.open_ledger import OpenLedger
from settings import Settings


@asynccontextmanager
async def ledger_of(settings: Settings) -> AsyncIterator[OpenLedger]:
    """Open, its tables upgraded, for as long as the context lasts; raises as `opened_ledger`."""
    async with opened_ledger(settings.ledger_url, columns_of(settings)) as database:
        yield OpenLedger(database)


@asynccontextmanager
async def kept_ledger_of(settings: Settings) -> AsyncIterator[OpenLedger]:
    """The same for a process that stays: what keyrings ask stays open as long."""
    async with ledgers_kept_open(settings.ledger_url), ledger_of(settings) as ledger:
        yield ledger


def columns_of(settings: Settings) -> SealedColumns:
    """What seals its columns. It asks for the master keys when the first is needed."""

    def masters() -> Sequence[MasterKey]:
        # Loaded then: what most commands do needs none.
        from engine.sealing.keys import master_keys

        return master_keys(settings)

    return SealedColumns(masters, settings.refuse_clear)
