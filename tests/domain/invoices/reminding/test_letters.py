"""A reminder counts once its letter has left; a letter that cannot arrive is billing's task, and
stops the ladder before a hold."""

from datetime import timedelta

import pytest

from domain.errors import NotPossibleNow
from domain.invoices.reminding import letters
from domain.invoices.reminding.dunning import fire_alarms
from domain.invoices.view import conclude, standing_of, view_of
from domain.invoices.views.reminders import PauseKind
from domain.notices import Audience, LetterState, NoticeKind
from domain.turns import Who
from tests.domain.invoices.books import Books, books
from tests.domain.invoices.building import (
    BILLING,
    an_invoice,
    day,
    local,
    notices_of,
    sent,
    triggers,
)

REFUSED, UNCONFIRMED = LetterState.REFUSED, LetterState.UNCONFIRMED
NOT_DELIVERED = NoticeKind.TEAM_LETTER_NOT_DELIVERED


def outcomes(ledger: Books) -> list[tuple[str, str | None]]:
    view = view_of(ledger.invoice, (), (), False, ledger.now)
    return [(each.outcome, each.letter) for each in view.reminders]


def refused_from(overdue: int, state: LetterState = REFUSED) -> Books:
    """Books of which no letter arrives from this day on."""
    ledger = books()
    ledger.pass_to(overdue, hour=8)
    ledger.mail = state
    return ledger


def test_a_reminder_is_planned_until_its_letter_has_left() -> None:
    ledger = refused_from(-8, LetterState.ON_ITS_WAY)
    ledger.pass_to(-7)
    assert outcomes(ledger)[:2] == [("planned", "on_its_way"), ("planned", None)]
    reminder = ledger.invoice.outgoing[-1]
    ledger.hears_of(ledger.invoice, reminder, LetterState.LEFT)
    assert outcomes(ledger)[:2] == [("sent", "left"), ("planned", None)]


@pytest.mark.parametrize("state", [REFUSED, UNCONFIRMED])
def test_a_letter_that_did_not_arrive_is_billings_task_with_a_deadline(state: LetterState) -> None:
    ledger = refused_from(0, state)
    ledger.pass_to(1)
    assert ledger.assigned == (Who.BILLING, "see to a letter that did not arrive")
    assert ledger.standing.waiting_on.until == ledger.now + timedelta(days=3)
    assert outcomes(ledger)[2] == ("planned", state.value)
    assert triggers(ledger.invoice)[-1] == f"letter_{state}"
    (task,) = notices_of(ledger.invoice, NOT_DELIVERED)
    assert (task.audience, task.deadline) == (Audience.BILLING, ledger.now + timedelta(days=3))


@pytest.mark.parametrize("overdue", [-8, 0, 6, 13])
@pytest.mark.parametrize("state", [REFUSED, UNCONFIRMED])
def test_whatever_reminder_did_not_arrive_no_later_one_goes_out_and_no_hold_follows(
    overdue: int, state: LetterState
) -> None:
    ledger = refused_from(overdue, state)
    ledger.pass_to(overdue + 1)
    tried = sent(ledger.invoice)
    ledger.pass_to(200)
    assert sent(ledger.invoice) == tried
    assert not ledger.invoice.held
    assert ledger.alarm is None


def test_an_invoice_whose_very_first_letter_was_refused_reminds_nobody() -> None:
    ledger = Books(an_invoice(email=None))
    ledger.mail = REFUSED
    ledger.hears_of(ledger.invoice, ledger.invoice.outgoing[0], REFUSED)
    ledger.pass_to(60)
    assert sent(ledger.invoice) == []
    assert not ledger.invoice.held
    assert ledger.standing.state == "overdue"


def test_billing_is_notified_again_when_the_deadline_passes_and_only_once() -> None:
    ledger = refused_from(0)
    ledger.pass_to(1)
    assert ledger.alarm is not None
    assert (ledger.alarm.name, ledger.alarm.at) == (
        "letter not delivered",
        ledger.now + timedelta(days=3),
    )
    ledger.pass_to(100)
    assert len(notices_of(ledger.invoice, NOT_DELIVERED)) == 2


def test_what_is_reported_twice_is_recorded_once() -> None:
    ledger = refused_from(0)
    ledger.pass_to(1)
    before = len(ledger.invoice.events)
    (stuck,) = ledger.invoice.undelivered
    notice = next(each for each in ledger.invoice.outgoing if each.key == stuck.key)
    ledger.hears_of(ledger.invoice, notice, REFUSED)
    assert len(ledger.invoice.events) == before
    assert len(notices_of(ledger.invoice, NOT_DELIVERED)) == 1


