"""What stands in the ledger before a page or an operation is asked for."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from adapters.ledger.database import opened_ledger
from adapters.ledger.transactions import LedgerTransaction, LedgerTransactions
from tests.workflows.system import System


@asynccontextmanager
async def written_to(system: System) -> AsyncIterator[LedgerTransaction]:
    """A transaction of the system's ledger, beside its worker and console."""
    async with (
        opened_ledger(system.settings.ledger_url) as database,
        LedgerTransactions(database).writing() as transaction,
    ):
        yield transaction
