"""Deletes after a retention period what people said, never money and books."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    bindparam,
    delete,
    func,
    literal_column,
    select,
    update,
)

from adapters.ledger.access.tables import access_log
from adapters.ledger.database import Database
from adapters.ledger.erasing.retention_tables import retention_runs
from adapters.ledger.letters.sealed_letters import bare_notice
from adapters.ledger.requests.lives import locations_of
from adapters.ledger.requests.tables import request_lives, request_timeline, requests
from adapters.ledger.sealed_columns import without_seal
from adapters.ledger.sql.connection import Connection
from adapters.ledger.sql.unguarded import delete_guarded
from adapters.ledger.tables import outbox
from application.ports.letters import DeliveryState
from application.ports.retention import EndedRequest
from domain.notices import Notice
from domain.requests.lifecycle import FINAL, State
from domain.retention.retention import SOON, Going, Gone, Kept, RetentionPolicy

_REQUEST, _LIFE, _LETTER = requests.c, request_lives.c, outbox.c
_MARK = {Kept.REQUESTS: _REQUEST.forgotten_at, Kept.DOCUMENTS: _REQUEST.files_gone_at}
_STATES = {Kept.REQUESTS: (State.REJECTED, State.WITHDRAWN), Kept.DOCUMENTS: tuple(FINAL)}
_OF_SCOPE = (
    select(_LIFE.run_id, _LIFE.life)
    .join(requests, _REQUEST.run_id == _LIFE.run_id)
    .where(_REQUEST.scope_id == bindparam("of_scope"), _REQUEST.files_gone_at.is_(None))
)
_DAY = timedelta(days=1)
_BLANK = (
    update(outbox)
    .where(_LETTER.key == bindparam("of_key"))
    .values(notice=bindparam("bare"), last_error=None, address_sha256=None, dismissed_because=None)
)
# Written out, so that the databases see that it is what their index is of.
_SENT = _LETTER.state == literal_column(f"'{DeliveryState.SENT}'")


class StoredRetention:
    """What `application.ports.retention.Retained` says."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def ended(self, what: Kept, before: datetime, at_most: int) -> Sequence[EndedRequest]:
        wanted = (
            select(_REQUEST.run_id, _REQUEST.scope_id)
            .where(*_due(what, before))
            .order_by(_REQUEST.ended_at, _REQUEST.run_id)
            .limit(at_most)
        )
        async with self._database.reading() as connection:
            rows = (await connection.execute(wanted)).all()
            return [
                EndedRequest(row.run_id, await _files_of(connection, row.run_id, row.scope_id))
                for row in rows
            ]

    async def forget(self, what: Kept, runs: Sequence[str], at: datetime) -> None:
        of_these = _REQUEST.run_id.in_(runs)
        async with self._database.writing() as connection:
            if what is Kept.DOCUMENTS:
                gone = update(requests).where(of_these).values(files_gone_at=at)
                await connection.execute(gone)
                return
            await forget_runs(connection, runs, at)

    async def blank_sent(self, before: datetime, at: datetime, at_most: int) -> int:
        """Let go of what letters said that were sent before this moment; returns of how many."""
        return await self._blank((_SENT, *_due(Kept.LETTERS, before)), at, at_most)

    async def blank_letters(self, before: datetime, at: datetime, at_most: int) -> int:
        return await self._blank(_due(Kept.LETTERS, before), at, at_most)

    async def _blank(self, which: Sequence[ColumnElement[bool]], at: datetime, at_most: int) -> int:
        wanted = (
            select(_LETTER.key, _LETTER.notice)
            .where(*which)
            .order_by(_LETTER.closed_at, _LETTER.key)
            .limit(at_most)
            .with_for_update(skip_locked=True)
        )
        async with self._database.writing() as connection:
            rows = (await connection.execute(wanted)).all()
            await blank(connection, [(row.key, row.notice) for row in rows], at)
        return len(rows)

    async def forget_access(self, before: datetime) -> int:
        async with self._database.writing() as connection:
            number = await connection.execute(
                select(func.count()).select_from(access_log).where(access_log.c.at < before)
            )
            if count := int(number.scalar_one()):
                await delete_guarded(connection, access_log, access_log.c.at < before)
        return count

    async def write_down(self, gone: Gone) -> None:
        row = {"at": gone.at, "counts": gone.model_dump(mode="json")["counts"]}
        async with self._database.writing() as connection:
            await connection.execute(retention_runs.insert(), row)

    async def going(self, policy: RetentionPolicy, now: datetime) -> Sequence[Going]:
        limits = policy.limits(now)
        async with self._database.reading() as connection:
            return [
                await _going(connection, what, limits[what], policy.days(what))
                if what in limits
                else Going(what=what, days=None)
                for what in Kept
            ]

    async def gone(self, at_most: int) -> Sequence[Gone]:
        wanted = select(retention_runs).order_by(retention_runs.c.id.desc()).limit(at_most)
        async with self._database.reading() as connection:
            return [Gone(at=row.at, counts=row.counts) for row in await connection.execute(wanted)]


