"""Figures of reports about requests: how long they stay, wait, and how they were decided."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, bindparam, case, func, or_, select

from adapters.ledger.reports.spans import seconds_between, within
from adapters.ledger.requests.tables import request_stays, requests
from adapters.ledger.sql.columns import UtcDateTime
from adapters.ledger.sql.connection import Connection
from domain.reports.arithmetic import MEDIAN, MOST, Wait, rank, waiting_times
from domain.reports.figures import (
    AFTER_CHECK,
    LAPSES,
    NO_CHECK,
    Decision,
    Outcome,
    StateTime,
    WaitingTime,
)
from domain.reports.period import Period
from domain.requests.lifecycle import FINAL, State
from domain.turns import Who

_REQUEST = requests.c
_IS_OPEN, _HAS_ENDED = _REQUEST.ended_at.is_(None), _REQUEST.ended_at.is_not(None)
_NOW = bindparam("now", type_=UtcDateTime())
# In a rehearsal a request's own clock is ahead of the real one.
_ITS_NOW = case((_REQUEST.place_at > _NOW, _REQUEST.place_at), else_=_NOW)
_OVERDUE = or_(_REQUEST.due_at < _NOW, _REQUEST.due_at <= _REQUEST.place_at)

_STAY, _NEXT = request_stays.alias("stay"), request_stays.alias("next")
_FOLLOWS = and_(_NEXT.c.run_id == _STAY.c.run_id, _NEXT.c.number == _STAY.c.number + 1)

_LATER_STATES = tuple(state for state in State if state is not State.DRAFT)

_WAITS = select(
    _REQUEST.waiting_on,
    _REQUEST.state,
    seconds_between(_REQUEST.waiting_since, _ITS_NOW).label("seconds"),
    _OVERDUE.label("overdue"),
).where(_IS_OPEN)
_SINCE = (
    select(_STAY.c.since)
    .where(_STAY.c.run_id == _REQUEST.run_id)
    .order_by(_STAY.c.number.desc())
    .limit(1)
    .scalar_subquery()
)
_GOING_ON = (
    select(
        _REQUEST.state,
        func.count().label("count"),
        func.max(seconds_between(_SINCE, _ITS_NOW)).label("longest"),
    )
    .where(_IS_OPEN)
    .group_by(_REQUEST.state)
)


async def waiting(connection: Connection, now: datetime) -> tuple[WaitingTime, ...]:
    return waiting_times(
        Wait(Who(row.waiting_on), State(row.state), max(0, row.seconds), bool(row.overdue))
        for row in await connection.execute(_WAITS, {"now": now})
    )


async def state_times(
    connection: Connection, period: Period, now: datetime
) -> tuple[StateTime, ...]:
    ended = (await connection.execute(_ended_stays(period))).all()
    going_on = {row.state: row for row in await connection.execute(_GOING_ON, {"now": now})}
    lines = []
    for state in State:
        of_state = [row for row in ended if row.state == state]
        if state not in FINAL and (of_state or state in going_on):
            lines.append(_state_time(state, of_state, going_on.get(state)))
    return tuple(lines)


def _ended_stays(period: Period) -> Any:
    """The two stays of each state that are its percentiles, selected by the database: a year has
    hundreds of thousands of stays."""
    stays = (
        select(_STAY.c.state, seconds_between(_STAY.c.since, _NEXT.c.since).label("seconds"))
        .join_from(_NEXT, _STAY, _FOLLOWS)
        # Every state but the first: naming them uses the index by state and moment.
        .where(_NEXT.c.state.in_(_LATER_STATES), *within(_NEXT.c.since, period))
        .cte("stays")
    )
    place = func.row_number().over(partition_by=stays.c.state, order_by=stays.c.seconds)
    count = func.count().over(partition_by=stays.c.state)
    ranked = select(stays, place.label("place"), count.label("count")).cte("ranked")
    wanted = (rank(percent, ranked.c.count) for percent in (MEDIAN, MOST))
    return select(ranked).where(ranked.c.place.in_(wanted))


def _state_time(state: State, ended: Sequence[Row[Any]], going_on: Row[Any] | None) -> StateTime:
    count = ended[0]._mapping["count"] if ended else 0
    seconds = {row.place: row.seconds for row in ended}
    return StateTime(
        state=state,
        ended=count,
        median_seconds=seconds.get(rank(MEDIAN, count)),
        p90_seconds=seconds.get(rank(MOST, count)),
        going_on=going_on._mapping["count"] if going_on else 0,
        longest_seconds=max(0, going_on.longest) if going_on else None,
    )


async def decisions(connection: Connection, period: Period) -> tuple[Decision, ...]:
    """By outcome; within one, the most frequent reason first."""
    approved = (
        select(_STAY.c.state, func.count().label("count"))
        .join_from(_NEXT, _STAY, _FOLLOWS)
        .where(_NEXT.c.state == State.APPROVED, *within(_NEXT.c.since, period))
        .group_by(_STAY.c.state)
    )
    ended = (
        select(_REQUEST.state, _REQUEST.reason, func.count().label("count"))
        .where(
            _HAS_ENDED,
            _REQUEST.state.in_((State.REJECTED, State.WITHDRAWN)),
            *within(_REQUEST.ended_at, period),
        )
        .group_by(_REQUEST.state, _REQUEST.reason)
    )
    lines = []
    for before, count in await connection.execute(approved):
        how = AFTER_CHECK if before == State.CREDIT_CHECK else NO_CHECK
        lines.append(Decision(outcome=Outcome.APPROVED, reason=how, requests=count))
    for state, reason, count in await connection.execute(ended):
        outcome = _outcome(State(state), reason)
        lines.append(Decision(outcome=outcome, reason=reason or "", requests=count))
    order = tuple(Outcome).index
    return tuple(sorted(lines, key=lambda each: (order(each.outcome), -each.requests, each.reason)))


def _outcome(state: State, reason: str | None) -> Outcome:
    if state is State.REJECTED:
        return Outcome.REJECTED
    return Outcome.LAPSED if reason in LAPSES else Outcome.WITHDRAWN
