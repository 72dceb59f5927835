"""What changed lately in bank statements, as open pages ask for it."""

from datetime import timedelta

from adapters.ledger.bank.changes import BankChangeQueries
from adapters.ledger.database import Database
from application.ports.bank import EntryFilter
from application.ports.bank_files import RefusedFile
from tests.bank.camt_files import Booked, statement
from tests.ledger.bank_statements import ignored, imported
from tests.ledger.billing import CLERK, Billing
from tests.ledger.samples import NOON


async def test_what_came_in_waits_and_was_decided_since_a_moment_is_told(
    database: Database, billing: Billing
) -> None:
    at_first = await BankChangeQueries(database).since(NOON)
    assert (at_first.decided, at_first.read) == ({}, ())
    await imported(billing, statement(Booked("7.00", "one"), Booked("8.00", "two")))
    read = await BankChangeQueries(database).since(NOON)
    assert len(read.read) == 1
    assert read.standing != at_first.standing
    assert read.standing == (await BankChangeQueries(database).since(NOON)).standing
    assert (await BankChangeQueries(database).since(NOON + timedelta(seconds=1))).read == ()

    async with billing.ledger.reading() as transaction:
        (first, _) = await transaction.bank.listed(EntryFilter(), "", 10)
    entry = first.entry.transaction.id
    await ignored(billing, entry)
    decided = await BankChangeQueries(database).since(NOON)
    assert decided.decided == {entry: first.entry.revision + 1}
    assert decided.standing != read.standing

    async with billing.ledger.writing() as transaction:
        await transaction.refused_files.add(RefusedFile("ab12", "july.xml", NOON, []))
    refused = await BankChangeQueries(database).since(NOON)
    assert refused.standing != decided.standing
    async with billing.ledger.writing() as transaction:
        assert await transaction.refused_files.see("ab12", CLERK, NOON)
    assert (await BankChangeQueries(database).since(NOON)).standing == decided.standing
