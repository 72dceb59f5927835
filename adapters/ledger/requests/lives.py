"""What each request is, and its timeline: written with its listing, read to go on from."""

import json
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import suppress
from typing import Any

from sqlalchemy import Integer, Text, bindparam, delete, select

from adapters.ledger.database import Database
from adapters.ledger.requests.tables import request_lives, request_timeline, requests
from adapters.ledger.sealed_columns import ERASED, is_erased
from adapters.ledger.sql.connection import Connection
from adapters.ledger.sql.inserting import upsert
from domain.errors import KeyDestroyed, SealBroken
from domain.evidence.ledger_chain import Link, last_link, links_of, request_chain, start_of
from domain.requests.life import LifeRecord, RequestLife, WholeLife
from domain.requests.snapshot import TimelineEntry

_LIFE, _ENTRY, _REQUEST = request_lives.c, request_timeline.c, requests.c

_OF_RUN = select(_LIFE.life).where(_LIFE.run_id == bindparam("of_run"))
_OF_REQUEST = (
    select(_LIFE.life)
    .join(requests, _REQUEST.run_id == _LIFE.run_id)
    .where(_REQUEST.request == bindparam("of_request"))
    .order_by(_REQUEST.opened_at.desc())
    .limit(1)
)
_NEWEST_RUN = (
    select(_REQUEST.run_id)
    .where(_REQUEST.request == bindparam("of_request"))
    .order_by(_REQUEST.opened_at.desc())
    .limit(1)
)
_OPEN = (
    select(_LIFE.run_id, _LIFE.life)
    .join(requests, _REQUEST.run_id == _LIFE.run_id)
    .where(_REQUEST.ended_at.is_(None), _LIFE.run_id > bindparam("after"))
    .order_by(_LIFE.run_id)
    .limit(bindparam("at_most"))
)
_TIMELINE = (
    select(_ENTRY.entry)
    .where(_ENTRY.run_id == bindparam("of_run"), _ENTRY.number <= bindparam("up_to"))
    .order_by(_ENTRY.number)
)
_NO_LONGER_SO = delete(request_timeline).where(
    _ENTRY.run_id == bindparam("of_run"), _ENTRY.number > bindparam("last_number")
)
_LINKS = (
    select(_ENTRY.number, _ENTRY.entry, _ENTRY.chain)
    .where(_ENTRY.run_id == bindparam("of_run"), _ENTRY.number <= bindparam("up_to"))
    .order_by(_ENTRY.number)
)
CHAINED = (
    select(_ENTRY.chain)
    .where(
        _ENTRY.run_id == bindparam("chained_run", type_=Text()),
        _ENTRY.number == bindparam("chained", type_=Integer()),
    )
    .scalar_subquery()
)
"""The hash of one entry: read with what is written anyway."""
_AT_ONCE = 200
_ALL = 2**31 - 1


async def write_life(
    connection: Connection, run: str, scope: str, record: LifeRecord, chain: str | None
) -> None:
    """Writes what a step made of a request, which was listed in this same transaction.

    Args:
        scope: Of the request: it says whose this is.
        chain: The hash of the entry before these; None where there is no such entry, or a
            release before wrote it.
    """
    dialect = connection.dialect.name
    before = chain or await _worked_out(connection, run, record.first - 1)
    entries = [json.loads(each) for each in record.entries]
    links = list(links_of(before, record.first, entries))
    head = links[-1] if links else before
    owner = await connection.sealing.owner_of_scope(connection, scope)
    life = await connection.sealing.seal(connection, owner, _LIFE.life, record.life)
    await connection.execute(
        upsert(dialect, request_lives), {"run_id": run, "life": life, "head": head}
    )
    if record.entries:
        sealed = [
            await sealed_entry(connection, owner, text, entry)
            for text, entry in zip(record.entries, entries, strict=True)
        ]
        numbered = enumerate(zip(sealed, links, strict=True), start=record.first)
        rows = [
            {"run_id": run, "number": number, "entry": entry, "chain": link}
            for number, (entry, link) in numbered
        ]
        await connection.execute(upsert(dialect, request_timeline), rows)
    beyond = {"of_run": run, "last_number": record.last}
    await connection.execute(_NO_LONGER_SO, beyond)


async def _worked_out(connection: Connection, run: str, up_to: int) -> str:
    """The hash of this entry, where none is kept."""
    if up_to < 1:
        return start_of(request_chain(run))
    return last_link(request_chain(run), await links_of_run(connection, run, up_to))


async def links_of_run(connection: Connection, run: str, up_to: int = _ALL) -> list[Link]:
    """The first so many entries of a run's timeline, as they are chained.

    Raises:
        KeyDestroyed: they are sealed, and their account was erased.
    """
    found = (await connection.execute(_LINKS, {"of_run": run, "up_to": up_to})).all()
    stored = [json.loads(row.entry) for row in found]
    entries = await _chained_entries(connection, stored)
    if any(is_erased(*each) for each in zip(stored, entries, strict=True)):
        raise KeyDestroyed(KeyDestroyed.SENTENCE)
    return [Link(row.number, entry, row.chain) for row, entry in zip(found, entries, strict=True)]


