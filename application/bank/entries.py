"""Transactions of bank statements, as use cases begin with them."""

from collections.abc import Sequence

from application.ports.ledger import Ledger
from domain.bank.entries import BankEntry
from domain.errors import BankEntryUnknown


async def locked(ledger: Ledger, entry: str) -> BankEntry:
    """The transaction, locked; raises BankEntryUnknown."""
    (known,) = await locked_all(ledger, [entry])
    return known


async def locked_all(ledger: Ledger, entries: Sequence[str]) -> Sequence[BankEntry]:
    """These transactions in the order of their ids, locked; raises BankEntryUnknown."""
    async with ledger.writing() as transaction:
        known = await transaction.bank.locked(entries)
    missing = set(entries) - {each.transaction.id for each in known}
    if missing:
        entry = min(missing)
        raise BankEntryUnknown("There is no entry of a bank statement of this id.", entry=entry)
    return known
