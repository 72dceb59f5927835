"""What letters, the timeline and refusals say of a dispute."""

from datetime import timedelta

import pytest

from domain.invoices.adjustments.disputes import hinders_dispute, hinders_resolve
from domain.invoices.facts import IdKind
from domain.invoices.parts import DisputeState
from domain.invoices.terms import local_date
from domain.notices import Audience, NoticeKind
from tests.domain.invoices.books import books, refused, two_invoices
from tests.domain.invoices.building import (
    BILLING,
    EU_INTEREST,
    SECOND,
    ZONE,
    at,
    day,
    notices_of,
)
from tests.domain.requests.lives import euros


def test_the_letters_name_the_last_moment_of_an_answer_in_time() -> None:
    ledger = books()
    ledger.dispute("400.00")
    last = at("2026-12-03 00:00") - SECOND
    ledger.pass_until(ledger.now + timedelta(days=60))
    for kind, audience in (
        (NoticeKind.DISPUTE_OPENED, Audience.CUSTOMER),
        (NoticeKind.TEAM_INVOICE_DISPUTED, Audience.BILLING),
        (NoticeKind.TEAM_DISPUTE_REMINDER, Audience.BILLING),
        (NoticeKind.TEAM_DISPUTE_LATE, Audience.BILLING),
        (NoticeKind.DISPUTE_LATE, Audience.CUSTOMER),
    ):
        for notice in notices_of(ledger.invoice, kind):
            assert (notice.audience, notice.deadline) == (audience, last)
            assert (notice.amount, notice.reason) == (euros("400.00"), "We never ordered this.")


def test_no_two_letters_about_a_dispute_are_one_and_the_same() -> None:
    ledger = books()
    ledger.dispute("400.00")
    ledger.pass_until(ledger.now + timedelta(days=60))
    ledger.reject()
    ledger.dispute("100.00")
    ledger.pass_until(ledger.now + timedelta(days=60))
    keys = [notice.key for notice in ledger.invoice.outgoing]
    assert len(set(keys)) == len(keys)


def test_the_timeline_says_which_dispute_it_was_and_what_was_said() -> None:
    ledger = books()
    ledger.dispute("400.00")
    ledger.reject()
    ledger.dispute("100.00")
    ledger.pass_until(ledger.now + timedelta(days=60))
    ledger.uphold()
    opened, late, answered = (
        [each for each in ledger.invoice.events if each.trigger == trigger]
        for trigger in ("dispute", "dispute_late", "resolve")
    )
    assert [each.ids_of(IdKind.DISPUTE) for each in opened] == [("1",), ("2",)]
    assert [each.ids_of(IdKind.DISPUTE) for each in answered] == [("1",), ("2",)]
    assert [each.amount for each in opened] == [euros("400.00"), euros("100.00")]
    assert [each.amount for each in answered] == [euros("400.00"), euros("100.00")]
    assert {each.said for each in opened} == {"We never ordered this."}
    assert {each.said for each in answered} == {"We looked into it."}
    assert [each.codes for each in answered] == [("rejected",), ("upheld",)]
    (event,) = late
    assert (event.ids_of(IdKind.DISPUTE), event.amount) == (("2",), euros("100.00"))
    assert event.day == local_date(event.at, ZONE) - timedelta(days=1)


@pytest.mark.parametrize(
    ("upheld", "state", "kind"),
    [
        (True, DisputeState.UPHELD, NoticeKind.DISPUTE_UPHELD),
        (False, DisputeState.REJECTED, NoticeKind.DISPUTE_REJECTED),
    ],
)
def test_the_customer_is_notified_of_the_answer_and_why(
    upheld: bool, state: DisputeState, kind: NoticeKind
) -> None:
    ledger = two_invoices()
    ledger.pay("600.00", "INV-2")
    ledger.dispute("400.00")
    ledger.resolve(upheld)
    (held,) = ledger.invoice.disputes
    assert (held.state, held.resolved_at) == (state, ledger.now)
    assert (held.resolved_by, held.resolution) == (BILLING, "We looked into it.")
    (notice,) = notices_of(ledger.invoice, kind)
    assert (notice.amount, notice.reason) == (euros("400.00"), "We looked into it.")
    assert notice.unapplied_credit is None  # the other invoice's is no matter of this answer


@pytest.mark.parametrize("amount", ["3650.00", "3660.00"])
def test_who_disputes_all_that_was_written_down_disputes_the_interest_since_then_too(
    amount: str,
) -> None:
    ledger = books(amount=euros("3650.00"), late_interest=EU_INTEREST, reminders=())
    ledger.sleep_until(day(10))
    with refused(ledger, "amount_not_acceptable"):
        ledger.dispute("3660.01")
    ledger.dispute(amount)
    assert ledger.invoice.disputes[0].amount == 366_000
    assert ledger.invoice.chased == 0


def test_what_hinders_a_dispute_or_its_answer_has_a_name() -> None:
    ledger = books()
    assert hinders_dispute(ledger.invoice) is None
    to_resolve = hinders_resolve(ledger.invoice)
    assert to_resolve is not None
    assert to_resolve.why == "no_dispute"
    assert to_resolve.refusal.details == {"invoice": "INV-1"}
    ledger.dispute("400.00")
    assert hinders_resolve(ledger.invoice) is None
    another = hinders_dispute(ledger.invoice)
    assert another is not None
    assert another.why == "disputed_already"
    assert another.refusal.details == {"invoice": "INV-1"}
    ledger.pay("1000.00")
    settled = hinders_dispute(ledger.invoice)
    assert settled is not None
    assert settled.why == "nothing_open"
