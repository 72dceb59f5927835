"""What the figures of reports mean, on numbers that can be counted by hand."""

import csv
import io
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from pydantic import ValidationError

from domain.invoices.terms import overdue_at
from domain.reports.arithmetic import (
    Owed,
    Reminded,
    Wait,
    overdue_ages,
    percentile,
    reminder_effects,
    waiting_times,
)
from domain.reports.figures import (
    FIGURES,
    Age,
    Decision,
    Figures,
    Outcome,
    OverdueAge,
    Report,
    ReportName,
)
from domain.reports.period import Period
from domain.reports.tables import as_csv, columns, meaning
from domain.requests.lifecycle import State
from domain.turns import Who
from domain.values.money import Money

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
AMSTERDAM, AUCKLAND, HONOLULU = "Europe/Amsterdam", "Pacific/Auckland", "Pacific/Honolulu"


@pytest.mark.parametrize(
    ("values", "median", "p90"),
    [
        ([7], 7, 7),
        ([1, 9], 1, 9),
        ([1, 2, 3], 2, 3),
        ([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 5, 9),
        ([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], 6, 10),
        ([4, 4, 4, 4, 4, 4, 4, 4, 4, 100], 4, 4),
        (list(range(1, 101)), 50, 90),
    ],
)
def test_a_percentile_is_the_smallest_value_that_so_many_do_not_exceed(
    values: list[int], median: int, p90: int
) -> None:
    assert (percentile(values, 50), percentile(values, 90)) == (median, p90)
    for percent, value in ((50, median), (90, p90)):
        within = sum(each <= value for each in values)
        below = sum(each < value for each in values)
        assert within * 100 >= percent * len(values) > below * 100


def owed(due_on: date, time_zone: str = AMSTERDAM, **changes: object) -> Owed:
    facts = {"currency": "EUR", "as_of": None, "invoices": 1, "open": 10000, "disputed": 0}
    return Owed(due_on=due_on, time_zone=time_zone, **{**facts, **changes})  # type: ignore[arg-type]


def ages_of(*each: Owed, now: datetime = NOW) -> dict[Age, int]:
    """How many invoices are in each band in which there is one."""
    return {line.age: line.invoices for line in overdue_ages(each, now) if line.invoices}


@pytest.mark.parametrize(
    ("days", "age"),
    [
        (1, Age.TO_30),
        (30, Age.TO_30),
        (31, Age.TO_60),
        (60, Age.TO_60),
        (61, Age.TO_90),
        (90, Age.TO_90),
        (91, Age.MORE),
        (4000, Age.MORE),
    ],
)
def test_an_invoice_is_as_old_as_its_due_date_is_days_ago(days: int, age: Age) -> None:
    assert ages_of(owed(NOW.date() - timedelta(days=days))) == {age: 1}


def test_an_invoice_is_not_overdue_on_its_due_date() -> None:
    assert overdue_ages([owed(NOW.date()), owed(NOW.date() + timedelta(days=1))], NOW) == ()


def test_days_pass_where_the_payer_is() -> None:
    due_on = date(2026, 10, 22)
    midnight = overdue_at(due_on + timedelta(days=30), AMSTERDAM)
    assert ages_of(owed(due_on), now=midnight - timedelta(seconds=1)) == {Age.TO_30: 1}
    assert ages_of(owed(due_on), now=midnight) == {Age.TO_60: 1}
    assert ages_of(owed(due_on, AUCKLAND), now=midnight - timedelta(seconds=1)) == {Age.TO_60: 1}
    assert ages_of(owed(due_on, HONOLULU), now=midnight) == {Age.TO_30: 1}


def test_amounts_of_two_currencies_are_never_added() -> None:
    due_on = date(2026, 11, 1)
    lines = overdue_ages(
        [
            owed(due_on, open=12_00, disputed=2_00),
            owed(due_on, open=30_00, invoices=2),
            owed(due_on, currency="JPY", open=500),
            owed(date(2026, 6, 1), currency="USD", open=1_00),
        ],
        NOW,
    )
    sums = {(line.currency, line.age): line for line in lines}
    assert [line.currency for line in lines] == ["EUR"] * 4 + ["JPY"] * 4 + ["USD"] * 4
    assert [line.age for line in lines[:4]] == list(Age)
    euros = sums["EUR", Age.TO_30]
    assert (euros.invoices, euros.open, euros.disputed) == (
        3,
        Money(amount=Decimal("42.00"), currency="EUR"),
        Money(amount=Decimal("2.00"), currency="EUR"),
    )
    assert sums["JPY", Age.TO_30].open == Money(amount=Decimal(500), currency="JPY")
    assert sums["USD", Age.MORE].invoices == 1
    assert sums["EUR", Age.MORE].invoices == 0


def test_in_a_rehearsal_an_invoice_is_as_old_as_its_own_clock_says() -> None:
    ahead = NOW + timedelta(days=40)
    assert ages_of(owed(NOW.date(), as_of=ahead)) == {Age.TO_60: 1}


def test_waits_are_reported_by_who_must_act_and_by_state() -> None:
    waits = [
        *(Wait(Who.CREDIT, State.CREDIT_CHECK, seconds, seconds > 700) for seconds in (900, 300)),
        Wait(Who.CREDIT, State.CREDIT_CHECK, 600, False),
        Wait(Who.CUSTOMER, State.APPROVED, 60, False),
        Wait(Who.CUSTOMER, State.DRAFT, 5, True),
    ]
    draft, approved, check = waiting_times(waits)
    assert (draft.who, draft.state, draft.waiting, draft.overdue) == (
        Who.CUSTOMER,
        State.DRAFT,
        1,
        1,
    )
    assert approved.state is State.APPROVED
    assert (check.waiting, check.overdue) == (3, 1)
    assert (check.median_seconds, check.p90_seconds, check.longest_seconds) == (600, 900, 900)
    assert waiting_times([]) == ()


def reminded(times: int, **happened: bool) -> Reminded:
    facts = {"fell": False, "settled": False, "stands": False, **happened}
    return Reminded(reminder="reminder 7 days overdue", days=7, times=times, **facts)


def test_a_reminder_worked_when_less_was_open_before_the_next_one_went_out() -> None:
    (line,) = reminder_effects(
        [
            reminded(3, fell=True, settled=True),
            reminded(1, fell=True, stands=True),
            reminded(4),
            reminded(2, stands=True),
        ]
    )
    assert (line.sent, line.worked, line.settled, line.pending) == (10, 4, 3, 2)
    assert line.percent == 50


def test_of_reminders_that_still_stand_nobody_can_say_whether_they_worked() -> None:
    (line,) = reminder_effects([reminded(5, stands=True)])
    assert (line.sent, line.pending, line.percent) == (5, 5, None)


def test_reminders_are_reported_in_the_order_in_which_they_go_out() -> None:
    each = reminded(1)
    late = each._replace(reminder="reminder 30 days overdue", days=30)
    early = each._replace(reminder="reminder 7 days before due", days=-7)
    assert [line.days for line in reminder_effects([late, each, early])] == [-7, 7, 30]


def test_a_period_has_its_first_day_and_its_last() -> None:
    november = Period(since=date(2026, 11, 1), until=date(2026, 11, 30))
    assert november.begins == datetime(2026, 11, 1, tzinfo=UTC)
    assert november.ends == datetime(2026, 12, 1, tzinfo=UTC)
    assert Period() == Period(since=None, until=None)
    assert (Period().begins, Period().ends) == (None, None)
    assert Period(until=date.max).ends is None
    assert Period.last(30, date(2026, 11, 30)).since == date(2026, 10, 31)


def test_a_period_does_not_end_before_it_begins() -> None:
    with pytest.raises(ValidationError, match="before its first"):
        Period(since=date(2026, 11, 2), until=date(2026, 11, 1))


def a_report(name: ReportName, *lines: Figures) -> Report:
    return Report(name=name, at=NOW, period=Period(), lines=lines)


def read_back(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


@pytest.mark.parametrize(
    "reason",
    ["=1+1", "+44", "-2", "@cell", "\tx", "\rx", "\nx", "  =x", '=HYPERLINK("http://a","b")'],
)
def test_a_spreadsheet_takes_no_text_for_a_formula(reason: str) -> None:
    line = Decision(outcome=Outcome.REJECTED, reason=reason, requests=2)
    _, (outcome, written, requests) = read_back(as_csv(a_report(ReportName.DECISIONS, line)))
    assert (outcome, written, requests) == ("rejected", f"'{reason}", "2")


def test_csv_is_as_rfc_4180_has_it() -> None:
    reason = 'said "no", and\nleft'
    line = Decision(outcome=Outcome.WITHDRAWN, reason=reason, requests=1)
    text = as_csv(a_report(ReportName.DECISIONS, line))
    assert text == 'outcome,reason,requests\r\nwithdrawn,"said ""no"", and\nleft",1\r\n'
    assert read_back(text)[1] == ["withdrawn", reason, "1"]


def test_amounts_in_csv_are_numbers_with_their_currency_in_a_column() -> None:
    money = Money(amount=Decimal("1234.50"), currency="EUR")
    line = OverdueAge(currency="EUR", age=Age.MORE, invoices=3, open=money, disputed=money)
    assert read_back(as_csv(a_report(ReportName.OVERDUE, line))) == [
        ["currency", "age", "invoices", "open", "disputed"],
        ["EUR", "more", "3", "1234.50", "1234.50"],
    ]


@pytest.mark.parametrize("name", ReportName)
def test_every_report_says_what_it_counts(name: ReportName) -> None:
    assert meaning(name).endswith(".")
    assert len(columns(name)) == len(FIGURES[name].model_fields)
    assert sum(bool(column.meaning) for column in columns(name)) >= len(columns(name)) // 2


def test_the_reason_of_a_decision_is_there_as_codes_as_well() -> None:
    rejected = Decision(outcome=Outcome.REJECTED, reason="E1, E3", requests=2)
    assert (rejected.reason, rejected.codes) == ("E1, E3", ("E1", "E3"))
    assert Decision(outcome=Outcome.WITHDRAWN, reason="", requests=1).codes == ()
    assert "codes" not in as_csv(
        Report(name=ReportName.DECISIONS, at=NOW, period=Period(), lines=(rejected,))
    )
