"""Disputes: what the customer objects to is neither reminded of, nor does it bear interest or bring
a hold, until it is resolved."""

from datetime import timedelta
from decimal import Decimal

import pytest

from domain.invoices.facts import SkipReason
from domain.invoices.lifecycle import InvoiceState
from domain.invoices.parts import DisputeState
from domain.invoices.terms import local_date
from domain.notices import NoticeKind
from domain.turns import Who
from tests.domain.invoices.books import books, refused, two_invoices
from tests.domain.invoices.building import (
    BILLING,
    EU_INTEREST,
    PAULA,
    SECOND,
    ZONE,
    at,
    local,
    notices_of,
    reminded,
    sent,
    skipped,
    triggers,
)
from tests.domain.requests.lives import euros


def test_a_dispute_over_all_of_it_stops_the_clock_and_billing_must_act() -> None:
    ledger = books()
    ledger.dispute("1000.00")
    assert ledger.invoice.state is InvoiceState.DISPUTED
    assert ledger.assigned == (Who.BILLING, "resolve the dispute")
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
        (notice,) = notices_of(ledger.invoice, kind)
        assert (notice.amount, notice.reason) == (euros("400.00"), "We never ordered this.")


def test_a_dispute_over_a_part_leaves_the_clock_of_the_rest() -> None:
    ledger = books()
    ledger.dispute("400.00")
    ledger.pass_to(16)
    assert ledger.invoice.state is InvoiceState.OVERDUE
    assert sent(ledger.invoice) == [1, 2, 3, 4, 5]
    assert {n.amount for n in notices_of(ledger.invoice, NoticeKind.INVOICE_OVERDUE)} == {
        euros("600.00")
    }
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
    (notice,) = notices_of(ledger.invoice, NoticeKind.DISPUTE_UPHELD)
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
    assert ledger.assigned[0] is Who.CUSTOMER
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
    (notice,) = notices_of(ledger.invoice, NoticeKind.DISPUTE_REJECTED)
    assert notice.deadline is not None
    assert local(notice.deadline) == "2026-11-07 23:59"


def test_a_grace_longer_than_the_next_two_reminders_lets_only_the_later_one_out() -> None:
    ledger = books(dispute_grace_days=10)
    ledger.pass_to(5)
    ledger.dispute()
    ledger.reject()
    ledger.pass_to(30)
    assert sent(ledger.invoice) == [1, 2, 3, 5, 6]
    assert skipped(ledger.invoice) == {4: SkipReason.OVERTAKEN}
    assert reminded(ledger.invoice)[3] == (5, "2026-12-18 09:00")


def test_a_policy_may_give_no_grace() -> None:
    ledger = books(dispute_grace_days=0)
    ledger.pass_to(5)
    ledger.dispute()
    ledger.pass_to(8, 14)
    ledger.reject()
    assert reminded(ledger.invoice)[-1] == (4, "2026-12-10 14:00")
    (notice,) = notices_of(ledger.invoice, NoticeKind.DISPUTE_REJECTED)
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
    happened = [each for each in triggers(ledger.invoice) if each != "dispute_reminder"]
    assert happened == ["issue", "dispute", "dispute_late", "fall_due"]


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


def test_billing_is_reminded_of_a_dispute_and_notified_that_it_is_late_and_nothing_is_decided() -> (
    None
):
    ledger = books()
    ledger.dispute("400.00")
    opened_on = local_date(ledger.now, ZONE)
    assert ledger.alarm is not None
    ledger.pass_until(ledger.now + timedelta(days=60))
    happened = [each for each in ledger.invoice.events if each.trigger.startswith("dispute_")]
    days = [(local_date(each.at, ZONE) - opened_on).days for each in happened]
    assert [each.trigger for each in happened] == ["dispute_reminder"] * 2 + ["dispute_late"]
    assert days == [23, 29, 31]
    assert len(notices_of(ledger.invoice, NoticeKind.TEAM_DISPUTE_REMINDER)) == 2
    for kind in (NoticeKind.TEAM_DISPUTE_LATE, NoticeKind.DISPUTE_LATE):
        assert len(notices_of(ledger.invoice, kind)) == 1
    assert (ledger.invoice.disputed, ledger.invoice.credited) == (40_000, 0)


def test_after_an_outage_only_the_last_word_about_a_dispute_goes_out() -> None:
    ledger = books()
    ledger.dispute("1000.00")
    ledger.outage_until(ledger.now + timedelta(days=90))
    assert notices_of(ledger.invoice, NoticeKind.TEAM_DISPUTE_REMINDER) == []
    assert len(notices_of(ledger.invoice, NoticeKind.TEAM_DISPUTE_LATE)) == 1


def test_a_dispute_over_everything_waits_on_billing_until_its_deadline() -> None:
    ledger = books()
    ledger.dispute("1000.00")
    waiting = ledger.standing.waiting_on
    assert (waiting.who, waiting.until) == (Who.BILLING, at("2026-12-03 00:00"))


@pytest.mark.parametrize("how", ["pay", "write_off"])
def test_a_dispute_that_money_or_a_write_off_ends_is_closed_in_the_open(how: str) -> None:
    ledger = books()
    ledger.dispute("400.00")
    ledger.pay("1000.00") if how == "pay" else ledger.write_off()
    (held,) = ledger.invoice.disputes
    assert held.state is DisputeState.SETTLED
    assert held.resolution is not None
    assert triggers(ledger.invoice)[-1] == "dispute_ended"
    for kind in (NoticeKind.DISPUTE_ENDED, NoticeKind.TEAM_DISPUTE_ENDED):
        assert len(notices_of(ledger.invoice, kind)) == 1


def test_money_goes_to_what_is_not_disputed_first() -> None:
    ledger = two_invoices()
    ledger.dispute("1000.00", "INV-1")
    ledger.pay("700.00", "INV-1", "INV-2")
    assert [each.paid for each in ledger.invoices] == [20_000, 50_000]
    named = two_invoices()
    named.dispute("1000.00", "INV-1")
    named.pay("700.00", "INV-1", "INV-2", in_this_order=True)
    assert [each.paid for each in named.invoices] == [70_000, 0]
    within = two_invoices()
    within.dispute("400.00", "INV-1")
    within.pay("1200.00", "INV-1", "INV-2")
    assert [each.paid for each in within.invoices] == [70_000, 50_000]
    assert within.invoices[0].disputed == 30_000


def test_upholding_a_dispute_over_all_but_the_late_charges_gives_them_back_and_settles() -> None:
    ledger = books(late_interest=EU_INTEREST, compensation={"EUR": Decimal(40)})
    ledger.pass_to(20)
    ledger.dispute("1000.00")
    assert ledger.invoice.open > ledger.invoice.disputed
    ledger.uphold()
    invoice = ledger.invoice
    assert (invoice.state, invoice.open, invoice.charged) == (InvoiceState.CREDITED, 0, 0)
