"""The ledger that the settings name, with the master keys that they name."""

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager

from adapters.ledger.database import Database, opened_ledger
from adapters.ledger.sealed_columns import SealedColumns
from application.ports.sealing import MasterKey
from settings import Settings


def ledger_of(settings: Settings) -> AbstractAsyncContextManager[Database]:
    """Open, its tables upgraded, for as long as the context lasts; raises as `opened_ledger`."""
    return opened_ledger(settings.ledger_url, columns_of(settings))


def columns_of(settings: Settings) -> SealedColumns:
    """What seals its columns. It asks for the master keys when the first is needed."""

    def masters() -> Sequence[MasterKey]:
        # Loaded then: what most commands do needs none.
        from engine.sealing.keys import master_keys

        return master_keys(settings)

    return SealedColumns(masters, settings.refuse_clear)
