"""A payment that the bank takes back: the invoice is open again, its clock where it belongs."""

import pytest

from domain.invoices.facts import SkipReason, by_reference
from domain.invoices.lifecycle import InvoiceState
from domain.invoices.parts import DisputeState, WireState
from domain.invoices.reminding.dunning import next_alarm
from domain.notices import Audience, NoticeKind
from domain.turns import Who
from domain.values.money import Money
from tests.domain.invoices.books import books, refused, two_invoices
from tests.domain.invoices.building import (
    BILLING,
    day,
    local,
    notices_of,
    sent,
    skipped,
)
from tests.domain.requests.lives import euros

WAS_SETTLED = SkipReason.WAS_SETTLED


def test_a_reversed_payment_opens_the_invoice_again() -> None:
    ledger = books()
    payment = ledger.pay("1000.00")
    assert ledger.reverse() == ["INV-1"]
    assert (ledger.invoice.state, ledger.invoice.open) == (InvoiceState.OPEN, 100_000)
    assert (payment.allocated, payment.left) == (0, 0)
    (change,) = ledger.receivables.changes
    assert (change.kind, change.by, change.why) == ("reversal", BILLING, "Insufficient funds.")
    assert change.at == ledger.now
    assert ledger.assigned[0] is Who.CUSTOMER
    event = ledger.invoice.events[-1]
    assert (event.ids, event.said) == (by_reference("B-1"), "Insufficient funds.")


def test_customer_and_billing_are_notified_of_it_and_why() -> None:
    ledger = books()
    ledger.pay("1000.00")
    ledger.reverse()
    kinds = NoticeKind.PAYMENT_REVERSED, NoticeKind.TEAM_PAYMENT_REVERSED
    notices = notices_of(ledger.invoice, *kinds)
    assert [notice.audience for notice in notices] == [Audience.CUSTOMER, Audience.BILLING]
    for notice in notices:
        assert (notice.amount, notice.reason) == (euros("1000.00"), "Insufficient funds.")
        assert notice.invoice is not None
        assert notice.invoice.open == euros("1000.00")


def test_reminders_whose_moment_went_by_while_it_was_settled_are_not_made_up_for() -> None:
    ledger = books()
    ledger.pass_to(-7)
    ledger.pay("1000.00")
    ledger.pass_to(8)
    ledger.reverse()
    assert ledger.invoice.state is InvoiceState.OVERDUE
    assert sent(ledger.invoice) == [1]
    assert skipped(ledger.invoice) == dict.fromkeys([2, 3, 4], WAS_SETTLED)
    ledger.pass_to(40)
    assert sent(ledger.invoice) == [1, 5, 6]


@pytest.mark.parametrize(
    ("reversed_on", "alarm"),
    [
        (-20, "reminder 7 days before due: 2026-11-25 09:00"),
        (-3, "reminder 1 day before due: 2026-12-01 09:00"),
        (0, "overdue: 2026-12-03 00:00"),
        (1, "reminder 7 days overdue: 2026-12-09 09:00"),
        (15, "credit hold: 2026-12-18 00:00"),
        (16, "reminder 30 days overdue: 2027-01-01 09:00"),
    ],
)
def test_its_clock_goes_on_with_what_comes_next(reversed_on: int, alarm: str) -> None:
    ledger = books()
    ledger.pay("1000.00")
    ledger.pass_to(reversed_on)
    ledger.reverse()
    following = ledger.alarm
    assert following is not None
    assert f"{following.name}: {local(following.at)}" == alarm
    assert ledger.invoice.overdue is (reversed_on > 0)
    assert ledger.invoice.held is (reversed_on > 15)


def test_nothing_comes_of_an_invoice_reopened_after_its_last_reminder_but_the_hold() -> None:
    ledger = books()
    ledger.pay("1000.00")
    ledger.pass_to(100)
    ledger.reverse()
    assert (ledger.invoice.state, ledger.invoice.held) == (InvoiceState.OVERDUE, True)
    assert (sent(ledger.invoice), ledger.alarm) == ([], None)


def test_a_part_that_is_taken_back_leaves_the_reminders_as_they_are() -> None:
    ledger = books()
    ledger.pay("400.00")
    ledger.pass_to(2)
    ledger.reverse()
    assert ledger.invoice.state is InvoiceState.OVERDUE
    assert skipped(ledger.invoice) == {}
    ledger.pass_to(7)
    assert sent(ledger.invoice) == [1, 2, 3, 4]


