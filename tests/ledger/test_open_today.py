"""What is open today is one figure, wherever it is shown; whoever pays it owes nothing more."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, event

from adapters.ledger.database import Database
from adapters.ledger.invoices.listing import InvoiceListing
from adapters.ledger.invoices.settled import settled_by
from adapters.ledger.reports.queries import ReportQueries
from application.invoices.look_up import look_up
from application.invoices.pass_time import pass_time
from domain.invoices.views.lists import InvoiceFilter
from domain.reports.figures import OverdueAge, ReportName
from domain.reports.period import Period
from domain.values.money import Money
from tests.ledger.accounts import Accounts
from tests.ledger.billing import OVERDUE, TEN_DAYS_LATE, Billing
from tests.ledger.samples import CONTOSO, NOON, euros

RATES: dict[str, Any] = {"late_interest": {"reference_rates": {"2026-07-01": "2.15"}}}
FIXED: dict[str, Any] = {"compensation": {"EUR": "40.00"}}
POLICIES = {"none": {}, "interest": RATES, "fixed": FIXED, "both": RATES | FIXED}
DAYS = (NOON, OVERDUE, TEN_DAYS_LATE, TEN_DAYS_LATE + timedelta(hours=11, minutes=30))
"""The last one is after midnight where the payer is, and not yet in UTC."""


async def figures(billing: Billing, now: datetime, number: str = "INV-1") -> dict[str, Money]:
    """What is open on the one invoice, as everything that shows it says it."""
    database, queries = billing.database, billing.queries
    view = await queries.view(number, now)
    statement = await queries.statement(view.account, now)
    (exposure,) = statement.exposures
    standing = await Accounts(database).standing(view.account, now)
    page = await InvoiceListing(database).page(InvoiceFilter(), None, 10, now)
    (left,) = await settled_by(database, "PART", now)
    period = Period()
    report = await ReportQueries(database).report(ReportName.OVERDUE, period, now)
    ages = [each.open.minor for each in report.lines if isinstance(each, OverdueAge)]
    reported = Money.from_minor(sum(ages), "EUR")
    assert standing.exposure is not None
    assert standing.overdue is not None
    return {
        "show": view.open,
        "list": (await queries.find(now))[0].open,
        "page": page.lines[0].open,
        "statement": statement.invoices[0].open,
        "balance": statement.entries[-1].balance,
        "exposure": exposure.open,
        "standing": standing.exposure,
        "after a payment": left.open,
        **({"overdue": exposure.overdue} if view.days_overdue and exposure.overdue.amount else {}),
        **({"report": reported} if view.days_overdue else {}),
    }


@pytest.mark.parametrize("now", DAYS, ids=str)
@pytest.mark.parametrize("policy", POLICIES)
async def test_every_face_says_the_same_on_the_same_day_and_paying_it_settles_it(
    billing: Billing, policy: str, now: datetime
) -> None:
    await billing.issue("INV-1", "1000.00", policy=POLICIES[policy])
    await billing.pay("100.00", "PART")
    said = await figures(billing, now)
    assert len(set(said.values())) == 1, said
    if policy != "none" and now > OVERDUE:
        assert said["list"].amount > 900
    paid = await billing.pay(str(said["list"].amount), "REST", now=now)
    assert paid.standing.settled
    credit = (await Accounts(billing.database).standing(CONTOSO, now)).unapplied_credit
    assert credit == euros("0.00")


async def test_a_disputed_part_and_a_declared_wire_are_the_same_everywhere(
    billing: Billing,
) -> None:
    await billing.issue("INV-1", "1000.00", policy=RATES | FIXED)
    await billing.pay("100.00", "PART")
    await billing.dispute("300.00")
    await billing.declare("200.00", "ON ITS WAY", now=OVERDUE)
    for now in DAYS[1:]:
        said = await figures(billing, now)
        assert len(set(said.values())) == 1, said


async def test_a_list_names_the_day_of_what_grows_where_the_payer_is(billing: Billing) -> None:
    await billing.issue("GROWS", policy=RATES)
    await billing.issue("STAYS")
    lines = {line.invoice: line for line in await billing.queries.find(DAYS[-1])}
    assert lines["GROWS"].as_of == date(2026, 12, 13) != DAYS[-1].date()
    assert lines["STAYS"].as_of is None


async def test_in_a_rehearsal_lists_are_as_far_ahead_as_the_invoice(billing: Billing) -> None:
    await billing.issue("INV-1", "1000.00", policy=RATES)
    await billing.pay("100.00", "PART")
    before = (await figures(billing, NOON))["list"]
    await billing.fire_alarms(now=OVERDUE)
    await pass_time(billing.ledger, "INV-1", TEN_DAYS_LATE)
    await pass_time(billing.ledger, "INV-1", OVERDUE)  # never back
    said = await figures(billing, NOON)
    assert len({*said.values()}) == 1, said
    assert said["list"].amount > before.amount


async def test_a_moment_that_has_passed_or_a_settled_invoice_changes_nothing(
    billing: Billing,
) -> None:
    async def revision() -> int:
        return (await look_up(billing.ledger, "INV-1")).standing.revision

    await billing.issue("INV-1")
    for _ in range(2):
        await pass_time(billing.ledger, "INV-1", OVERDUE)
        assert await revision() == 2
    await pass_time(billing.ledger, "INV-1", NOON)
    assert await revision() == 2
    await billing.pay(now=OVERDUE)
    assert await revision() == 3
    await pass_time(billing.ledger, "INV-1", TEN_DAYS_LATE)
    assert await revision() == 3


@contextmanager
def statements() -> Iterator[list[str]]:
    asked: list[str] = []

    def note(*told: Any) -> None:
        asked.append(told[2])

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(Engine, "before_cursor_execute", note)


async def test_a_list_of_many_is_one_question(billing: Billing, database: Database) -> None:
    for number in range(30):
        await billing.issue(f"INV-{number}", policy=RATES | FIXED)
    with statements() as asked:
        lines = await billing.queries.find(TEN_DAYS_LATE)
    assert (len(lines), len([each for each in asked if "invoices" in each])) == (30, 1)
    assert {line.open for line in lines} == {(await billing.view("INV-0", TEN_DAYS_LATE)).open}
    with statements() as asked:
        await InvoiceListing(database).page(InvoiceFilter(), None, 20, TEN_DAYS_LATE)
    assert len([each for each in asked if "invoices" in each]) == 1
