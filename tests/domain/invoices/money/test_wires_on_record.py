"""What letters, the timeline and refusals say of a payment in transit."""

import pytest

from domain.invoices.parts import WireState
from domain.notices import NoticeKind
from tests.domain.invoices.books import books, refused
from tests.domain.invoices.building import SECOND, at, notices_of
from tests.domain.requests.lives import euros


@pytest.mark.parametrize(
    ("declared", "reason"),
    [
        (None, "Only 1,000.00 EUR is open on this invoice."),
        ("700.00", "Only 300.00 EUR is open on this invoice and not declared yet."),
    ],
)
def test_a_refusal_says_how_much_may_be_declared(declared: str | None, reason: str) -> None:
    ledger = books()
    if declared:
        ledger.declare(declared, reference="W-1")
    with refused(ledger, "amount_not_acceptable") as refusal:
        ledger.declare("1000.01", reference="W-2")
    assert refusal.value.reason == reason
    assert refusal.value.details == {"invoice": "INV-1"}


def test_a_refusal_that_billing_can_lift_says_how_much_needs_no_lifting() -> None:
    ledger = books()
    ledger.declare("400.00", reference="W-1")
    ledger.pass_to(-10)
    with refused(ledger, "wire_needs_billing") as refusal:
        ledger.declare("600.01", reference="W-2")
    assert refusal.value.details == {
        "invoice": "INV-1",
        "declarable": {"amount": "600.00", "currency": "EUR"},
    }


def test_a_wire_whose_payment_was_reversed_leaves_nothing_missed() -> None:
    ledger = books()
    ledger.declare("400.00", reference="W-1")
    ledger.pay("400.00", reference="W-1")
    assert ledger.invoice.wires[0].state is WireState.ARRIVED
    ledger.reverse("W-1")
    ledger.declare("1000.00", reference="W-2")
    assert ledger.invoice.in_transit == 100_000


@pytest.mark.parametrize("again", [True, False])
def test_the_timeline_says_how_much_is_in_transit_and_whether_billing_allowed_it(
    again: bool,
) -> None:
    ledger = books()
    ledger.declare("400.00", again=again)
    event = ledger.invoice.events[-1]
    assert event.amount == euros("400.00")
    assert event.codes == (("domestic", "allowed_again") if again else ("domestic",))
    (notice,) = notices_of(ledger.invoice, NoticeKind.WIRE_DECLARED)
    assert notice.deadline == at("2026-11-07 00:00") - SECOND


def test_each_declaration_has_a_letter_of_its_own() -> None:
    ledger = books()
    ledger.declare("400.00", reference="W-1")
    ledger.declare("300.00", reference="W-2")
    declared = notices_of(ledger.invoice, NoticeKind.WIRE_DECLARED)
    assert len({notice.key for notice in declared}) == 2


def test_the_same_wire_is_found_among_others() -> None:
    ledger = books()
    for reference in ("W-1", "W-2", "W-3"):
        ledger.declare("200.00", reference=reference)
    with refused(ledger, "payment_already_recorded"):
        ledger.declare("100.00", reference="w3")


def test_billings_word_is_none_for_a_wire_that_is_in_transit() -> None:
    ledger = books()
    ledger.declare("200.00", reference="W-1")
    ledger.pass_to(-10)
    ledger.declare("200.00", reference="W-1", again=True)
    with refused(ledger, "payment_already_recorded"):
        ledger.declare("200.00", reference="W-1", again=True)


def test_a_letter_names_the_amount_that_did_not_arrive_and_the_others_stay_in_transit() -> None:
    ledger = books()
    ledger.declare("400.00", reference="W-1")
    ledger.pass_until(at("2026-11-05 12:00"))
    ledger.declare("300.00", reference="W-2")
    ledger.pass_until(at("2026-11-07 12:00"))
    first, second = ledger.invoice.wires
    assert (first.state, second.state) == (WireState.NOT_ARRIVED, WireState.IN_TRANSIT)
    (event,) = [each for each in ledger.invoice.events if each.trigger == "wire_not_arrived"]
    assert event.amount == euros("400.00")
    for kind in (NoticeKind.WIRE_NOT_ARRIVED, NoticeKind.TEAM_WIRE_NOT_ARRIVED):
        (notice,) = notices_of(ledger.invoice, kind)
        assert (notice.amount, notice.reason) == (euros("400.00"), "W-1")


def test_every_time_that_a_wire_does_not_arrive_has_a_letter_of_its_own() -> None:
    ledger = books()
    for days, reference in ((-20, "W"), (-12, "W"), (0, "W-2")):
        ledger.declare("100.00", reference=reference, again=True)
        ledger.pass_to(days)
    missed = notices_of(ledger.invoice, NoticeKind.WIRE_NOT_ARRIVED)
    assert [notice.reason for notice in missed] == ["W", "W", "W-2"]
    assert len({notice.key for notice in missed}) == 3
