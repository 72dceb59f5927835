"""Queues: what is due first comes first, everything is on one page, and a page is quick."""

import asyncio
import random
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert, text

from adapters.ledger.database import Database
from adapters.ledger.requests.rows import row_of
from adapters.ledger.requests.tables import requests
from adapters.ledger.transactions import LedgerTransactions
from application.requests.notify import notify
from clients.requests.queues import QueueClient
from domain.errors import InvalidFile
from domain.requests.lifecycle import State
from domain.requests.listing import QueueFilter, Waiting
from domain.turns import Who
from engine.wiring.open_ledger import OpenLedger
from tests.ledger.queues import a_listing, list_all, scopes_on
from tests.ledger.samples import CONTOSO, NOON

EVERYTHING = QueueFilter()


@pytest.fixture
def queues(database: Database) -> QueueClient:
    return QueueClient(OpenLedger(database))


async def test_what_is_overdue_comes_first_then_by_deadline_and_what_has_none_last(
    database: Database, queues: QueueClient
) -> None:
    await list_all(
        database,
        a_listing("never", due_in=None),
        a_listing("soon", due_in=1),
        a_listing("long-overdue", due_in=-9),
        a_listing("later", due_in=30),
        a_listing("overdue", due_in=-1),
        a_listing("soon-too", due_in=1),
        a_listing("ended", state=State.SWITCHED),
    )
    page = await queues.page(EVERYTHING, now=NOON)
    assert scopes_on(page) == ["long-overdue", "overdue", "soon", "soon-too", "later", "never"]
    assert [line.overdue(NOON) for line in page.lines] == [True, True, *[False] * 4]
    assert (page.total, page.next) == (6, None)
    assert page.lines[-1].waiting_on.until is None


async def test_in_a_rehearsal_a_request_is_overdue_by_its_own_time(
    database: Database, queues: QueueClient
) -> None:
    ahead = NOON + timedelta(days=7)
    await list_all(database, a_listing("ahead", due_in=7, at=ahead), a_listing("here", due_in=7))
    assert scopes_on(await queues.page(QueueFilter(overdue=True), now=NOON)) == ["ahead"]
    assert (await queues.counts(NOON)).by_who[Who.CREDIT] == Waiting(count=2, overdue=1)
    [line] = (await queues.page(QueueFilter(search="ahead"), now=NOON)).lines
    assert line.overdue(NOON)


async def test_those_that_have_ended_are_listed_the_last_one_first(
    database: Database, queues: QueueClient
) -> None:
    days = {"third": 3, "first": 1, "second": 2}
    for name, day in days.items():
        ended_at = NOON - timedelta(days=day)
        await list_all(database, a_listing(name, state=State.REJECTED, ended_at=ended_at))
    await list_all(database, a_listing("open"))
    page = await queues.page(QueueFilter(ended=True), limit=2)
    assert (scopes_on(page), page.total) == (["first", "second"], 3)
    page = await queues.page(QueueFilter(ended=True), page.next, limit=2)
    assert (scopes_on(page), page.next) == (["third"], None)


async def test_a_line_is_read_back_as_it_was_written(
    database: Database, queues: QueueClient
) -> None:
    opened = a_listing("open", country=None, asked=None, company="Žlutý kůň")
    ended = a_listing("ended", state=State.REJECTED, reason="thin_file")
    await list_all(database, opened, ended)
    assert await queues.line("open") == opened.line
    assert await queues.line("pay-by-invoice/ended") == ended.line
    assert await queues.line("nothing") is None


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"waiting_on": Who.LEGAL}, ["legal"]),
        ({"waiting_on": Who.CREDIT}, ["old", "credit"]),
        ({"waiting_on": Who.BILLING}, []),
        ({"state": State.DRAFT}, ["draft"]),
        ({"country": "DE"}, ["draft"]),
        ({"overdue": True}, ["old"]),
        ({"older_than_days": 40}, ["old"]),
        ({"older_than_days": 0}, ["old", "credit", "legal", "draft"]),
        ({"account": "another"}, ["legal"]),
        ({"account": "another", "waiting_on": Who.CREDIT}, []),
        ({"state": State.REJECTED}, []),
        ({"state": State.REJECTED, "ended": True}, ["rejected"]),
        ({"country": "DE", "ended": True}, []),
    ],
)
async def test_a_queue_can_be_filtered(
    database: Database, queues: QueueClient, wanted: dict[str, object], found: list[str]
) -> None:
    await list_all(
        database,
        a_listing("old", due_in=-1, opened_at=NOON - timedelta(days=40)),
        a_listing("credit", due_in=1),
        a_listing("legal", due_in=2, who=Who.LEGAL, account="another"),
        a_listing("draft", due_in=3, state=State.DRAFT, who=Who.CUSTOMER, country="DE"),
        a_listing("rejected", state=State.REJECTED),
    )
    page = await queues.page(QueueFilter.model_validate(wanted), now=NOON)
    assert (scopes_on(page), page.total) == (found, len(found))


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("müller", ["mueller"]),
        ("  MÜLLER ", ["mueller"]),
        ("strasse", ["mueller"]),
        ("STRAẞE", ["mueller"]),
        ("100%", ["percent"]),
        ("a_b", ["percent"]),
        ("a\\b", ["percent"]),
        ("axb", []),
        ("%", ["percent"]),
        ("sub-", ["plain"]),
        (CONTOSO.upper(), ["mueller", "percent", "plain"]),
        ("", ["mueller", "percent", "plain"]),
        ("pay-by-invoice/PERC", ["percent"]),
    ],
)
async def test_text_is_searched_for_in_any_case_and_taken_literally(
    database: Database, queues: QueueClient, search: str, found: list[str]
) -> None:
    await list_all(
        database,
        a_listing("mueller", company="Müller Straße GmbH", due_in=1),
        a_listing("percent", company="100% a_b a\\b Ltd", due_in=2),
        a_listing("plain", request="pay-by-invoice/sub-7", due_in=3),
    )
    page = await queues.page(QueueFilter(search=search), now=NOON)
    assert (scopes_on(page), page.total) == (found, len(found))


