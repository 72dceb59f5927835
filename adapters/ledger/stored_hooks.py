"""Endpoints of webhooks and what was delivered to them, in the ledger."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Row,
    String,
    and_,
    bindparam,
    exists,
    func,
    insert,
    literal_column,
    or_,
    select,
    update,
)

from adapters.ledger.database import Database
from adapters.ledger.events import EventQueries, events, give_places, positions
from adapters.ledger.hook_tables import hook_deliveries, hook_endpoints
from adapters.ledger.sql.connection import Connection
from adapters.ledger.sql.cursors import no_such_page
from adapters.ledger.sql.inserting import insert_missing
from application.ports.webhooks import Due, Tried, Waiting
from domain.events.event import Event
from domain.webhooks.endpoint import Delivery, Endpoint
from domain.webhooks.states import DeliveryState, HookState, Trouble

_ENDPOINT, _DELIVERY, _EVENT = hook_endpoints.c, hook_deliveries.c, events.c
_WAITING = DeliveryState.WAITING.value
_AS_INDEXED: ColumnElement[str] = literal_column("'waiting'", String)
"""In the statement itself: a database uses the index of those that wait only where it sees that
they are asked for. All other deliveries of an endpoint are kept for ever."""

_AT_MOST = bindparam("at_most", type_=Integer)
_FIRST_ONES = (
    select(func.min(_DELIVERY.position))
    .where(_DELIVERY.endpoint == bindparam("name"), _DELIVERY.state == _AS_INDEXED)
    .group_by(_DELIVERY.endpoint, _DELIVERY.about)
    .correlate(None)
)
"""Of what waits for an endpoint: the earliest of each thing. Grouped in the order of the index of
those that wait; SQLite would go through all deliveries otherwise."""
_DUE_FIRST = (
    select(_DELIVERY.about, _DELIVERY.position)
    .where(
        _DELIVERY.endpoint == bindparam("name"),
        _DELIVERY.position.in_(_FIRST_ONES),
        _DELIVERY.next_at <= bindparam("now"),
    )
    .order_by(_DELIVERY.position)
    .limit(_AT_MOST)
    .subquery("first")
)
_DUE = (
    select(
        _EVENT.id, _EVENT.type, _EVENT.at, _EVENT.about, _EVENT.data,
        _DELIVERY.attempts, _DELIVERY.next_at,
    )
    .select_from(_DUE_FIRST)
    .join(
        hook_deliveries,
        and_(
            _DELIVERY.endpoint == bindparam("name"),
            _DELIVERY.state == _AS_INDEXED,
            _DELIVERY.about == _DUE_FIRST.c.about,
            _DELIVERY.position >= _DUE_FIRST.c.position,
        ),
    )
    .join(events, _EVENT.position == _DELIVERY.position)
    .order_by(_DELIVERY.position)
    .limit(_AT_MOST)
)  # fmt: skip
_LACKS_PLACES = exists().where(_EVENT.position.is_(None))
_ACTIVE = select(hook_endpoints).where(
    _ENDPOINT.id == bindparam("name"), _ENDPOINT.state == HookState.ACTIVE
)
_ACTIVE_WITH_NEWS = _ACTIVE.add_columns(
    or_(_LACKS_PLACES, exists().where(_EVENT.position > _ENDPOINT.position)).label("has_news")
)
_NEW = (
    select(_EVENT.position, _EVENT.id, _EVENT.type, _EVENT.about)
    .where(_EVENT.position > bindparam("after"))
    .order_by(_EVENT.position)
    .limit(_AT_MOST)
)
_ACTIVE_TO_CHANGE = _ACTIVE.with_for_update()
_OF_ENDPOINT = hook_endpoints.update().where(_ENDPOINT.id == bindparam("name"))
_ANSWERED_WELL = _OF_ENDPOINT.where(_ENDPOINT.failing_since.is_not(None)).values(failing_since=None)
_FAILING = _OF_ENDPOINT.where(_ENDPOINT.failing_since.is_(None)).values(
    failing_since=bindparam("since")
)
_MOVED = _OF_ENDPOINT.values(position=bindparam("new_position"))
_TRIED = (
    update(hook_deliveries)
    .where(
        _DELIVERY.endpoint == bindparam("name"),
        _DELIVERY.position
        == select(_EVENT.position).where(_EVENT.id == bindparam("of_event")).scalar_subquery(),
        _DELIVERY.state == _WAITING,
    )
    .values(
        state=bindparam("new_state"),
        attempts=bindparam("new_attempts"),
        next_at=bindparam("new_next_at"),
        tried_at=bindparam("now"),
        answer=bindparam("new_answer"),
        trouble=bindparam("new_trouble"),
    )
)


class StoredHooks:
    """What `application.ports.webhooks.HookBook` says, and what people do with endpoints."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._events = EventQueries(database)

    async def endpoint(self, name: str) -> Endpoint | None:
        async with self._database.reading() as connection:
            return await _endpoint(connection, name)

    async def all(self) -> list[Endpoint]:
        """Every endpoint, in the order in which they were made."""
        asked = select(hook_endpoints).order_by(_ENDPOINT.made_at, _ENDPOINT.id)
        async with self._database.reading() as connection:
            return [_endpoint_of(row) for row in (await connection.execute(asked)).mappings()]

    async def add(self, endpoint: Endpoint) -> None:
        """A new one: it is told what happens from now on."""
        await self._events.give_places()
        last = select(_EVENT.position).order_by(_EVENT.position.desc().nulls_last()).limit(1)
        async with self._database.writing() as connection:
            position = (await connection.execute(last)).scalar_one_or_none() or 0
            row = {**endpoint.model_dump(mode="python"), "position": position}
            row["types"] = list(endpoint.types)
            await connection.execute(insert(hook_endpoints), row)

    async def waiting(self, name: str, now: datetime, at_most: int) -> Waiting | None:
        # Most rounds find nothing new, and SQLite has one writer at a time: those only read.
        async with self._database.reading() as connection:
            found = (await connection.execute(_ACTIVE_WITH_NEWS, {"name": name})).mappings()
            if (row := found.one_or_none()) is None:
                return None
            if not row["has_news"]:
                return await _waiting(connection, row, now, at_most, taken_in=0)
        async with self._database.writing() as connection:
            await give_places(connection)
            found = (await connection.execute(_ACTIVE_TO_CHANGE, {"name": name})).mappings()
            if (row := found.one_or_none()) is None:
                return None
            taken_in = await _take_in(connection, row, now, at_most)
            return await _waiting(connection, row, now, at_most, taken_in)

    async def record(self, name: str, tried: Sequence[Tried], now: datetime) -> Endpoint | None:
        rows = [
            {
                "name": name,
                "of_event": each.event,
                "new_state": _state_after(each),
                "new_attempts": each.attempts,
                "new_next_at": each.next_at,
                "now": now,
                "new_answer": each.answer,
                "new_trouble": each.trouble,
            }
            for each in tried
        ]
        async with self._database.writing() as connection:
            await connection.execute(_TRIED, rows)
            well = any(each.trouble is None for each in tried)
            how = {"name": name} if well else {"name": name, "since": now}
            await connection.execute(_ANSWERED_WELL if well else _FAILING, how)
            return await _endpoint(connection, name)

    async def disable(self, name: str, why: Trouble, now: datetime) -> bool:
        active = _OF_ENDPOINT.where(_ENDPOINT.state == HookState.ACTIVE)
        values = {"state": HookState.DISABLED, "disabled_at": now, "disabled_why": why}
        return await self._changed(active.values(**values), name)

    async def enable(self, name: str, now: datetime) -> bool:
        """Make it active again: it goes on where it was, at once; False when it was active."""
        disabled = _OF_ENDPOINT.where(_ENDPOINT.state == HookState.DISABLED)
        values = {
            "state": HookState.ACTIVE,
            "disabled_at": None,
            "disabled_why": None,
            "failing_since": None,
        }
        waiting = and_(_DELIVERY.endpoint == name, _DELIVERY.state == _AS_INDEXED)
        async with self._database.writing() as connection:
            changed = await connection.execute(disabled.values(**values), {"name": name})
            if changed.rowcount > 0:
                at_once = update(hook_deliveries).where(waiting).values(next_at=now)
                await connection.execute(at_once)
            return changed.rowcount > 0

    async def rotate(self, name: str, secret: str, until: datetime) -> bool:
        """Another secret; the one of before signs, too, until then."""
        values = {
            "previous_secret": _ENDPOINT.secret,
            "previous_until": until,
            "secret": secret,
        }
        return await self._changed(_OF_ENDPOINT.values(**values), name)

    async def send_again(self, name: str, first: str, last: str, now: datetime) -> int:
        """Deliver the events from one to another anew, as if for the first time; how many."""
        among = positions(first, last)
        async with self._database.writing() as connection:
            found = select(_EVENT.position, _EVENT.id, _EVENT.about).where(
                _EVENT.position.in_(among)
            )
            rows = [_to_be_tried(name, each, now) for each in await connection.execute(found)]
            if not rows:
                return 0
            await connection.execute(insert_missing(connection, hook_deliveries), rows)
            again = update(hook_deliveries).where(
                _DELIVERY.endpoint == name, _DELIVERY.position.in_(among)
            )
            values = {"state": _WAITING, "attempts": 0, "next_at": now}
            await connection.execute(again.values(**values))
            return len(rows)

    async def deliveries(
        self, name: str, at_most: int, before: str | None = None
    ) -> list[Delivery]:
        """The latest of an endpoint; with `before` the latest before this event's.

        Raises:
            InvalidFile: there is no event of this id.
        """
        asked = (
            select(hook_deliveries, _EVENT.type)
            .join(events, _EVENT.position == _DELIVERY.position)
            .where(_DELIVERY.endpoint == name)
            .order_by(_DELIVERY.position.desc())
            .limit(at_most)
        )
        async with self._database.reading() as connection:
            if before is not None:
                place = select(_EVENT.position).where(_EVENT.id == before)
                if (last := (await connection.execute(place)).scalar()) is None:
                    raise no_such_page()
                asked = asked.where(_DELIVERY.position < last)
            found = (await connection.execute(asked)).mappings()
            return [
                Delivery.model_validate({k: row[k] for k in Delivery.model_fields}) for row in found
            ]

    async def _changed(self, statement: Any, name: str) -> bool:
        async with self._database.writing() as connection:
            return (await connection.execute(statement, {"name": name})).rowcount > 0


