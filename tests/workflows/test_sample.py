"""The sample data where time can be skipped: there is something of everything."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from temporalio.client import Client

from cli.samples.companies import companies
from cli.samples.filled import Filled
from cli.samples.filling import fill
from cli.samples.lives import LIVES
from cli.samples.receivables import PAID_BY_BANK
from clients.bank.client import BankClient
from domain.bank.entry_states import EntryState
from domain.forms.form import problems_in
from domain.invoices.lifecycle import InvoiceState
from domain.reports.figures import ReportName
from domain.reports.period import Period
from domain.requests.lifecycle import State
from domain.turns import Who
from tests.workflows.system import System, at_work, opened_system, settings_for

NEITHER_COMPLETE_NOR_SUBMITTED = "sub-tulpen-2"

Filling = tuple[System, Filled]


@pytest.fixture(scope="module")
async def filling(
    temporal: Client, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Filling]:
    settings = settings_for(tmp_path_factory.mktemp("sample"))
    async with opened_system(temporal, settings) as system, at_work(system):
        filled = await _filled(system)
        system.opened += [each.request for each in filled.requests]
        yield system, filled
        await system.assert_healthy()


async def _filled(system: System) -> Filled:
    async with BankClient.opened(system.settings) as bank:
        return await fill(system.requests, system.invoices, system.ledger, bank)


def test_there_is_a_request_in_every_state_and_for_everybody(filling: Filling) -> None:
    _, filled = filling
    assert filled.time_was_skipped
    assert {each.state for each in filled.requests} == set(State)
    assert {each.waiting_on.who for each in filled.requests} == set(Who) - {Who.BILLING}


def test_requests_wait_for_every_reason(filling: Filling) -> None:
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
    system, _ = filling
    snapshot = await system.requests.snapshot("sub-havblik-1")
    assert snapshot.credit.review_overdue
    assert snapshot.credit.application is not None


def test_there_is_an_invoice_in_every_state(filling: Filling) -> None:
    _, filled = filling
    assert {each.state for each in filled.invoices} == set(InvoiceState)


async def test_invoices_have_a_past_of_their_own(filling: Filling) -> None:
    system, filled = filling
    views = [await system.invoices.view(each.invoice) for each in filled.invoices]
    assert [view for view in views if view.days_overdue > 30 and view.on_hold]
    assert [view for view in views if 0 < (view.due_on - datetime.now(UTC).date()).days < 7]
    assert [view for view in views if view.wires and view.in_transit.amount]
    assert [view for view in views if view.missed.amount]
    assert [view for view in views if view.disputed.amount and view.state != "disputed"]
    assert [view for view in views if any(each.reversed_at for each in view.payments)]
    assert [view for view in views if view.undelivered and view.waiting_on.who is Who.BILLING]
    reminded = [step for view in views for step in view.reminders if step.outcome == "sent"]
    assert len(reminded) > 20
    assert all(step.at and step.at < datetime.now(UTC) for step in reminded)
    assert {step.level for step in reminded} == {1, 2, 3, 4, 5, 6}
    assert all(view.reminders_from is None for view in views), "each was issued on its date"


async def test_the_accounts_have_a_hold_and_unapplied_credit(filling: Filling) -> None:
    system, filled = filling
    views = [await system.invoices.view(each.invoice) for each in filled.invoices]
    standings = [await system.ledger.standing(account) for account in {v.account for v in views}]
    assert [each for each in standings if each.unapplied_credit and each.unapplied_credit.amount]
    assert [each for each in standings if each.on_hold]


def test_the_bank_statement_has_something_of_everything(filling: Filling) -> None:
    _, filled = filling
    amounts = {str(each.amount): each.state for each in filled.bank_entries}
    assert amounts == {
        "640.00 EUR": EntryState.BOOKED,
        "1250.00 EUR": EntryState.SUGGESTED,
        "318.40 EUR": EntryState.UNMATCHED,
        "-12.50 EUR": EntryState.IGNORED,
    }
    (paid,) = [each for each in filled.invoices if each.invoice == PAID_BY_BANK.number]
    assert paid.state == "paid"


async def test_nobody_is_mailed_about_days_that_are_over(filling: Filling) -> None:
    system, _ = filling
    entries = await system.ledger.mails("invoice/CAS-3001")
    assert len(entries) > 6
    assert {each.state for each in entries} == {"sent"}
    assert all(each.sent_at == each.queued_at for each in entries), "each on its own day"
    written = system.settings.outbox_folder.glob("*.eml")
    assert not [each for each in written if b"CAS-3001" in each.read_bytes()]


async def test_every_report_has_something_to_say(filling: Filling) -> None:
    system, _ = filling
    for name in ReportName:
        report = await system.ledger.report(name, Period.last(90, datetime.now(UTC).date()))
        assert report.lines, name


async def test_filling_it_again_changes_nothing(filling: Filling) -> None:
    system, filled = filling
    again = await _filled(system)
    for kind in ("accounts", "requests", "invoices", "bank_entries"):
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
