"""The clock of an invoice: its reminders, when it is overdue, and the credit hold."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from pydantic import ValidationError

from domain.invoices.facts import SkipReason
from domain.invoices.happenings import EventKind
from domain.invoices.lifecycle import InvoiceState
from domain.invoices.policy import InvoicePolicy
from domain.invoices.reminding.dunning import (
    fire_alarms,
    hold_at,
    hold_despite_wires,
    kind_of,
    level_on,
)
from domain.notices import Audience, LetterState, NoticeKind
from domain.turns import Who
from tests.domain.invoices.books import books
from tests.domain.invoices.building import (
    SECOND,
    an_invoice,
    at,
    day,
    letters,
    local,
    notices_of,
    reminded,
    sent,
    skipped,
    triggers,
)
from tests.domain.requests.lives import euros

OVERTAKEN, PAST_DUE = SkipReason.OVERTAKEN, SkipReason.PAST_DUE
DUE_SOON, OVERDUE, AGAIN, FINAL = (
    NoticeKind.INVOICE_DUE_SOON,
    NoticeKind.INVOICE_OVERDUE,
    NoticeKind.INVOICE_OVERDUE_AGAIN,
    NoticeKind.INVOICE_OVERDUE_FINAL,
)


_REMINDED = ["write_reminder", "remind"]
"""Written, and left."""


def test_every_reminder_goes_out_on_its_day_at_nine_for_the_payer() -> None:
    ledger = books()
    ledger.pass_to(365)
    assert reminded(ledger.invoice) == [
        (1, "2026-11-25 09:00"),
        (2, "2026-12-01 09:00"),
        (3, "2026-12-03 09:00"),
        (4, "2026-12-09 09:00"),
        (5, "2026-12-16 09:00"),
        (6, "2027-01-01 09:00"),
    ]
    assert letters(ledger.invoice) == [DUE_SOON, DUE_SOON, OVERDUE, AGAIN, AGAIN, FINAL]
    assert skipped(ledger.invoice) == {}
    assert ledger.alarm is None


@pytest.mark.parametrize("zone", ["Pacific/Tongatapu", "Pacific/Honolulu", "Asia/Kolkata"])
def test_nine_is_nine_wherever_the_payer_is(zone: str) -> None:
    ledger = books(zone=zone)
    ledger.pass_to(31)
    assert [moment[-5:] for _, moment in reminded(ledger.invoice)] == ["09:00"] * 6


@pytest.mark.parametrize(
    ("issued", "zone", "hour", "reminder", "moment"),
    [
        # Amsterdam goes forward on 28 March 2027: 02:00 does not exist, 03:00 is its first instant.
        (date(2027, 2, 25), "Europe/Amsterdam", 2, 3, "2027-03-28T01:00"),
        (date(2027, 2, 25), "Europe/Amsterdam", 9, 3, "2027-03-28T07:00"),
        # It goes back on 31 October 2027: 02:00 is there twice, and the first one counts.
        (date(2027, 9, 30), "Europe/Amsterdam", 2, 3, "2027-10-31T00:00"),
        (date(2027, 9, 30), "Europe/Amsterdam", 9, 3, "2027-10-31T08:00"),
        # In Santiago midnight is left out on 5 September 2027.
        (date(2027, 8, 5), "America/Santiago", 0, 3, "2027-09-05T04:00"),
    ],
)
def test_a_clock_change_moves_no_reminder_from_its_local_hour(
    issued: date, zone: str, hour: int, reminder: int, moment: str
) -> None:
    ledger = books(issued_on=issued, zone=zone, remind_at_hour=hour)
    ledger.pass_to(2)
    step = next(step for step in ledger.invoice.reminders if step.level == reminder)
    assert step.at == at(moment, "UTC")


def test_a_reminder_is_not_sent_a_second_early_and_never_twice() -> None:
    ledger = books()
    ledger.pass_until(day(-7) - SECOND)
    assert sent(ledger.invoice) == []
    ledger.pass_until(day(-7))
    assert sent(ledger.invoice) == [1]
    before = len(ledger.invoice.events)
    fire_alarms(ledger.invoice, ledger.now)
    fire_alarms(ledger.invoice, ledger.now + timedelta(hours=3))
    assert len(ledger.invoice.events) == before


def test_an_invoice_is_overdue_from_the_midnight_after_its_due_date() -> None:
    ledger = books()
    ledger.pass_until(at("2026-12-03 00:00") - SECOND)
    assert (ledger.invoice.state, ledger.invoice.overdue) == (InvoiceState.OPEN, False)
    ledger.pass_until(at("2026-12-03 00:00"))
    assert ledger.invoice.state is InvoiceState.OVERDUE
    assert ledger.invoice.events[-1].trigger == "fall_due"
    assert ledger.assigned[0] is Who.CUSTOMER


@pytest.mark.parametrize(
    ("back", "reminder", "why"),
    [
        (day(-8), None, {}),
        (day(-7), 1, {}),
        (day(-6), 1, {}),
        (day(-1), 2, {1: OVERTAKEN}),
        (day(0, 23), 2, {1: OVERTAKEN}),
        (day(1, 0), None, {1: OVERTAKEN, 2: PAST_DUE}),
        (day(1, 8), None, {1: OVERTAKEN, 2: PAST_DUE}),
        (day(1, 9), 3, dict.fromkeys([1, 2], OVERTAKEN)),
        (day(6), 3, dict.fromkeys([1, 2], OVERTAKEN)),
        (day(7), 4, dict.fromkeys([1, 2, 3], OVERTAKEN)),
        (day(14), 5, dict.fromkeys([1, 2, 3, 4], OVERTAKEN)),
        (day(29), 5, dict.fromkeys([1, 2, 3, 4], OVERTAKEN)),
        (day(30), 6, dict.fromkeys([1, 2, 3, 4, 5], OVERTAKEN)),
        (day(400), 6, dict.fromkeys([1, 2, 3, 4, 5], OVERTAKEN)),
    ],
)
def test_a_worker_that_was_down_catches_up_with_the_last_reminder_and_says_why_not_the_rest(
    back: datetime, reminder: int | None, why: dict[int, SkipReason]
) -> None:
    ledger = books()
    ledger.outage_until(back)
    assert sent(ledger.invoice) == ([reminder] if reminder else [])
    assert skipped(ledger.invoice) == why
    written = [event.codes for event in ledger.invoice.events if event.kind is EventKind.SKIP]
    assert written == [(reason,) for reason in why.values()]


@pytest.mark.parametrize("down", range(-9, 32))
def test_after_any_outage_what_comes_later_comes_in_time(down: int) -> None:
    ledger = books()
    ledger.pass_to(-10)
    ledger.outage_until(day(down, 11))
    caught_up = len(ledger.invoice.reminders)
    ledger.pass_to(40)
    later = [day(days) for days in (-7, -1, 1, 7, 14, 30)][caught_up:]
    assert [step.at for step in ledger.invoice.reminders[caught_up:]] == later
    assert {step.level for step in ledger.invoice.reminders} == {1, 2, 3, 4, 5, 6}


def test_a_reminder_says_what_is_open_at_that_moment() -> None:
    ledger = books()
    ledger.pass_to(-5)
    ledger.pay("400.00")
    ledger.pass_to(1)
    first, second, third = notices_of(ledger.invoice, DUE_SOON, OVERDUE)
    assert (first.amount, second.amount, third.amount) == (
        euros("1000.00"),
        euros("600.00"),
        euros("600.00"),
    )
    assert third.invoice is not None
    assert (third.invoice.open, third.invoice.days_overdue) == (euros("600.00"), 1)


@pytest.mark.parametrize("ends", ["paid", "credited", "written_off"])
def test_reminders_stop_at_once_when_nothing_is_open(ends: str) -> None:
    ledger = books()
    ledger.pass_to(7)
    if ends == "paid":
        ledger.pay("1000.00")
    elif ends == "credited":
        ledger.credit("1000.00")
    else:
        ledger.write_off()
    assert ledger.invoice.state == ends
    assert ledger.alarm is None
    ledger.outage_until(day(60))
    assert sent(ledger.invoice) == [1, 2, 3, 4]
    assert ledger.assigned == (Who.NOBODY, "nothing more: nothing is open")


def test_the_account_is_held_from_the_sixteenth_day_overdue_and_not_before() -> None:
    ledger = books()
    ledger.pass_until(at("2026-12-18 00:00") - SECOND)
    assert not ledger.invoice.held
    ledger.pass_until(at("2026-12-18 00:00"))
    assert ledger.invoice.held
    ledger.pay("998.99")
    assert ledger.invoice.held
    ledger.pay("0.01")
    assert not ledger.invoice.held, "what is left is within the tolerance"


def test_no_hold_is_placed_while_nothing_is_chased_and_a_declared_wire_lifts_none() -> None:
    paused = books()
    paused.pass_to(14)
    paused.declare("1000.00")
    paused.pass_to(17)
    assert not paused.invoice.held
    held = books()
    held.pass_to(16)
    held.declare("1000.00")
    assert held.invoice.held


def test_a_dispute_over_all_that_is_open_lifts_the_hold_and_one_over_a_part_does_not() -> None:
    ledger = books()
    ledger.pass_to(16)
    ledger.dispute("400.00")
    assert ledger.invoice.held
    ledger.reject()
    assert ledger.invoice.held, "the rest was owed all the while"
    ledger.dispute("1000.00")
    assert not ledger.invoice.held


def test_a_policy_may_know_no_hold() -> None:
    ledger = books(hold_after_days=None)
    ledger.pass_to(365)
    assert not ledger.invoice.held


@pytest.mark.parametrize(
    ("reminders", "firmness"),
    [
        ((), []),
        ((1,), [FINAL]),
        ((-3,), [DUE_SOON]),
        ((-7, -1), [DUE_SOON, DUE_SOON]),
        ((-1, 10), [DUE_SOON, FINAL]),
        ((3, 10), [OVERDUE, FINAL]),
        ((3, 10, 20), [OVERDUE, AGAIN, FINAL]),
    ],
)
def test_letters_grow_firmer_under_any_policy(
    reminders: tuple[int, ...], firmness: list[NoticeKind]
) -> None:
    ledger = books(reminders=reminders)
    ledger.pass_to(40)
    assert letters(ledger.invoice) == firmness
    assert ledger.invoice.held
    assert ledger.alarm is None


def test_the_team_is_notified_when_the_last_reminder_of_an_overdue_invoice_went_out() -> None:
    ledger = books()
    ledger.pass_to(29)
    assert notices_of(ledger.invoice, NoticeKind.TEAM_REMINDERS_USED_UP) == []
    ledger.pass_to(30)
    (notice,) = notices_of(ledger.invoice, NoticeKind.TEAM_REMINDERS_USED_UP)
    assert (notice.amount, notice.audience) == (euros("1000.00"), Audience.BILLING)
    assert notice.key == "invoice/INV-1/reminder-6/team_reminders_used_up"
    early = books(reminders=(-7, -1))
    early.pass_to(30)
    assert notices_of(early.invoice, NoticeKind.TEAM_REMINDERS_USED_UP) == []


def test_a_policy_with_one_reminder_catches_up_with_it_however_late() -> None:
    ledger = books(reminders=(1,))
    ledger.outage_until(day(50))
    assert (sent(ledger.invoice), skipped(ledger.invoice)) == ([1], {})


def test_each_timer_bears_the_name_of_what_it_waits_for() -> None:
    ledger, names = books(), []
    while (alarm := ledger.alarm) is not None:
        names.append(f"{alarm.name}: {local(alarm.at)}")
        ledger.pass_until(alarm.at)
    assert names == [
        "reminder 7 days before due: 2026-11-25 09:00",
        "reminder 1 day before due: 2026-12-01 09:00",
        "overdue: 2026-12-03 00:00",
        "reminder 1 day overdue: 2026-12-03 09:00",
        "reminder 7 days overdue: 2026-12-09 09:00",
        "reminder 14 days overdue: 2026-12-16 09:00",
        "credit hold: 2026-12-18 00:00",
        "reminder 30 days overdue: 2027-01-01 09:00",
    ]
    assert triggers(ledger.invoice) == [
        "issue", *_REMINDED * 2, "fall_due", *_REMINDED * 4
    ]  # fmt: skip


def test_an_alarm_that_crosses_with_a_payment_does_nothing() -> None:
    ledger = books()
    ledger.sleep_until(day(1))
    ledger.pay("1000.00")
    before = len(ledger.invoice.events)
    fire_alarms(ledger.invoice, ledger.now)
    assert (sent(ledger.invoice), len(ledger.invoice.events)) == ([], before)


@pytest.mark.parametrize("reminders", [(7, 1), (1, 1), (-1, 0, 1), (400,)])
def test_a_policy_names_its_reminders_in_rising_order_and_none_on_the_due_date(
    reminders: tuple[int, ...],
) -> None:
    with pytest.raises(ValidationError):
        InvoicePolicy(reminders=reminders)


def test_a_reminder_of_the_very_moment_of_issue_is_left_to_the_letter_with_the_invoice() -> None:
    ledger = books(now=day(-7))
    assert skipped(ledger.invoice) == {1: SkipReason.NOT_ISSUED}
    assert letters(ledger.invoice) == []
    ledger.pass_to(-1)
    assert sent(ledger.invoice) == [2]


def test_a_reminder_that_comes_a_second_after_the_issue_goes_out() -> None:
    ledger = books(now=day(-7) - SECOND)
    assert skipped(ledger.invoice) == {}
    ledger.pass_until(day(-7))
    assert sent(ledger.invoice) == [1]


def test_declared_wires_keep_a_hold_away_for_one_posting_time_from_the_day_of_the_hold() -> None:
    ledger = books()
    assert hold_despite_wires(ledger.invoice) is None, "no wire is on its way"
    ledger.pass_to(1)
    ledger.declare("1000.00")
    held_from = hold_at(ledger.invoice)
    assert held_from == at("2026-12-18 00:00"), "a Friday"
    assert hold_despite_wires(ledger.invoice) == at("2026-12-25 09:00"), "four bank days after it"


def test_the_posting_time_is_that_of_the_banks_where_the_policy_says_so() -> None:
    ledger = books(bank_days="country", issued_on=date(2026, 11, 10))
    ledger.pass_to(1)
    ledger.declare("1000.00")
    # From Sunday 27 December: 28 to 31 are bank days.
    assert hold_despite_wires(ledger.invoice) == at("2027-01-01 09:00")


def test_without_a_policy_of_holds_no_wire_leads_to_one() -> None:
    ledger = books(hold_after_days=None)
    ledger.pass_to(1)
    ledger.declare("1000.00")
    assert (hold_at(ledger.invoice), hold_despite_wires(ledger.invoice)) == (None, None)


def test_a_reminder_before_the_due_date_is_no_warning_whenever_it_is_asked_about() -> None:
    ledger = books()
    ledger.pass_to(40)
    kinds = [kind_of(ledger.invoice, level) for level in range(1, 7)]
    assert kinds == [DUE_SOON, DUE_SOON, OVERDUE, AGAIN, AGAIN, FINAL]


def test_a_ladder_of_one_reminder_after_the_due_date_begins_with_its_last_word() -> None:
    ledger = books(reminders=(-7, 1))
    ledger.pass_to(3)
    assert letters(ledger.invoice) == [DUE_SOON, FINAL]


def test_a_reminder_that_was_skipped_says_why() -> None:
    ledger = books()
    ledger.outage_until(day(-1))
    (step, _) = ledger.invoice.reminders
    assert (step.why, step.at) == ("overtaken by a later one", day(-1))


def test_a_reminder_is_written_down_with_what_it_asks_for_and_waits_for_nothing_once_it_left() -> (
    None
):
    ledger = books()
    ledger.dispute("400.00")
    ledger.pass_to(-7)
    written = next(each for each in ledger.invoice.events if each.trigger == "write_reminder")
    assert (written.by, written.amount, written.at) == ("worker", euros("600.00"), day(-7))
    assert (written.days, written.note) == (-7, "reminder 7 days before due")
    assert ledger.invoice.letter_waits_until is None


def test_no_reminder_goes_out_while_the_one_before_is_on_its_way() -> None:
    ledger = books()
    ledger.mail = LetterState.ON_ITS_WAY
    ledger.pass_to(-1, 10)
    assert sent(ledger.invoice) == [1]
    assert ledger.alarm is not None
    assert ledger.alarm.at == ledger.now + timedelta(minutes=30), "it looks again"


def test_reminders_before_the_due_date_count_from_it_and_those_after_from_a_later_issue() -> None:
    late = an_invoice(now=at("2026-12-12 12:00"))
    assert [level_on(late, level) for level in (1, 2, 3, 4)] == [
        date(2026, 11, 25), date(2026, 12, 1), date(2026, 12, 13), date(2026, 12, 19)
    ]  # fmt: skip


def test_only_what_comes_after_the_letter_that_left_late_is_later() -> None:
    invoice = an_invoice()
    invoice.moved_after, invoice.moved_days = 2, 3
    assert [level_on(invoice, level) for level in (1, 2, 3)] == [
        date(2026, 11, 25), date(2026, 12, 1), date(2026, 12, 6)
    ]  # fmt: skip


def test_without_a_tolerance_a_cent_is_reminded_of() -> None:
    ledger = books(tolerance=Decimal(0))
    ledger.pay("999.99")
    ledger.pass_to(-7)
    assert sent(ledger.invoice) == [1]
