"""A transaction of a bank statement, as use cases begin with it."""

from application.ports.ledger import Ledger
from domain.bank.entries import BankEntry
from domain.errors import BankEntryUnknown


async def locked(ledger: Ledger, entry: str) -> BankEntry:
    """The transaction, locked; raises BankEntryUnknown."""
    async with ledger.writing() as transaction:
        known = await transaction.bank.locked(entry)
    if known is None:
        raise BankEntryUnknown("There is no entry of a bank statement of this id.", entry=entry)
    return known