def test_once_it_was_sent_again_the_ladder_goes_on_at_the_policys_distances() -> None:
    ledger = refused_from(0)
    ledger.pass_to(41)
    ledger.mail = LetterState.LEFT
    (again,) = ledger.send_again()
    assert again.kind is NoticeKind.INVOICE_OVERDUE
    assert ledger.assigned == (Who.CUSTOMER, "pay the invoice")
    ledger.pass_to(54, hour=8)
    assert sent(ledger.invoice) == [1, 2, 3, 4]
    ledger.pass_to(54)
    assert sent(ledger.invoice) == [1, 2, 3, 4, 5]
    assert not ledger.invoice.held
    ledger.pass_to(56, hour=1)
    assert ledger.invoice.held


def test_the_hold_never_comes_within_the_hour_of_the_first_letter_that_arrived() -> None:
    ledger = refused_from(13)
    ledger.pass_to(60)
    ledger.mail = LetterState.LEFT
    ledger.send_again()
    assert not ledger.invoice.held
    ledger.pass_to(61, hour=23)
    assert not ledger.invoice.held
    ledger.pass_to(62)
    assert ledger.invoice.held


def test_a_letter_that_waits_for_the_mail_server_keeps_the_hold_waiting() -> None:
    ledger = refused_from(13, LetterState.ON_ITS_WAY)
    ledger.pass_to(16, hour=1)
    assert not ledger.invoice.held
    reminder = next(each for each in ledger.invoice.outgoing if "reminder-5" in each.key)
    ledger.mail = LetterState.LEFT
    ledger.hears_of(ledger.invoice, reminder, LetterState.LEFT)
    ledger.pass_to(25)
    assert ledger.invoice.held
    # It left two days after it was written, and so the hold is as much later.
    (hold,) = [event for event in ledger.invoice.events if event.trigger == "write_reminder"][-1:]
    assert local(hold.at)[:10] == "2026-12-16"


def test_a_letter_that_was_sent_again_goes_to_todays_address_and_says_what_is_open_today() -> None:
    ledger = refused_from(-2)
    ledger.pass_to(2)
    ledger.pay("400.00")
    customer = ledger.invoice.customer
    ledger.invoice.customer = customer.model_copy(
        update={"email": "new@contoso.nl", "name": "Nora", "language": "en"}
    )
    reminder = next(each for each in ledger.invoice.outgoing if "reminder-2" in each.key)
    again = letters.sent_again(ledger.invoice, reminder, BILLING, ledger.now)
    assert (again.to, again.name, again.language) == ("new@contoso.nl", "Nora", "en")
    assert again.key == reminder.key
    assert again.kind is NoticeKind.INVOICE_OVERDUE
    assert again.amount == ledger.invoice.money(60000)
    assert again.invoice is not None
    assert again.invoice.days_overdue == 2


def test_nobody_is_reminded_again_of_what_is_settled_meanwhile() -> None:
    ledger = refused_from(0)
    ledger.pass_to(1)
    reminder = next(each for each in ledger.invoice.outgoing if "reminder-3" in each.key)
    ledger.pay("1000.00")
    with pytest.raises(NotPossibleNow, match="nothing is left to remind of"):
        letters.sent_again(ledger.invoice, reminder, BILLING, ledger.now)


def test_a_letter_thought_lost_that_did_leave_is_no_task_any_more() -> None:
    ledger = refused_from(0, UNCONFIRMED)
    ledger.pass_to(1)
    reminder = next(each for each in ledger.invoice.outgoing if "reminder-3" in each.key)
    ledger.hears_of(ledger.invoice, reminder, LetterState.LEFT)
    assert ledger.assigned == (Who.CUSTOMER, "pay the invoice")
    assert outcomes(ledger)[2] == ("sent", "left")
    assert triggers(ledger.invoice)[-1] == "letter_left"


def test_a_present_hold_is_not_lifted_by_a_letter_that_comes_late() -> None:
    ledger = books()
    ledger.pass_to(29)
    assert ledger.invoice.held
    ledger.mail = REFUSED
    ledger.pass_to(60)
    ledger.mail = LetterState.LEFT
    ledger.send_again()
    assert ledger.invoice.held


def test_invoices_of_before_count_what_they_sent() -> None:
    ledger = books()
    ledger.pass_to(1)
    step = ledger.invoice.reminders[0]
    assert type(step).model_validate(step.model_dump(exclude={"letter"})).letter == "left"


def test_an_early_alarm_while_a_letter_waits_changes_nothing_else() -> None:
    invoice = an_invoice()
    conclude(invoice, invoice.issued_at)
    fire_alarms(invoice, day(-7))
    fire_alarms(invoice, day(-6))
    assert sent(invoice) == [1]
    assert standing_of(invoice).state == "open"


