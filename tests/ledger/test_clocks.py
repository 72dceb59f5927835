"""What a check of clocks reads and keeps, on both databases."""

from collections.abc import Collection
from datetime import timedelta

from adapters.ledger.database import Database
from adapters.ledger.transactions import LedgerTransactions
from domain.clocks import BY_THOROUGH_CHECKS, ClockCounts, ClockFinding, Trouble
from domain.requests.lifecycle import State
from tests.ledger.requests import a_request
from tests.ledger.samples import NOON

DAY = timedelta(days=1)


async def test_of_two_open_lines_of_a_request_the_earlier_one_says_so(database: Database) -> None:
    same = {"request": "pay-by-invoice/one", "scope": "one"}
    ended = a_request((State.DRAFT, NOON - 3 * DAY), (State.WITHDRAWN, NOON - 2 * DAY), **same)
    earlier, later = (a_request((State.DRAFT, NOON - days * DAY), **same) for days in (2, 1))
    other = a_request((State.DRAFT, NOON - 2 * DAY))
    lines = (ended, earlier, later, other)
    async with LedgerTransactions(database).writing() as transaction:
        for each in lines:
            await transaction.listings.write(each)
    async with LedgerTransactions(database).reading() as transaction:
        rows = await transaction.clocks.open_requests("", 10)
        assert {row.run: row.opened_again for row in rows} == {
            earlier.line.run: True,
            later.line.run: False,
            other.line.run: False,
        }
        asked = [each.line.run for each in lines]
        assert await transaction.clocks.ended([*asked, "never-listed"]) == {ended.line.run}


async def test_what_only_a_thorough_check_sees_stays_a_task_after_an_ordinary_one(
    database: Database,
) -> None:
    dead, ahead, unreadable = (
        ClockFinding(about=trouble, trouble=trouble)
        for trouble in (Trouble.NOT_RUNNING, Trouble.AHEAD, Trouble.UNREADABLE)
    )
    clocks = LedgerTransactions(database)

    async def kept(
        *found: ClockFinding, hours: int, but: Collection[Trouble] = ()
    ) -> dict[str, int]:
        async with clocks.writing() as transaction:
            at = NOON + timedelta(hours=hours)
            await transaction.clocks.keep(found, at, but=but)
        async with clocks.reading() as transaction:
            tasks = await transaction.clocks.tasks()
        return {each.about: (each.found_at - NOON) // timedelta(hours=1) for each in tasks}

    ordinary = BY_THOROUGH_CHECKS
    assert await kept(dead, ahead, hours=0) == {"ahead": 0, "not_running": 0}
    assert await kept(unreadable, hours=1, but=ordinary) == {"ahead": 0, "unreadable": 1}
    assert await kept(unreadable, hours=2, but=ordinary) == {"ahead": 0, "unreadable": 1}
    assert await kept(hours=3, but={Trouble.FILES_MISSING}) == {}


async def test_the_last_check_is_known_by_its_number_and_its_time(database: Database) -> None:
    async with LedgerTransactions(database).writing() as transaction:
        clocks = transaction.clocks
        assert (await clocks.last_check(), await clocks.checked_at()) == (0, None)
        for hours in (0, 1):
            number = await clocks.note_check(ClockCounts(), NOON + timedelta(hours=hours))
        assert await clocks.last_check() == number
        assert await clocks.checked_at() == NOON + timedelta(hours=1)
