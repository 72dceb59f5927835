"""What changed lately in bank statements, as open pages ask for it."""

from datetime import timedelta

from adapters.ledger.bank.changes import bank_changes
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
    at_first = await bank_changes(database, NOON)
    assert (at_first.decided, at_first.read) == ({}, ())
    await imported(billing, statement(Booked("7.00", "one"), Booked("8.00", "two")))
    read = await bank_changes(database, NOON)
    assert len(read.read) == 1
    assert read.standing != at_first.standing
    assert read.standing == (await bank_changes(database, NOON)).standing
    assert (await bank_changes(database, NOON + timedelta(seconds=1))).read == ()

    async with billing.ledger.reading() as transaction:
        (first, _) = await transaction.bank.listed(EntryFilter(), "", 10)
    entry = first.entry.transaction.id
    await ignored(billing, entry)
    decided = await bank_changes(database, NOON)
    assert decided.decided == {entry: first.entry.revision + 1}
    assert decided.standing != read.standing

    async with billing.ledger.writing() as transaction:
        await transaction.refused_files.add(RefusedFile("ab12", "july.xml", NOON, []))
    refused = await bank_changes(database, NOON)
    assert refused.standing != decided.standing
    async with billing.ledger.writing() as transaction:
        assert await transaction.refused_files.see("ab12", CLERK, NOON)
    assert (await bank_changes(database, NOON)).standing == decided.standing
