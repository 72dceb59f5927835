"""Disputes: what the customer objects to is neither reminded of, nor does it bear interest or bring
a hold, until it is resolved."""

import pytest

from domain.invoices.lifecycle import InvoiceState
from domain.invoices.parts import DisputeState
from domain.notices import NoticeKind
from domain.snapshot import Who
from tests.domain.invoices import (
    BILLING,
    PAULA,
    SECOND,
    at,
    books,
    local,
    refused,
    reminded,
    sent,
    skipped,
    told,
    triggers,
)
from tests.domain.requests import euros


def test_a_dispute_over_all_of_it_stops_the_clock_and_gives_billing_the_ball() -> None:
    ledger = books()
    ledger.dispute("1000.00")
    assert ledger.invoice.state is InvoiceState.DISPUTED
    assert ledger.ball == (Who.BILLING, "resolve the dispute")
    ledger.pass_to(90)
    assert (sent(ledger.invoice), ledger.invoice.held) == ([], False)
    assert ledger.invoice.state is InvoiceState.DISPUTED
    assert ledger.alarm is None


def test_it_says_who_disputes_what_and_why() -> None:
    ledger = books()
    ledger.dispute("400.00")
    (dispute,) = ledger.invoice.disputes
    assert (dispute.by, dispute.amount, dispute.reason) == (
        PAULA,
        40_000,
        "We never ordered this.",
    )
    for kind in (NoticeKind.DISPUTE_OPENED, NoticeKind.TEAM_INVOICE_DISPUTED):
        (notice,) = told(ledger.invoice, kind)
        assert (notice.amount, notice.reason) == (euros("400.00"), "We never ordered this.")


def test_a_dispute_over_a_part_leaves_the_clock_of_the_rest() -> None:
    ledger = books()
    ledger.dispute("400.00")
    ledger.pass_to(16)
    assert ledger.invoice.state is InvoiceState.OVERDUE
    assert sent(ledger.invoice) == [1, 2, 3, 4, 5]
    assert {n.amount for n in told(ledger.invoice, NoticeKind.INVOICE_OVERDUE)} == {euros("600.00")}
    assert ledger.invoice.held


def test_a_dispute_that_is_upheld_is_a_credit_note() -> None:
    ledger = books()
    ledger.dispute("400.00")
    assert ledger.uphold() == 40_000
    assert (ledger.invoice.credited, ledger.invoice.open) == (40_000, 60_000)
    (dispute,) = ledger.invoice.disputes
    assert (dispute.state, dispute.resolved_by, dispute.resolution, dispute.resolved_at) == (
        DisputeState.UPHELD,
        BILLING,
        "We looked into it.",
        ledger.now,
    )
    (notice,) = told(ledger.invoice, NoticeKind.DISPUTE_UPHELD)
    assert notice.amount == euros("400.00")
    assert ledger.invoice.grace_until is None


def test_a_whole_invoice_that_was_disputed_rightly_is_credited() -> None:
    ledger = books()
    ledger.dispute("1000.00")
    assert ledger.uphold() == 100_000
    assert ledger.invoice.state is InvoiceState.CREDITED


def test_no_more_is_credited_than_is_still_open_of_the_disputed_part() -> None:
    ledger = books()
    ledger.dispute("400.00")
    ledger.pay("900.00")
    assert (ledger.invoice.state, ledger.invoice.open) == (InvoiceState.DISPUTED, 10_000)
    assert ledger.uphold() == 10_000
    assert (ledger.invoice.state, ledger.invoice.open) == (InvoiceState.PAID, 0)


def test_a_dispute_that_is_rejected_lets_the_clock_go_on_after_the_grace() -> None:
    ledger = books()
    ledger.pass_to(2)
    ledger.dispute("1000.00")
    ledger.pass_to(4)
    ledger.reject()
    assert ledger.invoice.state is InvoiceState.OVERDUE
    assert ledger.ball[0] is Who.CUSTOMER
    alarm = ledger.alarm
    assert alarm is not None
    assert (alarm.name, local(alarm.at)) == ("grace after a dispute ends", "2026-12-12 09:00")
    ledger.pass_until(at("2026-12-12 09:00") - SECOND)
    assert sent(ledger.invoice) == [1, 2, 3]
    ledger.pass_to(30)
    assert reminded(ledger.invoice)[3:] == [
        (4, "2026-12-12 09:00"),
        (5, "2026-12-16 09:00"),
        (6, "2027-01-01 09:00"),
    ]


def test_the_letter_names_the_last_day_of_the_grace() -> None:
    ledger = books()
    ledger.dispute()
    ledger.reject()
    (notice,) = told(ledger.invoice, NoticeKind.DISPUTE_REJECTED)
    assert notice.deadline is not None
    assert local(notice.deadline) == "2026-11-07 23:59"


def test_a_grace_longer_than_the_next_two_reminders_lets_only_the_later_one_out() -> None:
    ledger = books(dispute_grace_days=10)
    ledger.pass_to(5)
    ledger.dispute()
    ledger.reject()
    ledger.pass_to(30)
    assert sent(ledger.invoice) == [1, 2, 3, 5, 6]
    assert skipped(ledger.invoice) == {4: "overtaken by a later one"}
    assert reminded(ledger.invoice)[3] == (5, "2026-12-18 09:00")


