"""Ledgers to begin with: migrated once in a process, and copied or emptied from then on."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory
from typing import Any

import psycopg

from adapters.ledger.database import Database
from tests.postgres import PostgresServer

_folder = TemporaryDirectory(prefix="ledgers-")
_template = Path(_folder.name) / "ledger.db"

_SHAPE = """
    SELECT md5(string_agg(part, ' ' ORDER BY part)) FROM (
        SELECT relname || relkind::text AS part FROM pg_class
        WHERE relnamespace = 'public'::regnamespace
        UNION ALL SELECT attrelid::text || attname FROM pg_attribute
        JOIN pg_class ON pg_class.oid = attrelid WHERE relnamespace = 'public'::regnamespace
        UNION ALL SELECT tgrelid::text || tgname || tgenabled::text FROM pg_trigger
        UNION ALL SELECT proname || prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace
        UNION ALL SELECT version_num FROM alembic_version
        UNION ALL SELECT version_num FROM ledger_revision
    ) AS parts
"""
"""Of a ledger without its rows."""
_OTHERS = """
    SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
_TABLES = """
    SELECT tablename FROM pg_tables
    WHERE schemaname = 'public' AND tablename NOT IN ('alembic_version', 'ledger_revision')
"""
_GUARDS = "SELECT tgname FROM pg_trigger WHERE tgrelid = '{}'::regclass AND tgenabled = 'A'"
_FROM_ONE = """
    SELECT setval(oid::regclass, 1, false) FROM pg_class
    WHERE relkind = 'S' AND relnamespace = 'public'::regnamespace
"""


async def empty_ledger(file: Path) -> str:
    """The URL of a ledger with nothing in it, in this file."""
    if not _template.exists():
        database = await Database.open(f"sqlite:///{_template}")
        await database.close()
    file.parent.mkdir(parents=True, exist_ok=True)
    copyfile(_template, file)
    return f"sqlite:///{file}"


class PostgresLedgers:
    """Empty ledgers on a server, lent one after another. To empty one takes a fraction of the time
    that a copy takes; one whose tables a test has changed is not lent again."""

    def __init__(self, server: PostgresServer, template: str) -> None:
        self._server = server
        self._template = template
        self._returned: list[_Ledger] = []

    @classmethod
    async def on(cls, server: PostgresServer) -> "PostgresLedgers":
        template = server.create_database()
        database = await Database.open(template)
        await database.close()
        return cls(server, template)

    @contextmanager
    def lent(self) -> Iterator[str]:
        """The URL of one, for as long as the context lasts."""
        if self._returned:
            ledger = self._returned.pop()
        else:
            ledger = _Ledger(self._server.create_database(template=self._template))
        try:
            yield ledger.url
        finally:
            if ledger.emptied():
                self._returned.append(ledger)
            else:
                ledger.close()
                self._server.drop_database(ledger.url)

    def close(self) -> None:
        for ledger in self._returned:
            ledger.close()


class _Ledger:
    def __init__(self, url: str) -> None:
        self.url = url
        self._connection = psycopg.connect(url, autocommit=True)
        self._shape = self._asked(_SHAPE)
        self._tables = [name for (name,) in self._asked(_TABLES)]
        self._filled = " UNION ALL ".join(
            f"SELECT '{table}' WHERE EXISTS (SELECT FROM {table})" for table in self._tables
        )

    def emptied(self) -> bool:
        """Ends everybody else's connections and deletes every row; whether it is as it was then."""
        self._asked(_OTHERS)
        if self._asked(_SHAPE) != self._shape:
            return False
        with self._connection.transaction():
            # Triggers of the ledger see to it that no row is ever deleted.
            self._connection.execute("SET LOCAL session_replication_role = replica")
            for (table,) in self._asked(self._filled):
                guards = [guard for (guard,) in self._asked(_GUARDS.format(table))]
                off = [f"ALTER TABLE {table} DISABLE TRIGGER {guard}" for guard in guards]
                on = [f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {guard}" for guard in guards]
                self._connection.execute("; ".join([*off, f"DELETE FROM {table}", *on]).encode())
            self._asked(_FROM_ONE)
        return True

    def close(self) -> None:
        self._connection.close()

    def _asked(self, query: str) -> list[tuple[Any, ...]]:
        return self._connection.execute(query.encode()).fetchall()