def test_a_part_that_is_taken_back_in_time_makes_it_open_again() -> None:
    ledger = books()
    ledger.pay("400.00")
    assert (ledger.invoice.state, ledger.invoice.open) == (InvoiceState.PARTLY_PAID, 60_000)
    ledger.reverse()
    assert (ledger.invoice.state, ledger.invoice.open) == (InvoiceState.OPEN, 100_000)


def test_every_invoice_that_the_payment_settles_is_open_again() -> None:
    ledger = two_invoices()
    ledger.pay("1500.00", "INV-1", "INV-2")
    assert ledger.reverse() == ["INV-1", "INV-2"]
    assert [invoice.open for invoice in ledger.invoices] == [100_000, 50_000]
    assert all(next_alarm(invoice) for invoice in ledger.invoices)


def test_what_was_applied_from_its_credit_is_taken_back_too() -> None:
    ledger = two_invoices()
    ledger.pay("1300.00")
    ledger.apply_credit("INV-2")
    assert ledger.reverse() == ["INV-1", "INV-2"]
    assert [invoice.paid for invoice in ledger.invoices] == [0, 0]
    assert ledger.unapplied == 0


def test_credit_of_a_reversed_payment_is_no_credit() -> None:
    ledger = two_invoices()
    ledger.pay("1300.00")
    ledger.reverse()
    with refused(ledger, "nothing_to_apply"):
        ledger.apply_credit("INV-2")


@pytest.mark.parametrize("reference", ["B-1", "B-99"])
def test_a_payment_is_reversed_once_and_only_one_that_there_is(reference: str) -> None:
    ledger = books()
    ledger.pay("1000.00")
    ledger.reverse("B-1")
    with refused(ledger, "payment_unknown"):
        ledger.reverse(reference)


def test_a_payment_of_an_invoice_that_was_credited_since_opens_only_what_it_settled() -> None:
    ledger = books()
    ledger.pay("1000.00")
    ledger.credit("300.00")
    assert ledger.unapplied == 30_000
    ledger.reverse()
    assert (ledger.invoice.open, ledger.unapplied) == (70_000, 0)
    assert ledger.invoice.state is InvoiceState.OPEN


def test_a_payment_of_an_invoice_credited_in_full_opens_nothing() -> None:
    ledger = books()
    ledger.pay("1000.00")
    ledger.credit("1000.00")
    assert ledger.invoice.state is InvoiceState.CREDITED
    assert ledger.reverse() == []
    assert ledger.invoice.state is InvoiceState.CREDITED


def test_a_payment_of_an_invoice_whose_rest_was_written_off_opens_what_it_settled() -> None:
    ledger = books()
    ledger.pay("400.00")
    ledger.pass_to(40)
    assert ledger.write_off() == 60_000
    ledger.reverse()
    assert (ledger.invoice.state, ledger.invoice.open) == (InvoiceState.OVERDUE, 40_000)
    assert ledger.invoice.held
    ledger.pay("400.00")
    assert ledger.invoice.state is InvoiceState.WRITTEN_OFF


def test_what_payments_recovered_of_a_write_off_is_given_up_again_as_far_as_they_go_back() -> None:
    ledger = books()
    ledger.write_off()
    ledger.pay("400.00", reference="B-1")
    ledger.pay("300.00", reference="B-2")
    assert (ledger.invoice.recovered, ledger.invoice.written_off) == (70_000, 30_000)
    ledger.reverse("B-1")
    assert (ledger.invoice.recovered, ledger.invoice.written_off) == (30_000, 70_000)
    ledger.reverse("B-2")
    assert (ledger.invoice.recovered, ledger.invoice.written_off) == (0, 100_000)
    assert (ledger.invoice.state, ledger.invoice.open) == (InvoiceState.WRITTEN_OFF, 0)


def test_what_was_closed_by_the_payment_stays_closed_and_may_be_opened_anew() -> None:
    ledger = books()
    ledger.dispute("400.00")
    ledger.declare("200.00")
    ledger.pay("1000.00")
    ledger.reverse("B-3")
    assert ledger.invoice.disputes[0].state is DisputeState.SETTLED
    assert ledger.invoice.wires[0].state is WireState.NO_LONGER_EXPECTED
    ledger.dispute("400.00")
    assert ledger.invoice.disputed == 40_000


