"""What the command line offers next, with a request or an invoice, is not refused when typed."""

import pytest

from cli.pages import next_steps as requests
from cli.pages.invoice_next_steps import next_steps
from domain.invoices.lifecycle import InvoiceState
from domain.invoices.view import view_of
from domain.invoices.views.money import AdjustmentView
from domain.notices import LetterState
from domain.operations.obstacles import Hindrance
from domain.requests.lifecycle import State
from tests.domain.invoices.books import Books, books
from tests.domain.invoices.building import BILLING
from tests.domain.requests.lives import (
    ANALYST,
    Life,
    a_draft_request,
    a_review,
    an_approved_request,
    fails,
)
from tests.domain.requests.recorded_lives import LIVES
from tests.domain.requests.test_possible import is_accepted


def commands(ledger: Books, *adjustments: AdjustmentView) -> list[tuple[str, str]]:
    """Who types what."""
    view = view_of(ledger.invoice, (), (), on_hold=False, now=ledger.now, adjustments=adjustments)
    return [(step.who, step.command) for step in next_steps(view)]


def declarations(ledger: Books) -> list[tuple[str, str]]:
    return [each for each in commands(ledger) if " in-transit " in each[1]]


def test_what_is_on_its_way_is_declared_by_the_customer_and_again_by_billing_alone() -> None:
    ledger = books()
    start, end = "invoice in-transit INV-1 --amount", "--bank-reference REF --kind domestic"
    assert declarations(ledger) == [("customer", f"{start} 1000.00 {end}")]
    ledger.declare("400.00")
    assert declarations(ledger) == []
    ledger.pass_to(1)
    assert declarations(ledger) == [
        ("customer", f"{start} 600.00 {end}"),
        ("billing", f"{start} 1000.00 {end} --again"),
    ]


def test_a_letter_that_did_not_arrive_comes_first() -> None:
    ledger = books()
    ledger.mail = LetterState.REFUSED
    ledger.pass_to(-7)
    (letter,) = ledger.invoice.undelivered
    assert commands(ledger)[:2] == [
        ("billing", f"resend {letter.key}"),
        ("billing", f"dismiss {letter.key} --reason TEXT"),
    ]


def test_a_write_off_or_credit_note_can_be_taken_back_once() -> None:
    ledger = books()
    ledger.write_off()
    assert ledger.invoice.state is InvoiceState.WRITTEN_OFF
    made = AdjustmentView(
        entry="write-off-7",
        kind="write_off",
        amount=ledger.invoice.money(ledger.invoice.written_off),
        at=ledger.now,
        by=BILLING,
        why="no hope",
    )
    command = ("billing", "invoice correct INV-1 --entry write-off-7 --reason TEXT")
    assert commands(ledger, made) == [command]
    assert commands(ledger, made.model_copy(update={"corrected_at": ledger.now})) == []


def of_request(life: Life) -> list[str]:
    return [step.what for step in requests.next_steps(life.snapshot)]


def test_a_draft_is_submitted_once_its_form_is_complete() -> None:
    assert of_request(a_draft_request())[0] == "submit the draft"
    incomplete = of_request(a_draft_request(justification=""))
    assert incomplete == ["change the form", "end the request"]


@pytest.mark.parametrize("name", LIVES)
def test_nothing_is_offered_in_any_state_that_is_then_refused(name: str) -> None:
    for life in LIVES[name]():
        for each in requests.next_steps(life.snapshot):
            if each.operation is not None:
                assert is_accepted(each.operation.action, life, ANALYST), each.command


def test_every_state_is_among_them() -> None:
    states = {life.request.state for lives in LIVES.values() for life in lives()}
    assert states == set(State)


def test_the_switch_is_offered_once_nothing_is_in_its_way_but_who_makes_it() -> None:
    assert of_request(an_approved_request(fails("S3")))[0] == "switch, for good"
    charged = fails("S1", outstanding=[{"scope": "sub-2", "amount": "5.00", "currency": "EUR"}])
    outstanding = of_request(an_approved_request(charged, fails("S3")))
    assert outstanding == ["record what was outstanding as paid", "check again", "end the request"]


def test_charges_are_settled_where_they_stand_and_not_where_another_system_collects_them() -> None:
    of_ours = [{"scope": "sub-2"}, {"scope": "sub-3"}, {"scope": "sub-2"}]
    of_theirs = [{"scope": "sub-1", "number": "IN-9"}]
    life = an_approved_request(fails("S1", outstanding=of_ours + of_theirs))
    settling = [each.command for each in requests.next_steps(life.snapshot) if not each.operation]
    assert settling == ["account settle sub-2", "account settle sub-3"]


def test_the_customer_is_not_asked_for_more_while_an_answer_is_awaited() -> None:
    life = a_review()
    assert "ask for more" in of_request(life)
    life.ask_for_more()
    steps = of_request(life)
    assert "ask for more" not in steps
    assert "approve" in steps


def test_nothing_is_offered_that_the_request_says_is_not_possible() -> None:
    life = a_review()
    seen = life.snapshot
    offered = requests.next_steps(seen)
    barred = Hindrance(code="switch_under_way")
    possible = {each.operation.name: barred for each in offered if each.operation}
    assert len(possible) > 3
    assert requests.next_steps(seen.model_copy(update={"possible": possible})) == []
    mine = {"decline": barred.model_copy(update={"except_for": "cleo@provider.test"})}
    (left,) = requests.next_steps(seen.model_copy(update={"possible": possible | mine}))
    assert left.what == "decline"
