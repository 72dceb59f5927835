"""From what was counted to the figures of reports."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from domain.invoices.terms import days_overdue
from domain.reports.figures import Age, OverdueAge, ReminderEffect, WaitingTime
from domain.requests.lifecycle import State
from domain.turns import Who
from domain.values.money import Money

MEDIAN, MOST = 50, 90
"""The percentiles that are reported."""

_BANDS = ((30, Age.TO_30), (60, Age.TO_60), (90, Age.TO_90))


def rank(percent: int, count: Any) -> Any:
    """Which value, counted from the smallest, is this percentile of so many (the nearest rank). Of
    a column it makes the expression that a database computes."""
    return (count * percent + 99) // 100


def percentile(values: Sequence[int], percent: int) -> int:
    """The smallest of the values that at least so many percent of them do not exceed. Values are
    in rising order, and there is at least one."""
    place: int = rank(percent, len(values))
    return values[max(1, place) - 1]


class Wait(NamedTuple):
    who: Who
    state: State
    seconds: int
    overdue: bool


def waiting_times(waits: Iterable[Wait]) -> tuple[WaitingTime, ...]:
    """By who and state, in their own orders."""
    grouped: defaultdict[tuple[Who, State], list[Wait]] = defaultdict(list)
    for wait in waits:
        grouped[wait.who, wait.state].append(wait)
    return tuple(
        _waiting_time(who, state, grouped[who, state])
        for who in Who
        for state in State
        if (who, state) in grouped
    )


def _waiting_time(who: Who, state: State, waits: Sequence[Wait]) -> WaitingTime:
    seconds = sorted(wait.seconds for wait in waits)
    return WaitingTime(
        who=who,
        state=state,
        waiting=len(waits),
        overdue=sum(wait.overdue for wait in waits),
        median_seconds=percentile(seconds, MEDIAN),
        p90_seconds=percentile(seconds, MOST),
        longest_seconds=seconds[-1],
    )


class Owed(NamedTuple):
    """Invoices that are alike in everything that matters here. Amounts in minor units."""

    currency: str
    due_on: date
    time_zone: str
    as_of: datetime | None
    """Where their own clocks are, ahead of everybody's: in a rehearsal."""
    invoices: int
    open: int
    disputed: int


def age_of(days: int) -> Age:
    """The band of an invoice that has been overdue for so many days."""
    return next((age for last, age in _BANDS if days <= last), Age.MORE)


def overdue_ages(owed: Iterable[Owed], now: datetime) -> tuple[OverdueAge, ...]:
    """Every band of each currency in which anything is overdue; what is not overdue where its payer
    is does not count."""
    sums: dict[tuple[str, Age], list[int]] = {}
    for each in owed:
        days = days_overdue(each.due_on, max(now, each.as_of or now), each.time_zone)
        if days == 0:
            continue
        for age in Age:
            sums.setdefault((each.currency, age), [0, 0, 0])
        total = sums[each.currency, age_of(days)]
        for place, amount in enumerate((each.invoices, each.open, each.disputed)):
            total[place] += amount
    return tuple(
        OverdueAge(
            currency=currency,
            age=age,
            invoices=invoices,
            open=Money.from_minor(open_, currency),
            disputed=Money.from_minor(disputed, currency),
        )
        for (currency, age), (invoices, open_, disputed) in sorted(
            sums.items(), key=lambda item: (item[0][0], tuple(Age).index(item[0][1]))
        )
    )


class Reminded(NamedTuple):
    """What came after reminders that are alike, until the next one of the same invoice."""

    reminder: str
    days: int
    fell: bool
    """More was paid than was taken back."""
    settled: bool
    """It was paid in full, and stayed so."""
    stands: bool
    """No later one has gone out, and something is open."""
    times: int


def reminder_effects(reminded: Iterable[Reminded]) -> tuple[ReminderEffect, ...]:
    """By reminder, the earliest first."""
    grouped: defaultdict[tuple[int, str], list[Reminded]] = defaultdict(list)
    for each in reminded:
        grouped[each.days, each.reminder].append(each)
    return tuple(_effect(days, name, grouped[days, name]) for days, name in sorted(grouped))


def _effect(days: int, name: str, reminded: Sequence[Reminded]) -> ReminderEffect:
    sent = sum(each.times for each in reminded)
    worked = sum(each.times for each in reminded if each.fell)
    pending = sum(each.times for each in reminded if each.stands and not each.fell)
    return ReminderEffect(
        reminder=name,
        days=days,
        sent=sent,
        worked=worked,
        settled=sum(each.times for each in reminded if each.fell and each.settled),
        pending=pending,
        percent=worked * 100 // (sent - pending) if sent > pending else None,
    )