def test_a_reminder_due_at_the_very_instant_of_the_reversal_is_not_sent() -> None:
    ledger = books()
    ledger.pay("1000.00")
    ledger.sleep_until(day(7))
    ledger.reverse()
    assert skipped(ledger.invoice)[4] == WAS_SETTLED


def test_an_invoice_that_is_overdue_by_then_is_reopened_as_overdue() -> None:
    ledger = books()
    ledger.pay("1000.00")
    ledger.pass_to(8)
    ledger.reverse()
    event = ledger.invoice.events[-1]
    assert (event.trigger, event.from_, event.to) == (
        "reverse",
        InvoiceState.PAID,
        InvoiceState.OVERDUE,
    )


def test_at_the_very_midnight_after_the_due_date_it_is_reopened_as_overdue() -> None:
    ledger = books()
    ledger.pay("1000.00")
    ledger.now = ledger.invoice.overdue_at
    ledger.reverse()
    event = ledger.invoice.events[-1]
    assert (event.trigger, event.to) == ("reverse", InvoiceState.OVERDUE)
    assert event.amount == euros("1000.00")


def test_a_cent_can_be_taken_back() -> None:
    ledger = books()
    ledger.pay("1000.00")
    assert ledger.reverse("B-1", "0.01") == ["INV-1"]
    assert ledger.invoice.open == 1


def test_a_part_is_in_the_currency_of_the_payment() -> None:
    ledger = books()
    ledger.pay("1000.00")
    with refused(ledger, "amount_not_acceptable"):
        ledger.reverse("B-1", Money.from_minor(100, "USD"))


def test_a_reversal_that_opens_nothing_is_written_down_where_it_was_made() -> None:
    ledger = two_invoices()
    ledger.pay("1300.00")
    assert ledger.reverse("B-1", "100.00", number="INV-2") == []
    first, second = ledger.invoices
    event = second.events[-1]
    assert (event.kind, event.by, event.at) == ("reverse", BILLING, ledger.now)
    assert event.amount == euros("0.00")
    assert (event.codes, event.ids) == (("settled_nothing",), by_reference("B-1"))
    assert event.said == "Insufficient funds."
    assert first.events[-1].kind != "reverse"
    assert notices_of(second, NoticeKind.PAYMENT_REVERSED) == []


def test_a_reversal_that_opens_invoices_is_written_down_at_those_alone() -> None:
    ledger = two_invoices()
    ledger.pay("1000.00")
    assert ledger.reverse(number="INV-2") == ["INV-1"]
    assert [event.kind for event in ledger.invoices[1].events] == ["issue"]


def test_the_parts_of_one_transfer_are_taken_back_together() -> None:
    ledger = two_invoices()
    ledger.pay("400.00", "INV-1", reference="B-1", of="600.00")
    ledger.pay("200.00", "INV-2", reference="B 1", of="600.00")
    assert ledger.reverse("b1") == ["INV-1", "INV-2"]
    assert [invoice.open for invoice in ledger.invoices] == [100_000, 50_000]


def test_two_transfers_that_a_space_tells_apart_are_taken_back_each_by_its_own_reference() -> None:
    ledger = two_invoices()
    ledger.pay("400.00", "INV-1", reference="B-1")
    second = ledger.pay("200.00", "INV-2", reference="B-2")
    second.bank_reference, second.transfer = "B 1", "B 1"  # as it was recorded once
    ledger.receivables.transfers["B 1"] = ledger.receivables.transfers.pop("B2")
    with refused(ledger, "payment_unknown") as refusal:
        ledger.reverse("b1")
    assert refusal.value.details == {"bank_reference": "b1"}
    assert ledger.reverse("B 1") == ["INV-2"]
    assert [invoice.paid for invoice in ledger.invoices] == [40_000, 0]


def test_of_a_payment_refunded_in_part_only_the_rest_can_be_taken_back() -> None:
    ledger = books()
    ledger.pay("1300.00")
    ledger.refund("200.00")
    with refused(ledger, "payment_not_acceptable") as refusal:
        ledger.reverse()
    most = {"amount": "1100.00", "currency": "EUR"}
    assert refusal.value.details == {"problem": "refunded", "most": most}
    with refused(ledger, "amount_not_acceptable") as refusal:
        ledger.reverse("B-1", "1100.01")
    assert refusal.value.details == {"most": most}
    assert ledger.reverse("B-1", "1100.00") == ["INV-1"]
    assert (ledger.invoice.open, ledger.unapplied) == (100_000, 0)