async def test_everybody_is_counted_with_those_that_are_overdue(
    database: Database, queues: QueueClient
) -> None:
    await list_all(
        database,
        a_listing("a", due_in=-1),
        a_listing("b", due_in=1),
        a_listing("c", due_in=None),
        a_listing("d", state=State.SUBMITTED, due_in=-2),
        a_listing("e", who=Who.CUSTOMER, state=State.DRAFT),
        a_listing("f", state=State.WITHDRAWN),
    )
    counts = await queues.counts(NOON)
    assert counts.by_who == {
        Who.CUSTOMER: Waiting(count=1, overdue=0),
        Who.CREDIT: Waiting(count=4, overdue=2),
        Who.LEGAL: Waiting(),
        Who.BILLING: Waiting(),
        Who.NOBODY: Waiting(),
    }
    assert counts.by_state == {
        State.DRAFT: 1,
        State.SUBMITTED: 1,
        State.CREDIT_CHECK: 3,
        State.LEGAL_DOCUMENTS: 0,
        State.APPROVED: 0,
    }


async def test_an_account_has_all_its_runs_and_a_request_its_newest(
    database: Database, queues: QueueClient
) -> None:
    before = NOON - timedelta(days=90)
    await list_all(
        database,
        a_listing("sub-1", run="first", state=State.WITHDRAWN, opened_at=before),
        a_listing("sub-1", run="second"),
        a_listing("sub-2", run="other", account="another"),
    )
    lines = await queues.lines_of_account(CONTOSO)
    assert [line.run for line in lines] == ["second", "first"]
    newest = await queues.line("sub-1")
    assert newest is not None
    assert newest.run == "second"
    assert await queues.account_of("sub-2") == "another"
    assert await queues.account_of("sub-3") is None


async def test_the_countries_are_those_of_open_requests(
    database: Database, queues: QueueClient
) -> None:
    await list_all(
        database,
        *(a_listing(f"{each}", country=each) for each in ("NL", "DE", None)),
        a_listing("again", country="NL"),
        a_listing("ended", country="BE", state=State.SWITCHED),
    )
    assert await queues.countries() == ["DE", "NL"]


async def test_what_has_changed_since_is_reported(database: Database, queues: QueueClient) -> None:
    await list_all(database, a_listing("before"))
    await asyncio.sleep(0.002)
    since = datetime.now(UTC)
    await list_all(
        database, a_listing("changed"), a_listing("before", revision=2, events=9), a_listing("new")
    )
    changes = await queues.changes(since)
    assert [(each.request, each.revision) for each in changes] == [
        ("pay-by-invoice/changed", 1),
        ("pay-by-invoice/before", 2),
        ("pay-by-invoice/new", 1),
    ]
    assert {each.account for each in changes} == {CONTOSO}
    assert await queues.changes(changes[-1].written_at) == changes[-1:]


@pytest.mark.parametrize(
    "cursor",
    ["", "nonsense", "é", "W10", "bnVsbA", "WzAsIDEsIDJd", "WyIyMDI2IiwgMV0", "A" * 5000, "\0"],
)
async def test_a_page_that_nobody_named_is_refused(queues: QueueClient, cursor: str) -> None:
    with pytest.raises(InvalidFile) as refused:
        await queues.page(EVERYTHING, cursor)
    assert refused.value.details["problems"][0]["field"] == "after"


async def test_a_page_of_the_other_list_is_refused(database: Database, queues: QueueClient) -> None:
    await list_all(database, a_listing("a"), a_listing("b"))
    page = await queues.page(EVERYTHING, limit=1)
    assert page.next is not None
    with pytest.raises(InvalidFile):
        await queues.page(QueueFilter(ended=True), page.next)


async def _many(database: Database, count: int) -> None:
    """So many open requests, their deadlines in no order, many of them the same."""
    chance = random.Random(17)
    rows = [
        row_of(a_listing(f"sub-{number:05}", due_in=chance.choice([None, *range(-9, 30)])), NOON)
        for number in range(count)
    ]
    async with database.writing() as connection:
        await connection.execute(insert(requests), rows)
        await connection.execute(text("ANALYZE"))


async def test_ten_thousand_are_each_on_one_page_while_requests_change(
    database: Database, queues: QueueClient
) -> None:
    await _many(database, 10_000)
    ledger = LedgerTransactions(database)
    seen: list[str] = []
    after, pages = None, 0
    while True:
        page = await queues.page(EVERYTHING, after, limit=100, now=NOON)
        seen += scopes_on(page)
        if page.next is None:
            break
        after, pages = page.next, pages + 1
        # Of those that were seen one is decided, and another is due at once.
        first, second = page.lines[0], page.lines[1]
        await notify(ledger, (), a_listing(first.scope, state=State.REJECTED, events=9))
        await notify(ledger, (), a_listing(second.scope, due_in=-99, events=9))
    assert pages == 99
    assert len(seen) == len(set(seen)) == 10_000