async def forget_runs(connection: Connection, runs: Sequence[str], at: datetime) -> None:
    """What these requests are goes; that there were any, and how they ended, stays."""
    for table in (request_timeline, request_lives):
        await connection.execute(delete(table).where(table.c.run_id.in_(runs)))
    # What is searched in names the company as well.
    named = func.lower(_REQUEST.request + "\n" + _REQUEST.account_id)
    await connection.execute(
        update(requests)
        .where(_REQUEST.run_id.in_(runs))
        .values(company="", search=named, forgotten_at=at, files_gone_at=at)
    )


async def blank(connection: Connection, letters: Sequence[tuple[str, Any]], at: datetime) -> None:
    """What these letters said goes, and to whom; their kind and what became of them stay."""
    # Of a sealed one, what it said is not needed for that.
    bare = [
        (key, bare_notice(Notice.model_validate(without_seal(said)), company=""))
        for key, said in letters
    ]
    rows = [{"of_key": key, "bare": each.model_dump(mode="json")} for key, each in bare]
    if rows:
        await connection.execute(_BLANK.values(blanked_at=at), rows)


def _due(what: Kept, before: datetime) -> tuple[ColumnElement[bool], ...]:
    """What goes of a kind that was over before this moment."""
    if what is Kept.ACCESS_LOG:
        return (access_log.c.at < before,)
    if what is Kept.LETTERS:
        return _LETTER.closed_at < before, _LETTER.blanked_at.is_(None), _LETTER.follow == 0
    return (
        _REQUEST.ended_at < before,
        _REQUEST.state.in_(_STATES[what]),
        _MARK[what].is_(None),
    )


_OVER = {
    Kept.REQUESTS: (requests, _REQUEST.ended_at),
    Kept.DOCUMENTS: (requests, _REQUEST.ended_at),
    Kept.LETTERS: (outbox, _LETTER.closed_at),
    Kept.ACCESS_LOG: (access_log, access_log.c.at),
}


async def _going(connection: Connection, what: Kept, limit: datetime, days: int | None) -> Going:
    table, over = _OVER[what]

    async def number(before: datetime) -> int:
        counted = select(func.count()).select_from(table).where(*_due(what, before))
        return int((await connection.execute(counted)).scalar_one())

    due = await number(limit)
    all_of_it = _due(what, limit + timedelta(days=36_500))
    first = (await connection.execute(select(func.min(over)).where(*all_of_it))).scalar_one()
    next_on: date | None = None
    if first is not None and days is not None:
        next_on = max(first + days * _DAY, limit + days * _DAY).date()
    soon = await number(limit + SOON) - due
    return Going(what=what, days=days, due=due, soon=soon, next_on=next_on)


async def _files_of(connection: Connection, run: str, scope: str) -> tuple[str, ...]:
    """Where its files lie; the same file may be another request's of its scope."""
    rows = await connection.execute(_OF_SCOPE, {"of_scope": scope})
    return tuple(await locations_of(connection, [(row.run_id == run, row.life) for row in rows]))
