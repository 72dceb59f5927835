"""Writing how requests are listed: a later listing takes an earlier one's place, never the other
way round."""

from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Tuple,
    and_,
    bindparam,
    delete,
    func,
    select,
    tuple_,
)
from sqlalchemy.sql.dml import ReturningInsert

from adapters.ledger.database import Database
from adapters.ledger.requests.lives import CHAINED, write_life
from adapters.ledger.requests.rows import line_of, row_of, stay_rows_of, stays_of
from adapters.ledger.requests.tables import request_stays, requests
from adapters.ledger.sql.columns import UtcDateTime
from adapters.ledger.sql.connection import Connection
from adapters.ledger.sql.inserting import Columns, upsert
from domain.requests.life import LifeRecord
from domain.requests.lifecycle import State
from domain.requests.listing import Listing, Place, Stay
from domain.tasks import Task
from domain.turns import WaitingOn, Who

_RUNS = select(requests.c.run_id, requests.c.request)
_RUNS_SINCE = _RUNS.where(requests.c.written_at >= bindparam("since"))
_LATEST = select(func.max(requests.c.written_at))
_OF_RUN = select(requests).where(requests.c.run_id == bindparam("of_run"))
_STAYS_OF_RUN = (
    select(request_stays)
    .where(request_stays.c.run_id == bindparam("of_run"))
    .order_by(request_stays.c.number)
)
_NO_LONGER_STAYED = delete(request_stays).where(
    request_stays.c.run_id == bindparam("of_run"),
    request_stays.c.number > bindparam("last_number"),
)


async def write(connection: Connection, listing: Listing, record: LifeRecord | None = None) -> None:
    """Writes it, with what the request is there, unless what is written already comes from a later
    place in the request's history."""
    row = row_of(listing, datetime.now(UTC))
    last_known = {"chained_run": listing.line.run, "chained": record.first - 1 if record else 0}
    written = await connection.execute(_later_wins(connection.dialect.name), row | last_known)
    if (chained := written.one_or_none()) is not None:
        await _write_stays(connection, listing)
        if record is not None:
            line = listing.line
            await write_life(connection, line.run, line.scope, record, chained.chain)


async def listed_runs(database: Database) -> dict[str, str]:
    """Every run that is listed, with the request's id."""
    async with database.reading() as connection:
        return {row.run_id: row.request for row in await connection.execute(_RUNS)}


async def latest_runs(database: Database, within: timedelta) -> dict[str, str]:
    """Those that were written last of all, and within so long before."""
    async with database.reading() as connection:
        latest = (await connection.execute(_LATEST)).scalar_one()
        if latest is None:
            return {}
        since = {"since": latest - within}
        return {row.run_id: row.request for row in await connection.execute(_RUNS_SINCE, since)}


class Listed:
    """What is written of a run at one moment, to be compared with what the run itself says."""

    def __init__(self, listing: Listing | None) -> None:
        self._listing = listing

    @classmethod
    async def of(cls, connection: Connection, run: str) -> "Listed":
        row = (await connection.execute(_OF_RUN, {"of_run": run})).one_or_none()
        if row is None:
            return cls(None)
        stays = stays_of((await connection.execute(_STAYS_OF_RUN, {"of_run": run})).all())
        place = Place(events=row.place_events, at=row.place_at)
        return cls(Listing(line=line_of(row), stays=stays, place=place))

    def __bool__(self) -> bool:
        return self._listing is not None

    @property
    def events(self) -> int:
        """How long its history was then; 0 where nothing is written."""
        return self._listing.place.events if self._listing else 0

    def says(self, listing: Listing) -> bool:
        there = self._listing
        if there is None or there.stays != listing.stays:
            return False
        return there.line.says(listing.line)

    async def give_way(self, connection: Connection, listing: Listing) -> bool:
        """Writes this listing in its place; False when something else is written by now."""
        place, revision = (
            (self._listing.place, self._listing.line.revision) if self._listing else (None, None)
        )
        row = {
            **row_of(listing, datetime.now(UTC)),
            "seen_events": place and place.events,
            "seen_at": place and place.at,
            "seen_revision": revision,
        }
        written = await connection.execute(upsert(connection.dialect.name, requests, _is_seen), row)
        if written.rowcount:
            await _write_stays(connection, listing)
        return bool(written.rowcount)


async def close_line(connection: Connection, run: str, reason: str, at: datetime) -> None:
    """Lists a run that can never move as withdrawn at this moment."""
    row = (await connection.execute(_OF_RUN, {"of_run": run})).one_or_none()
    if row is None or row.ended_at is not None:
        return
    stays = stays_of((await connection.execute(_STAYS_OF_RUN, {"of_run": run})).all())
    line, at = line_of(row), max(at, row.place_at)
    closed = line.model_copy(
        update={
            "state": State.WITHDRAWN,
            "waiting_on": WaitingOn(who=Who.NOBODY, task=Task.ENDED, since=at),
            "ended_at": at,
            "reason": reason,
            "revision": line.revision + 1,
        }
    )
    gone = Stay(state=State.WITHDRAWN, since=at, trigger=reason)
    place = Place(events=row.place_events + 1, at=at)
    await write(connection, Listing(line=closed, stays=(*stays, gone), place=place))


async def _write_stays(connection: Connection, listing: Listing) -> None:
    stays = stay_rows_of(listing)
    await connection.execute(upsert(connection.dialect.name, request_stays), stays)
    last = {"of_run": listing.line.run, "last_number": len(stays)}
    await connection.execute(_NO_LONGER_STAYED, last)


def _place_of(columns: Columns) -> Tuple:
    # Within one task of the workflow, which has one place, the revision says which is later.
    return tuple_(columns.place_events, columns.place_at, columns.revision)


_SEEN = tuple_(
    bindparam("seen_events", type_=Integer()),
    bindparam("seen_at", type_=UtcDateTime()),
    bindparam("seen_revision", type_=Integer()),
)


def _is_later(there: Columns, new: Columns) -> ColumnElement[bool]:
    return and_(_place_of(there) < _place_of(new), there.forgotten_at.is_(None))


def _is_seen(there: Columns, _: Columns) -> ColumnElement[bool]:
    return and_(_place_of(there) == _SEEN, there.forgotten_at.is_(None))


@cache
def _later_wins(dialect: str) -> ReturningInsert[Any]:
    """With a row where it was later: the hash that the timeline goes on from."""
    return upsert(dialect, requests, _is_later).returning(CHAINED.label("chain"))
