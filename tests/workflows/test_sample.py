"""The sample data where time can be skipped: there is something of everything to look at."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from temporalio.client import Client

from cli.samples.companies import companies
from cli.samples.filled import Filled
from cli.samples.filling import fill
from cli.samples.lives import LIVES
from domain.form import problems_in
from domain.invoices.lifecycle import InvoiceState
from domain.lifecycle import State
from domain.reports.figures import ReportName
from domain.reports.period import Period
from domain.snapshot import Who
from tests.workflows.house import House, at_work, house_with, settings_for

NEITHER_COMPLETE_NOR_SUBMITTED = "sub-tulpen-2"

Filling = tuple[House, Filled]


@pytest.fixture(scope="module")
async def filling(
    temporal: Client, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Filling]:
    settings = settings_for(tmp_path_factory.mktemp("sample"))
    async with house_with(temporal, settings) as house, at_work(house):
        filled = await fill(house.requests, house.invoices, house.ledger)
        house.opened += [each.request for each in filled.requests]
        yield house, filled
        await house.assert_healthy()


def test_there_is_a_request_in_every_state_and_for_everybody(filling: Filling) -> None:
    _, filled = filling
    assert filled.time_was_skipped
    assert {each.state for each in filled.requests} == set(State)
    assert {each.waiting_on.who for each in filled.requests} == set(Who) - {Who.BILLING}


def test_requests_are_held_up_for_every_reason(filling: Filling) -> None:
    _, filled = filling
    for what in (
        "complete and submit the request",
        "put right: E4",
        "put right: E5",
        "put right: S1, then make the switch",
        "verify: E6",
        "send the legal documents",
        "review the legal documents",
        "extend the deadline or reject",
        "return the credit application",
        "review the credit application",
        "answer the credit analyst",
        "provide the security",
        "make the switch",
    ):
        assert [each for each in filled.requests if each.waiting_on.for_ == what], what


async def test_a_review_is_overdue(filling: Filling) -> None:
    house, _ = filling
    snapshot = await house.requests.snapshot("sub-havblik-1")
    assert snapshot.credit.review_overdue
    assert snapshot.credit.application is not None


def test_there_is_an_invoice_in_every_state(filling: Filling) -> None:
    _, filled = filling
    assert {each.state for each in filled.invoices} == set(InvoiceState)


async def test_invoices_are_late_in_transit_in_part_disputed_and_overpaid(
    filling: Filling,
) -> None:
    house, filled = filling
    views = [await house.invoices.view(each.invoice) for each in filled.invoices]
    assert [view for view in views if view.days_overdue > 30]
    assert not [view for view in views if view.on_hold], "each was issued today, however dated"
    assert [view for view in views if view.wires and view.in_transit.amount]
    assert [view for view in views if view.disputed.amount and view.state != "disputed"]
    assert [view for view in views if any(each.reversed_at for each in view.payments)]
    standings = [await house.ledger.standing(account) for account in {v.account for v in views}]
    assert [each for each in standings if each.unapplied_credit and each.unapplied_credit.amount]


async def test_every_report_has_something_to_say(filling: Filling) -> None:
    house, _ = filling
    for name in ReportName:
        report = await house.ledger.report(name, Period.last(90, datetime.now(UTC).date()))
        # What was issued today was not reminded of yet, however it is dated.
        assert bool(report.lines) is (name is not ReportName.REMINDERS), name


async def test_filling_it_again_changes_nothing(filling: Filling) -> None:
    house, filled = filling
    again = await fill(house.requests, house.invoices, house.ledger)
    for kind in ("accounts", "requests", "invoices"):
        before, after = getattr(filled, kind), getattr(again, kind)
        assert not any(each.new for each in after)
        assert [each.model_copy(update={"new": True}) for each in after] == list(before)


def test_every_form_but_the_one_that_is_to_be_completed_can_be_submitted() -> None:
    of_scope = {scope: company for company in companies() for scope in company.scopes}
    today = datetime.now(UTC).date()
    for life in LIVES:
        draft = of_scope[life.scope].draft(life.scope, life.credit, life.changes)
        problems = problems_in(draft, today)
        assert bool(problems) is (life.scope == NEITHER_COMPLETE_NOR_SUBMITTED), life.scope


def test_no_company_is_a_real_one() -> None:
    for company in companies():
        addresses = [company.customer, company.payables, *company.account["administrators"]]
        assert all(address.endswith(".example") for address in addresses)
        assert company.form["website"].endswith(".example")