async def _take_in(connection: Connection, endpoint: Any, now: datetime, at_most: int) -> int:
    """Makes deliveries of the events after the last one that the endpoint was told of; how many
    events it came past."""
    asked = {"after": endpoint["position"], "at_most": at_most}
    found = (await connection.execute(_NEW, asked)).all()
    if not found:
        return 0
    types, name = endpoint["types"], endpoint["id"]
    told = [_to_be_tried(name, each, now) for each in found if not types or each.type in types]
    if told:
        await connection.execute(insert_missing(connection, hook_deliveries), told)
    await connection.execute(_MOVED, {"name": name, "new_position": found[-1].position})
    return len(found)


async def _waiting(
    connection: Connection, endpoint: Any, now: datetime, at_most: int, taken_in: int
) -> Waiting:
    asked = {"name": endpoint["id"], "now": now, "at_most": at_most}
    found = (await connection.execute(_DUE, asked)).mappings().all()
    due: list[Due] = []
    held_up: set[str] = set()
    for row in found:
        # The first of each thing is due; one that follows may not be, where an earlier one is sent
        # again.
        if row["next_at"] > now:
            held_up.add(row["about"])
        if row["about"] not in held_up:
            event = Event.model_validate({k: row[k] for k in Event.model_fields})
            due.append(Due(event, row["attempts"]))
    more = at_most in (taken_in, len(found))
    return Waiting(_endpoint_of(endpoint), due, more)


def _to_be_tried(name: str, event: Row[Any], now: datetime) -> dict[str, Any]:
    """The delivery of an event that is to be tried for the first time."""
    return {
        "endpoint": name,
        "position": event.position,
        "event": event.id,
        "about": event.about,
        "state": _WAITING,
        "attempts": 0,
        "next_at": now,
    }


def _state_after(tried: Tried) -> DeliveryState:
    if tried.trouble is None:
        return DeliveryState.DELIVERED
    return DeliveryState.FAILED if tried.next_at is None else DeliveryState.WAITING


async def _endpoint(connection: Connection, name: str) -> Endpoint | None:
    asked = select(hook_endpoints).where(_ENDPOINT.id == name)
    row = (await connection.execute(asked)).mappings().one_or_none()
    return None if row is None else _endpoint_of(row)


def _endpoint_of(row: Any) -> Endpoint:
    return Endpoint.model_validate({k: row[k] for k in Endpoint.model_fields})
