"""How rows that are still in clear are found and sealed, table by table."""

import json
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Row,
    String,
    Table,
    and_,
    bindparam,
    cast,
    func,
    or_,
    select,
    tuple_,
    update,
)

from adapters.ledger.accounts.sealed import NOBODY, NOWHERE, OF_PEOPLE, sealed_account
from adapters.ledger.letters.sealed_letters import OUR_WORDS, owner_of_letter, sealed_notice
from adapters.ledger.paper_tables import buyers
from adapters.ledger.requests.lives import sealed_entry
from adapters.ledger.requests.tables import request_lives, request_timeline, requests
from adapters.ledger.sealed_columns import SEALED, SEALED_LIKE, SEALED_PREFIX, as_written
from adapters.ledger.sql.connection import Connection
from adapters.ledger.stored_papers import sealed_buyer
from adapters.ledger.tables import accounts, outbox
from domain.notices import Notice

Values = dict[str, Any]


@dataclass(frozen=True)
class SealedTable:
    table: Table
    in_clear: ColumnElement[bool]
    """Something of a row is still to be sealed."""
    values: Callable[[Connection, Row[Any]], Awaitable[Values]]
    """All that may be sealed of a row that is in clear, as it is stored then."""
    owned_by: Table | None = None
    """The table whose rows say whose they are, where theirs do not."""
    shown: tuple[Column[Any], ...] = field(default=())
    """What is needed of that table."""

    @property
    def name(self) -> str:
        return self.table.name

    async def seal_some(
        self, connection: Connection, after: Sequence[Any] | None, limit: int
    ) -> tuple[int, Sequence[Any] | None]:
        """Seals the first so many rows after one that are in clear; how many that were, and which
        was the last; none where no more are left."""
        key = list(self.table.primary_key.columns)
        wanted = select(self.table, *self.shown).where(self.in_clear)
        if self.owned_by is not None:
            wanted = wanted.join(self.owned_by)
        if after is not None:
            wanted = wanted.where(tuple_(*key) > tuple_(*after))
        wanted = wanted.order_by(*key).limit(limit).with_for_update(of=self.table)
        rows = (await connection.execute(wanted)).all()
        if not rows:
            return 0, None
        changes = [
            {f"the_{each.name}": row._mapping[each] for each in key}
            | await self.values(connection, row)
            for row in rows
        ]
        these = and_(*(each == bindparam(f"the_{each.name}", type_=each.type) for each in key))
        await connection.execute(update(self.table).where(these), changes)
        return len(rows), tuple(rows[-1]._mapping[each] for each in key)

    async def left(self, connection: Connection) -> int:
        counted = select(func.count()).select_from(self.table).where(self.in_clear)
        return int((await connection.execute(counted)).scalar_one())

    async def any_left(self, connection: Connection) -> bool:
        first = select(*self.table.primary_key.columns).where(self.in_clear).limit(1)
        return (await connection.execute(first)).first() is not None


def _no_seal(column: Column[Any]) -> ColumnElement[bool]:
    """Of a document: it is in clear."""
    return cast(column, String).not_like(f'%"{SEALED}": "{SEALED_LIKE}')


def _words_in_clear(column: Column[Any], ours: Collection[str] = ()) -> ColumnElement[bool]:
    """`ours` are sentences of our own, which are never sealed."""
    return and_(column.is_not(None), column.not_like(SEALED_LIKE), column.not_in(ours))


async def _life(connection: Connection, row: Row[Any]) -> Values:
    owner = await connection.sealing.owner_of_scope(connection, row.scope_id)
    column = request_lives.c.life
    return {"life": await connection.sealing.seal(connection, owner, column, row.life)}


async def _entry(connection: Connection, row: Row[Any]) -> Values:
    owner = await connection.sealing.owner_of_scope(connection, row.scope_id)
    return {"entry": await sealed_entry(connection, owner, row.entry, json.loads(row.entry))}


async def _letter(connection: Connection, row: Row[Any]) -> Values:
    values: Values = {"notice": row.notice}
    if row.blanked_at is None and SEALED not in row.notice:
        notice = Notice.model_validate(row.notice)
        values["notice"] = await sealed_notice(connection, notice)
    owner = await owner_of_letter(connection, row)
    for column, ours in ((outbox.c.last_error, OUR_WORDS), (outbox.c.dismissed_because, ())):
        said = row._mapping[column]
        if said is not None and said not in ours and not said.startswith(SEALED_PREFIX):
            said = await connection.sealing.seal(connection, owner, column, as_written(said))
        values[column.name] = said
    return values


async def _account(connection: Connection, row: Row[Any]) -> Values:
    sealed = await sealed_account(connection, row._asdict())
    return {name: sealed[name] for name in OF_PEOPLE}


async def _buyer(connection: Connection, row: Row[Any]) -> Values:
    return {"buyer": await sealed_buyer(connection, row.scope_id, row.buyer)}


SEALED_TABLES = (
    SealedTable(
        accounts,
        and_(
            _no_seal(accounts.c.address),
            or_(
                accounts.c.address["line1"].as_string() != NOWHERE,
                accounts.c.signed_up_by != NOBODY,
            ),
        ),
        _account,
    ),
    SealedTable(buyers, _no_seal(buyers.c.buyer), _buyer),
    SealedTable(
        request_lives,
        request_lives.c.life.not_like(SEALED_LIKE),
        _life,
        requests,
        (requests.c.scope_id,),
    ),
    SealedTable(
        request_timeline,
        _no_seal(request_timeline.c.entry),
        _entry,
        requests,
        (requests.c.scope_id,),
    ),
    SealedTable(
        outbox,
        or_(
            and_(outbox.c.blanked_at.is_(None), _no_seal(outbox.c.notice)),
            _words_in_clear(outbox.c.last_error, OUR_WORDS),
            _words_in_clear(outbox.c.dismissed_because),
        ),
        _letter,
    ),
)
