"""What an invoice says of itself: to its workflow, and to every face."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import ValidationError

from domain.invoices.happenings import EventKind
from domain.invoices.lifecycle import InvoiceState
from domain.invoices.messages import OpenTerms
from domain.invoices.parts import StepOutcome
from domain.invoices.view import conclude, standing_of, view_of
from domain.invoices.views.invoice import InvoiceView
from domain.invoices.views.standing import VERSION
from domain.tasks import Task
from domain.turns import WORKER
from domain.values.money import Money
from tests.domain.invoices.books import Books, books
from tests.domain.invoices.building import DUE_ON, EU_INTEREST, ISSUED_ON, an_invoice, day
from tests.domain.requests.lives import euros

RECORDED = Path(__file__).with_name("recorded")


def seen(ledger: Books, *, on_hold: bool = False) -> InvoiceView:
    return view_of(ledger.invoice, (), (), on_hold, ledger.now)


def test_a_new_invoice_is_open_until_the_midnight_after_its_due_date() -> None:
    ledger = books()
    view, standing = seen(ledger), ledger.standing
    assert (view.issued_on, view.due_on, view.as_of) == (ISSUED_ON, DUE_ON, ISSUED_ON)
    assert (view.waiting_on.task, view.waiting_on.until) == (Task.PAY, ledger.invoice.overdue_at)
    assert (view.days_overdue, view.on_hold, view.reminders_from) == (0, False, None)
    assert view.next_alarm == standing.next_alarm is not None
    assert (standing.as_of, standing.settled) == (ledger.invoice.as_of, False)
    assert view.possible is not None


def test_days_overdue_are_counted_while_something_is_open_and_no_longer() -> None:
    ledger = books()
    ledger.pass_to(3)
    assert seen(ledger).days_overdue == 3
    assert seen(ledger, on_hold=True).on_hold
    ledger.pay("1000.00")
    assert (seen(ledger).days_overdue, seen(ledger).waiting_on.task) == (0, Task.SETTLED)


def test_what_is_open_today_has_the_interest_of_today() -> None:
    ledger = books(policy={"late_interest": EU_INTEREST}, amount=euros("3650.00"))
    ledger.pass_to(10)
    view = seen(ledger)
    assert view.open == euros("3660.00")
    assert view.late_charges == euros("10.00")
    assert view.holds_until is not None


def test_an_invoice_that_is_issued_late_says_from_when_it_counts() -> None:
    ledger = Books(an_invoice(now=day(10, 12)))
    view = seen(ledger)
    first = view.reminders_from
    assert first is not None
    assert first > view.due_on
    assert ledger.standing.reminders_from == first


def test_reminders_of_the_past_say_when_and_why_those_to_come_are_planned() -> None:
    ledger = books()
    ledger.pass_to(1, hour=10)
    first, *_, last = seen(ledger).reminders
    step = next(each for each in ledger.invoice.reminders if each.level == first.level)
    assert step.outcome is StepOutcome.SENT
    assert (first.at, first.outcome, first.letter) == (step.at, "sent", step.letter)
    assert (last.at, last.reason, last.said, last.outcome) == (None, None, None, "planned")


def test_reminders_that_were_overtaken_say_why() -> None:
    ledger = books()
    ledger.outage_until(day(40))
    skipped = [each for each in seen(ledger).reminders if each.outcome == "skipped"]
    assert skipped
    assert all(each.reason is not None for each in skipped)


def test_a_dispute_says_until_when_it_is_answered_and_then_by_whom() -> None:
    ledger = books()
    ledger.dispute("400.00")
    (asked,) = seen(ledger).disputes
    assert asked.answer_by is not None
    assert (asked.resolved_at, asked.resolved_by, asked.resolution) == (None, None, None)
    assert seen(ledger).waiting_on.until is not None
    ledger.reject()
    (answered,) = seen(ledger).disputes
    kept = ledger.invoice.disputes[0]
    assert (answered.resolved_at, answered.resolved_by) == (kept.resolved_at, kept.resolved_by)
    assert answered.resolution == kept.resolution is not None


def test_a_dispute_that_payment_ended_says_so() -> None:
    ledger = books()
    ledger.dispute("400.00")
    ledger.pay("1000.00")
    (ended,) = seen(ledger).disputes
    assert ended.ended_because == ledger.invoice.disputes[0].ended_because is not None


def test_a_rest_within_the_tolerance_is_written_down_once() -> None:
    ledger = books()
    ledger.pay("999.50")
    ledger.pay("0.10")
    tolerated = [each for each in ledger.invoice.events if each.kind is EventKind.TOLERATE]
    (entry,) = tolerated
    assert entry.by == WORKER
    assert (entry.amount, entry.tolerance) == (euros("0.50"), Money.from_minor(100, "EUR"))
    assert standing_of(ledger.invoice).waiting_on.task is Task.TOLERATED


def test_each_step_counts_one_revision_and_says_of_which_moment_it_is() -> None:
    ledger = books()
    before = ledger.invoice.revision
    conclude(ledger.invoice, ledger.now)
    assert ledger.invoice.revision == before + 1
    assert ledger.standing.as_of == ledger.now


@pytest.mark.parametrize("version", range(1, VERSION + 1))
def test_a_run_goes_on_from_where_one_before_stood_in_any_version(version: int) -> None:
    stored = json.loads((RECORDED / f"standing-{version}.json").read_text(encoding="utf-8"))
    assert stored.get("version", 1) == version
    known = OpenTerms.model_validate({"by": WORKER, "number": "INV-1", "known": stored}).known
    assert known is not None
    assert (known.version, known.revision) == (VERSION, 4)
    assert (known.state, known.open) == (InvoiceState.PARTLY_PAID, euros("997.00"))
    assert known.next_alarm is not None
    assert known.next_alarm.at == datetime(2026, 12, 23, 8, tzinfo=UTC)


def test_a_standing_says_the_version_of_its_shape() -> None:
    assert books().standing.version == VERSION


def test_where_a_run_of_a_later_release_stood_is_refused_with_what_to_do() -> None:
    stored = json.loads(books().standing.model_dump_json()) | {"version": VERSION + 1}
    with pytest.raises(ValidationError, match="start the workers of that release"):
        OpenTerms.model_validate({"by": WORKER, "number": "INV-1", "known": stored})
