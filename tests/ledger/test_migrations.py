"""The migrations and the tables say the same, and starting twice at once does no harm."""

import asyncio
import sys
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

from adapters.ledger.database import Database
from adapters.ledger.migrate import REVISIONS, downgrade, upgrade
from adapters.ledger.tables import HEAD, metadata
from domain.errors import InvalidFile, ServiceUnreachable

UNCOMPARED = pytest.mark.filterwarnings(
    "ignore:Skipped unsupported reflection of expression-based index:sqlalchemy.exc.SAWarning",
    "ignore:autogenerate skipping metadata-specified expression-based index",
)
"""On SQLite an index of what documents say is not compared: `test_walks_of_erasures.py` uses it."""


def _differences(connection: Connection) -> list[Any]:
    """Beside the table in which every release before 0.2.0 looks for the revision."""
    context = MigrationContext.configure(
        connection,
        opts={
            "compare_type": True,
            "compare_server_default": True,
            "version_table": REVISIONS,
            "include_name": lambda name, kind, parents: name != "alembic_version",
        },
    )
    return list(compare_metadata(context, metadata))


def _tables(connection: Connection) -> set[str]:
    return set(inspect(connection).get_table_names())


def _promises(connection: Connection) -> dict[str, Any]:
    """What every table promises, beyond what autogenerate compares."""
    found = inspect(connection)
    return {
        table: {
            "key": found.get_pk_constraint(table),
            "checks": sorted(found.get_check_constraints(table), key=lambda c: str(c["name"])),
            "references": sorted(found.get_foreign_keys(table), key=lambda c: str(c["name"])),
            "options": found.get_table_options(table),
        }
        for table in metadata.tables
    }


@UNCOMPARED
async def test_the_migrations_build_exactly_the_tables_the_code_works_with(
    database: Database,
) -> None:
    async with database.reading() as connection:
        assert await connection.run_sync(_differences) == []


async def test_the_migrations_promise_all_that_the_tables_promise(
    empty_url: str, database: Database
) -> None:
    from_tables = await Database.open(empty_url, migrate=False)
    async with from_tables.writing() as connection:
        await connection.run_sync(metadata.create_all)
        wanted = await connection.run_sync(_promises)
    await from_tables.close()
    async with database.reading() as connection:
        assert await connection.run_sync(_promises) == wanted


@UNCOMPARED
async def test_a_ledger_goes_down_to_nothing_and_up_again(database: Database) -> None:
    async with database.writing() as connection:
        await downgrade(connection, "base")
        assert await connection.run_sync(_tables) == {"alembic_version", REVISIONS}
    async with database.writing() as connection:
        await upgrade(connection)
    async with database.reading() as connection:
        assert await connection.run_sync(_differences) == []


def test_the_code_knows_the_newest_migration() -> None:
    config = Config()
    config.set_main_option("script_location", "adapters.ledger:migrations")
    assert ScriptDirectory.from_config(config).get_heads() == [HEAD]


_OPEN = """
import asyncio, sys
from adapters.ledger.database import Database

async def main():
    database = await Database.open(sys.argv[1])
    await database.ping()
    await database.close()
    print("alembic" in sys.modules)

asyncio.run(main())
"""


async def _open_elsewhere(url: str) -> str:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", _OPEN, url, stdout=asyncio.subprocess.PIPE
    )
    said, _ = await process.communicate()
    assert process.returncode == 0
    return said.decode().strip()


async def test_processes_that_start_at_once_all_find_the_ledger_ready(empty_url: str) -> None:
    said = await asyncio.gather(*(_open_elsewhere(empty_url) for _ in range(3)))
    assert "True" in said


async def test_a_ledger_that_is_up_to_date_is_opened_without_the_migration_tools(url: str) -> None:
    assert await _open_elsewhere(url) == "False"


async def test_a_ledger_of_a_newer_version_is_not_touched(database: Database, url: str) -> None:
    async with database.writing() as connection:
        for table in ("alembic_version", REVISIONS):
            await connection.execute(text(f"UPDATE {table} SET version_num = '9999'"))
    with pytest.raises(ServiceUnreachable, match="newer version"):
        await Database.open(url)


@pytest.mark.parametrize("url", ["mysql://me:s3cret@host/a", "sqlite://", "s3cret"])
async def test_an_address_that_cannot_be_used_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(InvalidFile) as refused:
        await Database.open(url)
    assert "s3cret" not in str(refused.value.as_json())


async def test_a_database_that_does_not_answer_is_said_to_be_unreachable() -> None:
    with pytest.raises(ServiceUnreachable):
        await Database.open("postgresql://nobody@127.0.0.1:1/ledger")
