"""Reads how requests are listed."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, bindparam, cast, func, or_, select, tuple_

from adapters.ledger.database import Database
from adapters.ledger.requests.cursors import cursor_of, read_cursor
from adapters.ledger.requests.rows import NO_DEADLINE, line_of
from adapters.ledger.requests.tables import requests
from adapters.ledger.sql.columns import UtcDateTime
from adapters.ledger.sql.connection import Connection
from domain.requests.lifecycle import FINAL, State
from domain.requests.listing import (
    Change,
    QueueCounts,
    QueueFilter,
    QueuePage,
    RequestLine,
    Waiting,
)
from domain.turns import Who

_REQUEST = requests.c

_IS_OPEN = _REQUEST.ended_at.is_(None)
_HAS_ENDED = _REQUEST.ended_at.is_not(None)

_NOW = bindparam("now", type_=UtcDateTime())
_OVERDUE = or_(_REQUEST.due_at < _NOW, _REQUEST.due_at <= _REQUEST.place_at)
"""Or by the request's own time, which is ahead of everybody's in a rehearsal."""
_FILTERS: Mapping[str, ColumnElement[bool]] = {
    "waiting_on": _REQUEST.waiting_on == bindparam("waiting_on"),
    "state": _REQUEST.state == bindparam("state"),
    "country": _REQUEST.country == bindparam("country"),
    "opened_before": _REQUEST.opened_at <= bindparam("opened_before", type_=UtcDateTime()),
    "now": _OVERDUE,
    "account": _REQUEST.account_id == bindparam("account"),
    "search": _REQUEST.search.like(bindparam("search"), escape="\\"),
}
"""What can be asked for, by what it is asked with."""

_AFTER = tuple_(bindparam("after_at", type_=UtcDateTime()), bindparam("after_run"))

_COUNTS = (
    select(
        _REQUEST.waiting_on,
        _REQUEST.state,
        func.count().label("number"),
        func.sum(cast(_OVERDUE, Integer)).label("overdue"),
    )
    .where(_IS_OPEN)
    .group_by(_REQUEST.waiting_on, _REQUEST.state)
)
_LINES_OF_REQUEST = (
    select(requests)
    .where(_REQUEST.request == bindparam("of_request"))
    .order_by(_REQUEST.opened_at.desc())
)
_LINES_OF_ACCOUNT = (
    select(requests)
    .where(_REQUEST.account_id == bindparam("of_account"))
    .order_by(_REQUEST.opened_at.desc(), _REQUEST.run_id)
)
_CHANGES = (
    select(
        _REQUEST.request,
        _REQUEST.run_id,
        _REQUEST.account_id,
        _REQUEST.revision,
        _REQUEST.written_at,
    )
    .where(_REQUEST.written_at >= bindparam("since"))
    .order_by(_REQUEST.written_at)
)
_COUNTRIES = (
    select(_REQUEST.country)
    .where(_IS_OPEN, _REQUEST.country.is_not(None))
    .distinct()
    .order_by(_REQUEST.country)
)


class RequestQueries:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(
        self, wanted: QueueFilter, after: str | None, limit: int, now: datetime
    ) -> QueuePage:
        asked = _asked(wanted, now)
        of_page: dict[str, Any] = {**asked, "limit": limit + 1}
        if after is not None:
            at, run = read_cursor(after, wanted.ended)
            of_page |= {"after_at": at, "after_run": run}
        page = _page(frozenset(asked), wanted.ended, after is not None)
        async with self._database.reading() as connection:
            lines = await _read_lines(connection, page, of_page)
            total = await connection.execute(_total(frozenset(asked), wanted.ended), asked)
            shown = lines[:limit]
            return QueuePage(
                lines=tuple(shown),
                total=total.scalar_one(),
                next=_next(shown[-1]) if len(lines) > limit else None,
            )

    async def counts(self, now: datetime) -> QueueCounts:
        by_who = {who: Waiting() for who in Who}
        by_state = {state: 0 for state in State if state not in FINAL}
        async with self._database.reading() as connection:
            for row in await connection.execute(_COUNTS, {"now": now}):
                who, so_far = Who(row.waiting_on), by_who[Who(row.waiting_on)]
                by_who[who] = Waiting(
                    count=so_far.count + row.number, overdue=so_far.overdue + row.overdue
                )
                by_state[State(row.state)] += row.number
        return QueueCounts(by_who=by_who, by_state=by_state)

    async def line(self, request: str) -> RequestLine | None:
        """The newest run of a request."""
        async with self._database.reading() as connection:
            newest = _LINES_OF_REQUEST.limit(1)
            lines = await _read_lines(connection, newest, {"of_request": request})
            return lines[0] if lines else None

    async def lines_of_account(self, account: str) -> list[RequestLine]:
        async with self._database.reading() as connection:
            return await _read_lines(connection, _LINES_OF_ACCOUNT, {"of_account": account})

    async def changes(self, since: datetime) -> list[Change]:
        async with self._database.reading() as connection:
            return [
                Change(
                    request=row.request,
                    run=row.run_id,
                    account=row.account_id,
                    revision=row.revision,
                    written_at=row.written_at,
                )
                for row in await connection.execute(_CHANGES, {"since": since})
            ]

    async def countries(self) -> list[str]:
        async with self._database.reading() as connection:
            return list((await connection.execute(_COUNTRIES)).scalars())


def _asked(wanted: QueueFilter, now: datetime) -> dict[str, Any]:
    days = wanted.older_than_days
    asked = {
        "waiting_on": wanted.waiting_on,
        "state": wanted.state,
        "country": wanted.country,
        "opened_before": None if days is None else now - timedelta(days=days),
        "now": now if wanted.overdue else None,
        "account": wanted.account,
        "search": _containing(wanted.search) if wanted.search else None,
    }
    return {name: value for name, value in asked.items() if value is not None}


def _containing(text: str) -> str:
    folded = text.strip().casefold().replace("\0", "")
    for special in ("\\", "%", "_"):
        folded = folded.replace(special, f"\\{special}")
    return f"%{folded}%"


def _next(last: RequestLine) -> str:
    ended = last.ended_at is not None
    return cursor_of(last.ended_at or last.waiting_on.until or NO_DEADLINE, last.run, ended)


@cache
def _page(asked: frozenset[str], ended: bool, goes_on: bool) -> Select[Any]:
    """Built once for each choice of filters: building one costs more than what it does."""
    if ended:
        place = (_REQUEST.ended_at, _REQUEST.run_id)
        page = select(requests).where(_HAS_ENDED).order_by(*(each.desc() for each in place))
        beyond = tuple_(*place) < _AFTER
    else:
        place = (_REQUEST.due_at, _REQUEST.run_id)
        page = select(requests).where(_IS_OPEN).order_by(*place)
        beyond = tuple_(*place) > _AFTER
    if goes_on:
        page = page.where(beyond)
    return _filtered(page, asked).limit(bindparam("limit", type_=Integer()))


@cache
def _total(asked: frozenset[str], ended: bool) -> Select[Any]:
    total = select(func.count()).select_from(requests).where(_HAS_ENDED if ended else _IS_OPEN)
    return _filtered(total, asked)


def _filtered(statement: Select[Any], asked: frozenset[str]) -> Select[Any]:
    return statement.where(*(_FILTERS[name] for name in sorted(asked)))


async def _read_lines(
    connection: Connection, statement: Select[Any], asked: Mapping[str, Any]
) -> list[RequestLine]:
    return [line_of(row) for row in await connection.execute(statement, asked)]
