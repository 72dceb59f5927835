"""A listed request that was stored with a sentence is waiting for the same, by its name."""

from sqlalchemy import text

from adapters.ledger.database import Database
from adapters.ledger.migrate import downgrade, upgrade
from adapters.ledger.transactions import LedgerTransactions
from application.requests.notify import notify
from clients.requests.queues import QueueClient
from domain.requests.listing import Listing
from domain.tasks import Task
from domain.turns import WaitingOn, Who
from engine.wiring.open_ledger import OpenLedger
from tests.ledger.queues import a_listing
from tests.ledger.samples import NOON


def waiting(name: str, task: Task, *codes: str) -> Listing:
    waits = WaitingOn(who=Who.CUSTOMER, task=task, codes=codes, since=NOON)
    return a_listing(name, waiting_on=waits)


LISTED = {
    "sub-1": waiting("sub-1", Task.PUT_RIGHT, "E4", "E5"),
    "sub-2": waiting("sub-2", Task.MAKE_THE_SWITCH),
    "sub-3": waiting("sub-3", Task.PUT_RIGHT_THEN_SWITCH, "S1"),
}


async def _write(database: Database) -> None:
    for listing in LISTED.values():
        await notify(LedgerTransactions(database), [], listing)


async def _assert_listed(database: Database) -> None:
    queues = QueueClient(OpenLedger(database))
    for name, listing in LISTED.items():
        line = await queues.line(name)
        assert line is not None
        assert line.says(listing.line), name


async def test_rows_of_before_are_brought_up_to_date(database: Database) -> None:
    await _write(database)
    async with database.writing() as connection:
        await downgrade(connection, "0014")
    async with database.writing() as connection:
        await upgrade(connection)
        rows = await connection.execute(text("SELECT count(*) FROM requests WHERE task IS NULL"))
        assert rows.scalar_one() == 0
    await _assert_listed(database)


async def test_rows_that_a_worker_of_before_still_writes_are_read(database: Database) -> None:
    await _write(database)
    async with database.writing() as connection:
        await connection.execute(text("UPDATE requests SET task = NULL, codes = NULL"))
    await _assert_listed(database)