def test_an_invoice_that_arrives_after_weeks_begins_its_ladder_then() -> None:
    ledger = Books(an_invoice())
    ledger.mail = REFUSED
    ledger.hears_of(ledger.invoice, ledger.invoice.outgoing[0], REFUSED)
    ledger.pass_to(60)
    ledger.mail = LetterState.LEFT
    ledger.send_again()
    assert sent(ledger.invoice) == []
    ledger.pass_to(61)
    assert sent(ledger.invoice) == [3]
    ledger.pass_to(75)
    assert not ledger.invoice.held
    ledger.pass_to(77)
    assert (sent(ledger.invoice), ledger.invoice.held) == ([3, 4, 5], True)


def test_a_letter_put_right_before_the_due_date_moves_nothing() -> None:
    ledger = Books(an_invoice())
    ledger.mail = REFUSED
    ledger.hears_of(ledger.invoice, ledger.invoice.outgoing[0], REFUSED)
    ledger.pass_to(-10)
    ledger.mail = LetterState.LEFT
    ledger.send_again()
    ledger.pass_to(16, hour=1)
    assert (sent(ledger.invoice), ledger.invoice.held) == ([1, 2, 3, 4, 5], True)


def test_reminders_that_wait_for_a_letter_read_paused() -> None:
    ledger = refused_from(0)
    ledger.pass_to(1)
    shown = view_of(ledger.invoice, (), ledger.invoice.events, False, ledger.now)
    assert [(each.kind, each.until) for each in shown.pauses] == [(PauseKind.UNDELIVERED, None)]
    assert shown.paused


@pytest.mark.parametrize("overdue", [-8, 0, 6, 13])
@pytest.mark.parametrize("state", [REFUSED, UNCONFIRMED])
def test_a_dismissed_reminder_is_skipped_and_the_ladder_goes_on_with_the_next(
    overdue: int, state: LetterState
) -> None:
    ledger = refused_from(overdue, state)
    ledger.pass_to(overdue + 1)
    level = ledger.invoice.reminders[-1].level
    ledger.mail = LetterState.LEFT
    ledger.dismiss()
    assert ledger.assigned == (Who.CUSTOMER, "pay the invoice")
    assert ledger.invoice.undelivered == []
    assert outcomes(ledger)[level - 1] == ("skipped", None)
    assert "nobody reads them there" in (ledger.invoice.reminders[-1].why or "")
    (said,) = [each for each in ledger.invoice.events if each.trigger == "dismiss_letter"]
    assert (said.by, "nobody reads them there" in (said.note or "")) == (BILLING, True)
    ledger.pass_to(200)
    assert level not in sent(ledger.invoice)
    assert ledger.invoice.reminders[-1].level == len(ledger.invoice.policy.reminders)
    assert ledger.invoice.held


def test_no_hold_follows_from_letters_that_were_all_dismissed() -> None:
    ledger = refused_from(-29)
    for overdue in range(-28, 200):
        ledger.pass_to(overdue)
        ledger.dismiss()
    assert not ledger.invoice.held
    assert sent(ledger.invoice) == []
    assert ledger.alarm is None


def test_a_hold_waits_for_a_reminder_that_left_after_the_one_that_was_dismissed() -> None:
    ledger = refused_from(13)
    ledger.pass_to(14)
    ledger.dismiss()  # of day 14: the next one is of day 30
    ledger.pass_to(29)
    assert not ledger.invoice.held
    ledger.mail = LetterState.LEFT
    ledger.pass_to(40)
    assert (ledger.invoice.held, sent(ledger.invoice)[-1]) == (True, 6)


def test_a_dismissed_letter_that_asks_for_nothing_keeps_no_hold_away() -> None:
    ledger = refused_from(0)
    ledger.pay("10.00")
    assert [each.kind for each in ledger.invoice.undelivered] == [NoticeKind.PAYMENT_RECEIVED]
    ledger.mail = LetterState.LEFT
    ledger.dismiss()
    ledger.pass_to(40)
    assert ledger.invoice.held


def test_a_reminder_counts_in_the_timeline_when_it_left() -> None:
    ledger = refused_from(0, LetterState.ON_ITS_WAY)
    ledger.pass_to(1)
    assert triggers(ledger.invoice)[-1] == "write_reminder"
    ledger.hears_of(ledger.invoice, ledger.invoice.outgoing[-1], LetterState.LEFT)
    assert triggers(ledger.invoice)[-1] == "remind"
    assert ledger.invoice.events[-1].note == "reminder 1 day overdue"