async def sealed_entry(connection: Connection, owner: str, text: str, entry: dict[str, Any]) -> str:
    """As it is stored: what it was and when stays in clear, who did it and with what does not."""
    shown = {name: entry.get(name) for name in ("at", "kind", "from", "to")} | {"by": ERASED}
    stored = await connection.sealing.seal_document(connection, owner, _ENTRY.entry, entry, shown)
    return text if stored is entry else json.dumps(stored)


async def _chained_entries(
    connection: Connection, stored: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """One whose seal is broken as it is stored, which the chain then finds."""
    try:
        return await _entries_of(connection, stored)
    except SealBroken:
        entries: list[dict[str, Any]] = []
        for each in stored:
            with suppress(SealBroken):
                entries += await _entries_of(connection, [each])
                continue
            entries.append(each)
        return entries


async def _entries_of(
    connection: Connection, stored: Iterable[dict[str, Any]]
) -> list[dict[str, Any]]:
    return await connection.sealing.open_documents(connection, _ENTRY.entry, stored)


async def opened_life(connection: Connection, stored: str) -> RequestLife:
    """
    Raises:
        KeyDestroyed: it is sealed, and its account was erased.
        ValidationError: a later release kept it.
    """
    (life,) = await opened_lives(connection, [stored])
    if life is None:
        raise KeyDestroyed(KeyDestroyed.SENTENCE)
    return life


async def opened_lives(connection: Connection, stored: Iterable[str]) -> list[RequestLife | None]:
    """The same of many at once, in the same order; None of those that were erased."""
    texts = await connection.sealing.open(connection, _LIFE.life, stored)
    return [None if text is None else RequestLife.model_validate_json(text) for text in texts]


async def locations_of(connection: Connection, lives: Sequence[tuple[bool, str]]) -> list[str]:
    """Where the documents of those stored lives lie that are marked; a file that one of the others
    has as well is left out."""
    mine: set[str] = set()
    others: set[str] = set()
    opened = await opened_lives(connection, [stored for _, stored in lives])
    for (is_mine, _), life in zip(lives, opened, strict=True):
        if life is not None:
            (mine if is_mine else others).update(life.locations)
    return sorted(mine - others)


async def life_of_run(connection: Connection, run: str) -> RequestLife | None:
    """What is kept of a run; None of one that took no step since this was kept.

    Raises:
        KeyDestroyed: it is sealed, and its account was erased.
        ValidationError: a later release kept it.
    """
    stored = (await connection.execute(_OF_RUN, {"of_run": run})).scalar_one_or_none()
    return None if stored is None else await opened_life(connection, stored)


class StoredLives:
    """What requests go on from when their workflows are lost."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def newest(self, request: str) -> RequestLife | None:
        """The newest run of a request, by its workflow id, ended or not."""
        async with self._database.reading() as connection:
            found = await connection.execute(_OF_REQUEST, {"of_request": request})
            stored = found.scalar_one_or_none()
            return None if stored is None else await opened_life(connection, stored)

    async def newest_whole(self, request: str) -> WholeLife | None:
        """The same with its timeline, as of one moment."""
        async with self._database.reading() as connection:
            found = await connection.execute(_OF_REQUEST, {"of_request": request})
            stored = found.scalar_one_or_none()
            if stored is None:
                return None
            life = await opened_life(connection, stored)
            return life, await _timeline(connection, life.run, life.entries)

    async def newest_run(self, request: str) -> str | None:
        """The run under which the newest request with this workflow id is listed."""
        async with self._database.reading() as connection:
            found = await connection.execute(_NEWEST_RUN, {"of_request": request})
            return found.scalar_one_or_none()

    async def open(self) -> AsyncIterator[RequestLife]:
        """Every request that has not ended and was not erased. What is written meanwhile may be in
        it or not."""
        after = ""
        while True:
            async with self._database.reading() as connection:
                asked = {"after": after, "at_most": _AT_ONCE}
                found = (await connection.execute(_OPEN, asked)).all()
                lives = await opened_lives(connection, [row.life for row in found])
            for life in lives:
                if life is not None:
                    yield life
            if len(found) < _AT_ONCE:
                return
            after = found[-1].run_id

    async def timeline(self, run: str, up_to: int) -> tuple[TimelineEntry, ...]:
        """The first so many entries of a run's timeline."""
        async with self._database.reading() as connection:
            return await _timeline(connection, run, up_to)


async def _timeline(connection: Connection, run: str, up_to: int) -> tuple[TimelineEntry, ...]:
    found = await connection.execute(_TIMELINE, {"of_run": run, "up_to": up_to})
    entries = await _entries_of(connection, map(json.loads, found.scalars()))
    return tuple(TimelineEntry.model_validate(each) for each in entries)
