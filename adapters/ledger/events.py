"""Events for other programs: written with the step that they follow from, and read in an order
that never changes.

An event has no place in the order when it is written: of two steps at one time the later one may
be committed first, and whoever reads would miss the other one for good. Readers give the places,
one reader at a time, to what is committed by then.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Select,
    String,
    Table,
    Text,
    UniqueConstraint,
    func,
    literal,
    select,
    text,
    update,
)

from adapters.ledger.database import Database
from adapters.ledger.sql.columns import Counter, Document, UtcDateTime
from adapters.ledger.sql.connection import Connection
from adapters.ledger.sql.inserting import insert_missing
from adapters.ledger.tables import metadata
from domain.errors import InvalidFile
from domain.events.event import Event, EventPage
from domain.events.types import EventType

events = Table(
    "events",
    metadata,
    Column("number", Counter, primary_key=True),
    Column("id", String(40), nullable=False),
    Column("position", BigInteger),
    Column("type", String(60), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("about", Text, nullable=False),
    Column("data", Document, nullable=False),
    UniqueConstraint("id"),
    UniqueConstraint("position"),
)
"""What other programs are told, for ever. `position` is the place in the order; none yet while
nobody has read it."""
Index(
    "ix_events_without_position",
    events.c.number,
    sqlite_where=events.c.position.is_(None),
    postgresql_where=events.c.position.is_(None),
)

_EVENT = events.c
_PLACES = "pay-by-invoice events"
"""The name of the lock under which places are given."""

_last = select(func.coalesce(func.max(_EVENT.position), 0)).scalar_subquery()
_new = (
    select(
        _EVENT.number,
        (_last + func.row_number().over(order_by=_EVENT.number)).label("position"),
    )
    .where(_EVENT.position.is_(None))
    .subquery("new")
)
_GIVE_PLACES = update(events).values(position=_new.c.position).where(_EVENT.number == _new.c.number)
_WITHOUT_A_PLACE = select(literal(1)).where(_EVENT.position.is_(None)).limit(1)
_PAGE = select(_EVENT.id, _EVENT.type, _EVENT.at, _EVENT.about, _EVENT.data).order_by(
    _EVENT.position
)


class StoredEvents:
    """What `application.ports.events.Events` says."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def add(self, told: Sequence[Event]) -> None:
        rows = [
            {
                "id": each.id,
                "type": each.type,
                "at": each.at,
                "about": each.about,
                "data": each.data,
            }
            for each in told
        ]
        await self._connection.execute(insert_missing(self._connection, events), rows)


class EventQueries:
    """Reads events in their order."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(
        self,
        after: str | None = None,
        types: Sequence[EventType] = (),
        since: datetime | None = None,
        limit: int = 100,
    ) -> EventPage:
        """The events after one, oldest first.

        Args:
            after: An event's id; from the first one on when not given.
            types: Of these alone; of all when there is none.
            since: That happened at this moment or later.
            limit: At the most so many.

        Raises:
            InvalidFile: there is no event of this id.
        """
        await self.give_places()
        asked = _PAGE.where(_EVENT.position.is_not(None)).limit(limit)
        async with self._database.reading() as connection:
            if after is not None:
                place = select(_EVENT.position).where(_EVENT.id == after)
                known = (await connection.execute(place)).scalar_one_or_none()
                if known is None:
                    raise _unknown()
                asked = asked.where(_EVENT.position > known)
            if types:
                asked = asked.where(_EVENT.type.in_(types))
            if since is not None:
                asked = asked.where(_EVENT.at >= since)
            rows = (await connection.execute(asked)).mappings()
            found = [Event.model_validate(dict(row)) for row in rows]
        return EventPage(events=tuple(found), next=found[-1].id if found else after)

    async def one(self, name: str) -> Event | None:
        """The event of this id."""
        asked = _PAGE.where(_EVENT.id == name)
        async with self._database.reading() as connection:
            row = (await connection.execute(asked)).mappings().one_or_none()
        return None if row is None else Event.model_validate(dict(row))

    async def give_places(self) -> None:
        """Gives a place to every event that is committed and has none."""
        async with self._database.reading() as connection:
            if (await connection.execute(_WITHOUT_A_PLACE)).first() is None:
                return
        async with self._database.writing() as connection:
            await give_places(connection)


async def give_places(connection: Connection) -> None:
    """Gives a place to every event that is committed and has none, first of all in a transaction:
    whoever gives places at the same time waits for its end."""
    if connection.dialect.name == "postgresql":  # SQLite has one writer at a time anyway
        lock = text("SELECT pg_advisory_xact_lock(hashtext(:name))")
        await connection.execute(lock, {"name": _PLACES})
    await connection.execute(_GIVE_PLACES)


def _unknown() -> InvalidFile:
    said = "There is no event of this id. Begin with the first one."
    return InvalidFile([{"field": "after", "code": "no_such_event", "problem": said}])


def positions(first: str, last: str) -> Select[tuple[int | None]]:
    """The places of the events from one to another, both of them included."""
    begins = select(_EVENT.position).where(_EVENT.id == first).scalar_subquery()
    ends = select(_EVENT.position).where(_EVENT.id == last).scalar_subquery()
    return select(_EVENT.position).where(_EVENT.position.between(begins, ends))
