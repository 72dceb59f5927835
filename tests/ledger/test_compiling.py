"""A statement is compiled once in a process, whichever ledger it is for."""

from pathlib import Path

from sqlalchemy import select

from adapters.ledger.database import Database, opened_ledger
from adapters.ledger.sql.compiling import COMPILED, CompiledOnce
from adapters.ledger.tables import accounts
from tests.ledgers import empty_ledger
from tests.postgres import PostgresServer

_ASKED_HERE_ALONE = select(accounts.c.id, accounts.c.id.label("asked_by_this_test"))


async def compiled_by(database: Database) -> int:
    """How many statements had to be compiled for a reader and a writer of this ledger."""
    before = len(COMPILED)
    async with database.reading() as connection:
        await connection.execute(_ASKED_HERE_ALONE)
    async with database.writing() as connection:
        await connection.execute(_ASKED_HERE_ALONE)
    return len(COMPILED) - before


async def test_another_ledger_of_its_kind_compiles_nothing_anew(
    tmp_path: Path, postgres: PostgresServer
) -> None:
    COMPILED.clear()
    for urls in (
        [await empty_ledger(tmp_path / name) for name in ("one.db", "other.db")],
        [postgres.create_database() for _ in range(2)],
    ):
        for url, expected in zip(urls, (1, 0), strict=True):
            async with opened_ledger(url) as database:
                assert await compiled_by(database) == expected


def test_what_is_compiled_has_a_bound() -> None:
    compiled, one = CompiledOnce(), _ASKED_HERE_ALONE.compile()
    for number in range(CompiledOnce.MOST + 1):
        compiled[number] = one
    assert len(compiled) == 1