def test_a_policy_may_give_no_grace() -> None:
    ledger = books(dispute_grace_days=0)
    ledger.pass_to(5)
    ledger.dispute()
    ledger.pass_to(8, 14)
    ledger.reject()
    assert reminded(ledger.invoice)[-1] == (4, "2026-12-10 14:00")
    (notice,) = told(ledger.invoice, NoticeKind.DISPUTE_REJECTED)
    assert notice.deadline is None


def test_a_rejected_dispute_over_all_of_a_long_overdue_invoice_brings_the_hold_after_grace() -> (
    None
):
    ledger = books()
    ledger.pass_to(16)
    assert ledger.invoice.held
    ledger.dispute()
    assert not ledger.invoice.held
    ledger.pass_to(20)
    ledger.reject()
    assert not ledger.invoice.held
    ledger.pass_to(26, 8)
    assert not ledger.invoice.held
    ledger.pass_to(26, 9)
    assert ledger.invoice.held


def test_a_part_that_is_disputed_and_then_paid_after_all_closes_the_dispute() -> None:
    ledger = books()
    ledger.dispute("400.00")
    ledger.pay("600.00")
    assert (ledger.standing.state, ledger.invoice.disputed) == (InvoiceState.DISPUTED, 40_000)
    ledger.pay("150.00")
    assert (ledger.standing.state, ledger.invoice.disputed) == (InvoiceState.DISPUTED, 25_000)
    ledger.pay("250.00")
    assert ledger.standing.state is InvoiceState.PAID
    (dispute,) = ledger.invoice.disputes
    assert (dispute.state, dispute.resolved_at) == (DisputeState.SETTLED, ledger.now)
    with refused(ledger, "not_waiting_for_this"):
        ledger.reject()


def test_a_payment_settles_what_is_not_disputed_first() -> None:
    ledger = books()
    ledger.dispute("400.00")
    ledger.pay("600.00")
    assert (ledger.invoice.chased, ledger.invoice.disputed) == (0, 40_000)


def test_an_invoice_falls_due_while_it_is_disputed_and_nobody_is_reminded() -> None:
    ledger = books()
    ledger.dispute()
    ledger.pass_to(1)
    assert (ledger.invoice.overdue, ledger.invoice.state) == (True, InvoiceState.DISPUTED)
    assert triggers(ledger.invoice) == ["issue", "dispute", "fall_due"]


def test_there_is_one_dispute_at_a_time_and_another_one_after_it() -> None:
    ledger = books()
    ledger.dispute("400.00")
    with refused(ledger, "already_under_way"):
        ledger.dispute("100.00")
    ledger.reject()
    ledger.dispute("100.00")
    assert [dispute.amount for dispute in ledger.invoice.disputes] == [40_000, 10_000]


@pytest.mark.parametrize("amount", ["1000.01", "0.00", "-1.00"])
def test_a_dispute_is_over_something_that_is_open(amount: str) -> None:
    ledger = books()
    with refused(ledger, "amount_not_acceptable"):
        ledger.dispute(amount)


def test_what_is_settled_is_not_disputed_and_what_is_not_disputed_not_resolved() -> None:
    ledger = books()
    with refused(ledger, "not_waiting_for_this"):
        ledger.uphold()
    ledger.pay("1000.00")
    with refused(ledger, "not_possible_now"):
        ledger.dispute("1.00")


def test_money_taken_back_while_a_part_is_disputed_is_owed_like_the_rest() -> None:
    ledger = books()
    ledger.pay("600.00")
    ledger.dispute("400.00")
    assert ledger.standing.state is InvoiceState.DISPUTED
    ledger.reverse()
    assert (ledger.standing.state, ledger.invoice.chased) == (InvoiceState.OPEN, 60_000)


def test_a_dispute_at_the_midnight_of_overdue_comes_before_it() -> None:
    ledger = books()
    ledger.pass_to(0, 23)
    ledger.sleep_until(at("2026-12-03 00:00"))
    ledger.dispute()
    assert triggers(ledger.invoice)[-2:] == ["dispute", "fall_due"]
    assert ledger.invoice.state is InvoiceState.DISPUTED


def test_in_its_grace_an_invoice_falls_due_and_no_reminder_has_its_turn() -> None:
    ledger = books()
    ledger.pass_to(-2)
    ledger.dispute()
    ledger.reject()
    ledger.pass_to(2)
    assert ledger.invoice.state is InvoiceState.OVERDUE
    assert (sent(ledger.invoice), skipped(ledger.invoice)) == ([1], {})
    ledger.pass_to(4)
    assert sent(ledger.invoice) == [1, 3]


def test_a_grace_ends_with_the_payment_and_does_not_come_back_with_its_reversal() -> None:
    ledger = books()
    ledger.dispute()
    ledger.reject()
    ledger.pay("1000.00")
    ledger.reverse("B-3")
    assert ledger.invoice.grace_until is None
