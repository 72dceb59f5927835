"""The page of reports, and the same as CSV, in a browser that is signed in."""

import csv
import io
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

from adapters.ledger.database import Database
from clients.access import AccessClient
from clients.accounts.ledger import LedgerClient
from console import entrance
from console.access import Action, action_of
from console.door import middleware
from console.door.errors import answer_refusals
from console.pages import reports
from domain.access import Role
from domain.reports.figures import ReportName
from domain.reports.tables import columns
from domain.requests.lifecycle import State
from engine.wiring.open_ledger import OpenLedger
from tests.console.access.browser import Browser, add, browsing, settings_for
from tests.ledger.queues import list_all
from tests.ledger.reported import something_for_every_report
from tests.ledger.requests import a_request
from tests.ledger.samples import CONTOSO

NOW = datetime.now(UTC)
DAY = timedelta(days=1)


@pytest.fixture(scope="module")
async def database(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Database]:
    """A ledger with something for every report."""
    file: Path = tmp_path_factory.mktemp("reports") / "ledger.db"
    database = await Database.open(f"sqlite:///{file}")
    await something_for_every_report(database, NOW)
    access = AccessClient(OpenLedger(database))
    for role in Role:
        account = CONTOSO if role is Role.CUSTOMER else None
        await add(access, f"{role}@provider.example", role, account=account)
    yield database
    await database.close()


@pytest.fixture
def app(database: Database) -> FastAPI:
    settings = settings_for()
    app = FastAPI()
    app.state.services = SimpleNamespace(
        settings=settings,
        access=AccessClient(OpenLedger(database)),
        ledger=LedgerClient(OpenLedger(database), settings),
    )
    answer_refusals(app)
    middleware.install(app, settings)
    entrance.install(app, settings)
    app.include_router(reports.router)
    return app


@pytest.fixture
async def browser(app: FastAPI) -> AsyncIterator[Browser]:
    async with browsing(app) as browser:
        yield browser


@pytest.fixture
async def auditor(browser: Browser) -> Browser:
    await browser.sign_in("auditor@provider.example")
    return browser


