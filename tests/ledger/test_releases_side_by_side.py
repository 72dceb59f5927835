"""The release before goes on working on a ledger that the next one has added to."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

from adapters.ledger.database import Database
from adapters.ledger.migrate import LAST_OF_0_1_0, REVISIONS, downgrade, oldest_that_works, upgrade
from adapters.ledger.tables import HEAD
from domain.errors import ServiceUnreachable
from tests.ledger.test_migrations import UNCOMPARED

_TRIGGERS = {
    "sqlite": "SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE NOT tgisinternal",
}


def _scripts() -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", "adapters.ledger:migrations")
    return ScriptDirectory.from_config(config)


_LATER = [
    script
    for script in reversed(list(_scripts().walk_revisions()))
    if script.revision > LAST_OF_0_1_0 and not getattr(script.module, "contract", False)
]


def _asked_of_old_code(connection: Connection) -> dict[str, dict[str, Any]]:
    """Of each table, whatever code that does not know of a change could stumble over."""
    found = inspect(connection)
    triggers = connection.execute(text(_TRIGGERS[connection.dialect.name])).all()
    checks, unique = found.get_multi_check_constraints(), found.get_multi_unique_constraints()
    keys, indexes = found.get_multi_foreign_keys(), found.get_multi_indexes()
    return {
        table[1]: {
            "columns": {each["name"]: (str(each["type"]), each["nullable"]) for each in columns},
            "needed": {
                each["name"]
                for each in columns
                if not each["nullable"] and each["default"] is None and not each.get("identity")
            },
            "rules": {
                *(str(each["sqltext"]) for each in checks[table]),
                *(str(each["column_names"]) for each in unique[table]),
                *(str(each["constrained_columns"]) for each in keys[table]),
                *(str(i["column_names"]) for i in indexes[table] if i["unique"]),
                *(name for of, name in triggers if of == table[1]),
            },
        }
        for table, columns in found.get_multi_columns().items()
    }


@UNCOMPARED
async def test_a_migration_only_adds_unless_it_says_that_it_is_a_contract(empty_url: str) -> None:
    """One that takes away waits for the release after: first no code needs it, then it goes.

    What does not fit is `contract = True` in the migration; then the release before cannot work on
    the ledger any more, and an upgrade stops it first (docs/design/changing.md).
    """
    assert _LATER
    broken: list[str] = []
    before: dict[str, dict[str, Any]] = {}
    reached = ""
    database = await Database.open(empty_url, migrate=False)
    for script in _LATER:
        async with database.writing() as connection:
            if script.down_revision != reached:
                await upgrade(connection, str(script.down_revision))
                before = await connection.run_sync(_asked_of_old_code)
            await upgrade(connection, script.revision)
            after = await connection.run_sync(_asked_of_old_code)
        broken += [f"{script.revision} {what}" for what in _broken_for_old_code(before, after)]
        reached, before = script.revision, after
    await database.close()
    assert broken == []


def _broken_for_old_code(
    before: dict[str, dict[str, Any]], after: dict[str, dict[str, Any]]
) -> Iterator[str]:
    for table, asked in before.items():
        if table not in after:
            yield f"drops the table {table}"
            continue
        now = after[table]
        changed = {
            name: (was, now["columns"].get(name))
            for name, was in asked["columns"].items()
            if now["columns"].get(name) != was
        }
        if changed:
            yield f"changes columns of {table}: {changed}"
        if needed := now["needed"] - asked["needed"]:
            yield f"asks old code for {needed} in {table}"
        rules = {
            each
            for each in now["rules"] - asked["rules"]
            if not any(_allows_more(each, than) for than in asked["rules"])
        }
        if rules:
            yield f"has rules for {table} that old code may break: {rules}"


def _allows_more(rule: str, than: str) -> bool:
    """It lists the same values and others."""
    value = re.compile(r"'([^']*)'(?:::[a-z ]+)?,? ?")
    alike = value.sub("", rule) == value.sub("", than)
    return alike and set(value.findall(rule)) > set(value.findall(than))


async def test_release_0_1_0_finds_the_revision_that_it_knows(database: Database) -> None:
    async with database.reading() as connection:
        found = await connection.execute(text("SELECT version_num FROM alembic_version"))
        kept = await connection.execute(text(f"SELECT version_num FROM {REVISIONS}"))
    assert (found.scalar_one(), kept.scalar_one()) == (oldest_that_works(_scripts(), HEAD), HEAD)
    assert oldest_that_works(_scripts(), "0017") == LAST_OF_0_1_0


async def test_a_ledger_of_release_0_1_0_is_taken_over(empty_url: str) -> None:
    database = await Database.open(empty_url, migrate=False)
    async with database.writing() as connection:
        await upgrade(connection, LAST_OF_0_1_0)
        await connection.execute(text(f"DROP TABLE {REVISIONS}"))
    await database.close()
    upgraded = await Database.open(empty_url)
    async with upgraded.reading() as connection:
        found = await connection.execute(text(f"SELECT version_num FROM {REVISIONS}"))
        assert found.scalar_one() == HEAD
    await upgraded.close()


async def test_a_ledger_that_a_newer_release_has_added_to_is_worked_on(
    database: Database, url: str
) -> None:
    async with database.writing() as connection:
        await connection.execute(text(f"UPDATE {REVISIONS} SET version_num = '9999'"))
    ahead = await Database.open(url)
    await ahead.ping()
    async with ahead.reading() as connection:
        found = await connection.execute(text(f"SELECT version_num FROM {REVISIONS}"))
        assert found.scalar_one() == "9999"  # left as it is
    await ahead.close()


async def test_a_ledger_that_a_newer_release_took_something_from_is_refused(
    database: Database, url: str
) -> None:
    async with database.writing() as connection:
        for table in (REVISIONS, "alembic_version"):
            await connection.execute(text(f"UPDATE {table} SET version_num = '9999'"))
    with pytest.raises(ServiceUnreachable, match="newer version"):
        await Database.open(url)


async def test_going_down_says_what_then_works(database: Database) -> None:
    async with database.writing() as connection:
        await downgrade(connection, "0012")
        found = await connection.execute(text("SELECT version_num FROM alembic_version"))
        assert found.scalar_one() == "0012"
        await upgrade(connection)
