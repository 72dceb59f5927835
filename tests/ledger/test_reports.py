"""Reports, counted by both databases."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from adapters.ledger.database import Database
from adapters.ledger.reports.queries import ReportQueries
from domain.reports.arithmetic import percentile
from domain.reports.figures import Age, Outcome, ReportName
from domain.reports.period import Period
from domain.requests.lifecycle import FINAL, State
from domain.requests.listing import Listing
from domain.turns import Who
from tests.ledger.billing import ISSUED_ON, OVERDUE, Billing
from tests.ledger.queues import list_all
from tests.ledger.requests import a_request
from tests.ledger.samples import NOON, euros

NOW = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)
ALWAYS = Period()
DAY = timedelta(days=1)


@pytest.fixture
def reports(database: Database) -> ReportQueries:
    return ReportQueries(database)


async def lines(
    reports: ReportQueries, name: ReportName, period: Period = ALWAYS, now: datetime = NOW
) -> Sequence[Any]:
    return (await reports.report(name, period, now)).lines


async def test_each_states_times_are_those_of_the_stays_that_ended(
    reports: ReportQueries, database: Database
) -> None:
    hours = [1, 2, 3, 5, 8, 13, 21, 34, 55, 89]
    begun = NOW - 20 * DAY
    await list_all(
        database,
        *(
            a_request((State.DRAFT, begun), (State.WITHDRAWN, begun + timedelta(hours=each)))
            for each in hours
        ),
        a_request((State.DRAFT, begun), (State.SUBMITTED, begun + timedelta(seconds=90.7))),
        a_request((State.DRAFT, NOW - 3 * DAY)),
        a_request((State.DRAFT, NOW - DAY)),
    )
    draft, submitted = await lines(reports, ReportName.STATES)
    seconds = sorted([90, *(each * 3600 for each in hours)])
    assert (draft.state, draft.ended) == (State.DRAFT, 11)
    assert draft.median_seconds == percentile(seconds, 50) == 8 * 3600
    assert draft.p90_seconds == percentile(seconds, 90) == 55 * 3600
    assert (draft.going_on, draft.longest_seconds) == (2, 3 * 86400)
    assert (submitted.state, submitted.ended, submitted.median_seconds) == (
        State.SUBMITTED,
        0,
        None,
    )
    assert submitted.going_on == 1


async def test_a_request_that_comes_back_to_a_state_has_two_stays_there(
    reports: ReportQueries, database: Database
) -> None:
    begun = NOW - 20 * DAY
    states = (
        State.DRAFT,
        State.SUBMITTED,
        State.LEGAL_DOCUMENTS,
        State.SUBMITTED,
        State.APPROVED,
        State.SWITCHED,
    )
    stays = [(state, begun + number * number * DAY) for number, state in enumerate(states[:4])]
    stays += [(states[4], begun + 10 * DAY), (states[5], begun + 11 * DAY)]
    await list_all(database, a_request(*stays))
    found = {line.state: line for line in await lines(reports, ReportName.STATES)}
    assert set(found) == set(states) - FINAL
    submitted = found[State.SUBMITTED]
    assert (submitted.ended, submitted.median_seconds, submitted.p90_seconds) == (
        2,
        86400,
        3 * 86400,
    )


async def test_a_stay_belongs_to_the_period_in_which_it_ended(
    reports: ReportQueries, database: Database
) -> None:
    midnight = datetime(2026, 11, 10, tzinfo=UTC)
    just_before = midnight - timedelta(microseconds=1)
    for ended in (just_before, midnight):
        await list_all(
            database, a_request((State.DRAFT, ended - 5 * DAY), (State.SUBMITTED, ended))
        )
    for period, expected in (
        (Period(since=date(2026, 11, 10)), 1),
        (Period(until=date(2026, 11, 9)), 1),
        (Period(since=date(2026, 11, 9), until=date(2026, 11, 10)), 2),
        (Period(since=date(2026, 11, 11)), 0),
    ):
        states = await lines(reports, ReportName.STATES, period)
        assert sum(line.ended for line in states) == expected


async def test_waits_are_those_of_requests_that_have_not_ended(
    reports: ReportQueries, database: Database
) -> None:
    await list_all(
        database,
        a_request((State.DRAFT, NOW - 2 * DAY), until=NOW - DAY),
        a_request((State.DRAFT, NOW - DAY), until=NOW + DAY),
        a_request((State.CREDIT_CHECK, NOW - 4 * DAY), who=Who.CREDIT),
        a_request((State.DRAFT, NOW - 9 * DAY), (State.WITHDRAWN, NOW - 8 * DAY)),
    )
    draft, check = await lines(reports, ReportName.WAITING)
    assert (draft.who, draft.state, draft.waiting, draft.overdue) == (
        Who.CUSTOMER,
        State.DRAFT,
        2,
        1,
    )
    assert (draft.median_seconds, draft.longest_seconds) == (86400, 2 * 86400)
    assert (check.who, check.overdue, check.longest_seconds) == (Who.CREDIT, 0, 4 * 86400)


async def test_in_a_rehearsal_a_request_has_waited_for_as_long_as_its_own_clock_says(
    reports: ReportQueries, database: Database
) -> None:
    ahead = NOW + 7 * DAY
    await list_all(
        database, a_request((State.CREDIT_CHECK, NOW), who=Who.CREDIT, until=ahead, at=ahead)
    )
    (check,) = await lines(reports, ReportName.WAITING)
    assert (check.overdue, check.longest_seconds) == (1, 7 * 86400)
    (state,) = await lines(reports, ReportName.STATES)
    assert state.longest_seconds == 7 * 86400


async def test_decisions_are_counted_by_reason(reports: ReportQueries, database: Database) -> None:
    then = NOW - 5 * DAY

    def ending(*states: State, reason: str | None = None, at: datetime = then) -> Listing:
        stays = [(state, at + number * timedelta(hours=1)) for number, state in enumerate(states)]
        return a_request(*stays, reason=reason)

    opened = (State.DRAFT, State.SUBMITTED)
    checked = (*opened, State.CREDIT_CHECK)
    await list_all(
        database,
        ending(*opened, State.APPROVED),
        ending(*checked, State.APPROVED, State.SWITCHED),
        ending(*checked, State.APPROVED),
        ending(*opened, State.APPROVED, State.WITHDRAWN, reason="approval_not_used"),
        ending(*opened, State.REJECTED, reason="E1, E2"),
        ending(*checked, State.REJECTED, reason="thin_file"),
        ending(*checked, State.REJECTED, reason="thin_file"),
        ending(State.DRAFT, State.WITHDRAWN, reason="withdrawn"),
        ending(State.DRAFT, State.WITHDRAWN, reason="abandoned", at=NOW - 60 * DAY),
    )
    found = await lines(reports, ReportName.DECISIONS, Period(since=then.date()))
    assert [(line.outcome, line.reason, line.requests) for line in found] == [
        (Outcome.APPROVED, "after_credit_check", 2),
        (Outcome.APPROVED, "no_credit_check_needed", 2),
        (Outcome.REJECTED, "thin_file", 2),
        (Outcome.REJECTED, "E1, E2", 1),
        (Outcome.LAPSED, "approval_not_used", 1),
        (Outcome.WITHDRAWN, "withdrawn", 1),
    ]


async def test_what_is_overdue_is_open_after_its_due_date(
    reports: ReportQueries, billing: Billing
) -> None:
    await billing.issue("LATE", "100.00")
    await billing.issue("PAID", "70.00")
    await billing.issue("PART", "50.00")
    await billing.issue("ARGUED", "30.00")
    await billing.issue("LATER", "10.00", issued_on=ISSUED_ON - timedelta(days=31))
    await billing.pay("70.00", "B-1", "PAID")
    await billing.pay("20.00", "B-2", "PART")
    await billing.dispute("30.00", "ARGUED")
    found = {line.age: line for line in await lines(reports, ReportName.OVERDUE, now=OVERDUE)}
    late = found[Age.TO_30]
    assert (late.invoices, late.open, late.disputed) == (3, euros("160.00"), euros("30.00"))
    assert found[Age.TO_60].invoices == 1
    assert found[Age.TO_60].open == euros("10.00")
    before = await lines(reports, ReportName.OVERDUE, now=OVERDUE - timedelta(seconds=1))
    assert sum(line.invoices for line in before) == 1


async def test_in_a_rehearsal_an_invoice_is_overdue_by_its_own_clock(
    reports: ReportQueries, billing: Billing
) -> None:
    await billing.issue("LATE", "100.00")
    await billing.fire_alarms("LATE", OVERDUE + 40 * DAY)
    found = {line.age: line.invoices for line in await lines(reports, ReportName.OVERDUE, now=NOON)}
    assert found == {Age.TO_30: 0, Age.TO_60: 1, Age.TO_90: 0, Age.MORE: 0}


async def test_a_reminder_worked_when_something_was_paid_before_the_next_one(
    reports: ReportQueries, billing: Billing
) -> None:
    week_before, day_before = OVERDUE - 7 * DAY, OVERDUE - DAY
    for number in ("FULL", "PART", "NEVER", "BACK", "CREDITED"):
        await billing.issue(number, "100.00")
        await billing.fire_alarms(number, week_before)
    await billing.pay("100.00", "B-1", "FULL", week_before)
    await billing.pay("40.00", "B-2", "PART", week_before)
    await billing.pay("100.00", "B-3", "BACK", week_before)
    await billing.reverse("B-3", "BACK", week_before)
    await billing.credit("100.00", "CREDITED", week_before)
    for number in ("PART", "NEVER", "BACK"):
        await billing.fire_alarms(number, day_before)
    await billing.pay("60.00", "B-4", "PART", day_before)
    first, second = await lines(reports, ReportName.REMINDERS)
    assert (first.reminder, first.days) == ("reminder 7 days before due", -7)
    assert (first.sent, first.worked, first.settled, first.pending) == (5, 2, 1, 0)
    assert first.percent == 40
    assert (second.days, second.sent, second.worked, second.settled) == (-1, 3, 1, 1)
    assert (second.pending, second.percent) == (2, 100)


async def test_a_reminder_belongs_to_the_period_in_which_it_went_out(
    reports: ReportQueries, billing: Billing
) -> None:
    await billing.issue("LATE", "100.00")
    for days in (7, 1):
        await billing.fire_alarms("LATE", OVERDUE - days * DAY)
    await billing.pay("100.00", "B-1", "LATE", OVERDUE)
    first_day = Period(until=(OVERDUE - 7 * DAY).date())
    last_days = Period(since=(OVERDUE - DAY).date())
    (early,) = await lines(reports, ReportName.REMINDERS, first_day)
    (late,) = await lines(reports, ReportName.REMINDERS, last_days)
    assert (early.days, early.worked, early.pending) == (-7, 0, 0)
    assert (late.days, late.worked) == (-1, 1)


@pytest.mark.parametrize("name", ReportName)
async def test_of_nothing_a_report_says_nothing(reports: ReportQueries, name: ReportName) -> None:
    assert await lines(reports, name, Period.last(30, NOW.date())) == ()