@dataclass
class Tables(HTMLParser):
    """The tables of a page: each cell's value, as the page has it for programs."""

    found: list[list[list[str]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tbody":
            self.found.append([])
        elif tag == "tr" and self.found:
            self.found[-1].append([])
        elif tag == "data":
            self.found[-1][-1].append(dict(attrs)["value"] or "")


def tables_in(page: str) -> list[list[list[str]]]:
    tables = Tables()
    tables.feed(page)
    return [[row for row in table if row] for table in tables.found]


async def csv_of(browser: Browser, name: str, query: str = "") -> list[list[str]]:
    answer = await browser.get(f"/reports/{name}.csv{query}")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/csv; charset=utf-8; header=present"
    assert not answer.content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8"), newline="")))


# How long something has waited goes on while it is being read.
GOES_ON = {"median_seconds", "p90_seconds", "longest_seconds"}


@pytest.mark.parametrize("query", ["", "?days=30", "?since=2020-01-01&until="])
async def test_csv_has_the_numbers_of_the_page(auditor: Browser, query: str) -> None:
    page = await auditor.get(f"/reports{query}")
    assert page.status_code == 200
    tables = tables_in(page.text)
    assert len(tables) == len(ReportName)
    for name, table in zip(ReportName, tables, strict=True):
        header, *rows = await csv_of(auditor, name, query)
        assert header == [column.name for column in columns(name)]
        assert table
        shown = [[cell.removeprefix("'") for cell in row] for row in rows]
        still = [index for index, cell in enumerate(header) if cell not in GOES_ON]
        assert [[row[index] for index in still] for row in shown] == [
            [row[index] for index in still] for row in table
        ]


async def test_the_page_is_as_wide_as_the_other_pages_of_staff(auditor: Browser) -> None:
    page = await auditor.get("/reports")
    assert '<main id="main" class="wide"' in page.text
    assert "<title>Reports · Pay by invoice</title>" in page.text


async def test_the_figures_are_those_of_the_period(auditor: Browser) -> None:
    assert ["rejected", "'=1+1", "1"] in await csv_of(auditor, "decisions", "?days=90")
    assert ["rejected", "'=1+1", "1"] not in await csv_of(auditor, "decisions", "?days=30")
    ended = NOW - 50 * DAY
    day = f"?since={ended.date()}&until={ended.date()}"
    assert await csv_of(auditor, "decisions", day) == [
        ["outcome", "reason", "requests"],
        ["rejected", "'=1+1", "1"],
    ]


async def test_what_is_overdue_is_reported_by_age(auditor: Browser) -> None:
    header, *rows = await csv_of(auditor, "overdue")
    assert header == ["currency", "age", "invoices", "open", "disputed"]
    assert rows == [
        ["EUR", "0-30", "1", "1200.00", "0.00"],
        ["EUR", "31-60", "0", "0.00", "0.00"],
        ["EUR", "61-90", "1", "1234.50", "0.00"],
        ["EUR", "more", "0", "0.00", "0.00"],
    ]


async def test_a_file_is_named_after_its_report_and_period(auditor: Browser) -> None:
    answer = await auditor.get("/reports/states.csv?since=2026-01-01&until=2026-03-31")
    named = 'attachment; filename="states-2026-01-01-2026-03-31.csv"'
    assert answer.headers["content-disposition"] == named


async def test_every_plot_says_its_numbers_and_every_figure_what_it_means(auditor: Browser) -> None:
    page = (await auditor.get("/reports")).text
    assert page.count('<svg role="img"') == page.count("</desc>") >= 5
    assert "0–30 days: 1,200.00 EUR, 1 invoice" in page
    assert "the customer: 3, 1 overdue" in page
    for name in ReportName:
        assert all(column.meaning in page for column in columns(name) if "&" not in column.meaning)
    assert "style=" not in page
    assert "<script>" not in page


async def test_text_of_a_request_stays_text(auditor: Browser, database: Database) -> None:
    then = NOW - DAY
    reason = "<script>alert(1)</script>"
    await list_all(
        database,
        a_request(
            (State.DRAFT, then), (State.SUBMITTED, then), (State.REJECTED, then), reason=reason
        ),
    )
    page = (await auditor.get("/reports")).text
    assert reason not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


@pytest.mark.parametrize(
    "query",
    ["since=2026-11-02&until=2026-11-01", "since=yesterday", "days=0", "days=many"],
)
async def test_a_period_that_makes_no_sense_is_refused(auditor: Browser, query: str) -> None:
    for path in ("/reports", "/reports/states.csv"):
        answer = await auditor.get(f"{path}?{query}")
        assert answer.status_code == 422
        assert 'role="alert"' in answer.text


async def test_there_is_no_other_report(auditor: Browser) -> None:
    assert (await auditor.get("/reports/salaries.csv")).status_code == 404


@pytest.mark.parametrize("role", Role)
async def test_staff_may_see_reports_and_customers_may_not(browser: Browser, role: Role) -> None:
    await browser.sign_in(f"{role}@provider.example")
    expected = 403 if role is Role.CUSTOMER else 200
    for path in ("/reports", "/reports/overdue.csv"):
        assert (await browser.get(path)).status_code == expected


async def test_somebody_who_is_not_signed_in_is_asked_to(browser: Browser) -> None:
    answer = await browser.get("/reports/overdue.csv")
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in")


def test_every_route_of_reports_asks_for_its_action(app: FastAPI) -> None:
    ours = [
        each for each in iter_route_contexts(app.routes) if str(each.path).startswith("/reports")
    ]
    assert len(ours) == 2
    assert {action_of(each) for each in ours} == {Action.VIEW_REPORTS}
