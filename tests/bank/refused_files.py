"""Files that the bank's inbox refused, as the ledger has them."""

from datetime import UTC, datetime

from adapters.ledger.database import opened_ledger
from adapters.ledger.transactions import LedgerTransactions
from application.ports.bank_files import RefusedFile
from tests.workflows.system import System


async def refuse(system: System, file: str, name: str) -> None:
    """Writes down that this file was refused."""
    problem = {
        "file": name,
        "line": 7,
        "field": "amount",
        "code": "amount_invalid",
        "problem": "This is no amount.",
    }
    async with (
        opened_ledger(system.settings.ledger_url) as database,
        LedgerTransactions(database).writing() as transaction,
    ):
        await transaction.refused_files.add(RefusedFile(file, name, datetime.now(UTC), [problem]))
