"""What ails the ledger's database is said by its name, and is over as soon as it is over."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
import pytest
from sqlalchemy import make_url, text

from adapters.ledger.database import Database
from adapters.ledger.idempotency_keys import UsedKeys
from adapters.ledger.sql import sqlite
from domain.errors import ServiceBusy, ServiceReadOnly, ServiceUnreachable, StorageFull
from tests.ledgers import empty_ledger
from tests.postgres import PostgresServer

NOBODY = 65534
WRITE = text("UPDATE used_keys SET attempt = attempt + 1")
READ = text("SELECT count(*) FROM used_keys")


@contextmanager
def only_readable(file: Path) -> Iterator[None]:
    """As for a worker whose user may not write to it. Root may do everything, so the file is opened
    as nobody."""
    file.chmod(0o444)
    root = os.geteuid() == 0
    if root:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)
        file.chmod(0o644)


@contextmanager
def server_only_reads(url: str) -> Iterator[None]:
    """As on a standby: every session that begins meanwhile only reads, for as long as it lasts."""
    name = make_url(url).database
    with psycopg.connect(url, autocommit=True) as admin:
        admin.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = on".encode())
        try:
            yield
        finally:
            admin.execute("SET default_transaction_read_only = off")
            admin.execute(f"ALTER DATABASE {name} RESET default_transaction_read_only".encode())


@contextmanager
def reads_only(url: str) -> Iterator[None]:
    where = make_url(url)
    if where.get_backend_name() == "sqlite":
        with only_readable(Path(str(where.database))):
            yield
    else:
        with server_only_reads(url):
            yield


@pytest.fixture
def url(dialect: str, request: pytest.FixtureRequest) -> Iterator[str]:
    if dialect == "sqlite":
        with TemporaryDirectory() as folder:  # pytest's own lets nobody else in
            Path(folder).chmod(0o777)
            yield f"sqlite:///{folder}/ledger.db"
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    made = server.create_database()
    yield made
    server.drop_database(made)


async def test_a_ledger_that_only_reads_is_not_well_and_is_as_soon_as_it_can_be_written_to(
    url: str, dialect: str
) -> None:
    if dialect == "sqlite":
        await empty_ledger(Path(str(make_url(url).database)))
    else:
        await (await Database.open(url)).close()
    with reads_only(url):
        ledger = await Database.open(url)
        async with ledger.reading() as connection:
            await connection.execute(READ)
        for _ in range(2):
            with pytest.raises(ServiceReadOnly):
                await ledger.ping()
            with pytest.raises(ServiceReadOnly):
                async with ledger.writing() as connection:
                    await connection.execute(WRITE)
    try:
        await ledger.ping()
        async with ledger.writing() as connection:
            await connection.execute(WRITE)
    finally:
        await ledger.close()


async def test_to_look_leaves_nothing_and_waits_for_nobody(tmp_path: Path) -> None:
    ledger = await Database.open(await empty_ledger(tmp_path / "ledger.db"))
    other = sqlite3.connect(tmp_path / "ledger.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    await ledger.ping()
    other.rollback()
    async with ledger.writing():
        await ledger.ping()
    other.execute("BEGIN IMMEDIATE")
    other.close()
    await ledger.close()


async def test_a_ledger_that_another_writes_to_for_long_is_busy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "_BUSY_SECONDS", 0)
    ledger = await Database.open(await empty_ledger(tmp_path / "ledger.db"))
    other = sqlite3.connect(tmp_path / "ledger.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(ServiceBusy) as busy:
        async with ledger.writing() as connection:
            await connection.execute(WRITE)
    assert busy.value.details["retry_after"] > 0
    other.close()
    async with ledger.writing() as connection:
        await connection.execute(WRITE)
    await ledger.close()


async def test_a_file_without_room_is_full_and_nothing_is_written(tmp_path: Path) -> None:
    ledger = await Database.open(await empty_ledger(tmp_path / "ledger.db"))
    fill = text("CREATE TABLE filler AS SELECT zeroblob(1000000) AS much")
    async with ledger.writing() as connection:
        await connection.exec_driver_sql("PRAGMA max_page_count = 1")  # the least that it has now
    with pytest.raises(StorageFull, match="full"):
        async with ledger.writing() as connection:
            await connection.execute(fill)
    async with ledger.writing() as connection:
        await connection.exec_driver_sql("PRAGMA max_page_count = 1000000")
    async with ledger.writing() as connection:
        await connection.execute(fill)
    await ledger.close()


async def test_what_was_done_is_not_said_to_be_undone_where_its_key_could_not_be_kept(
    tmp_path: Path,
) -> None:
    ledger = await Database.open(await empty_ledger(tmp_path / "ledger.db"))
    keys, asked = UsedKeys(ledger), {"by": "paula", "operation": "pay", "target": "invoice/A-1"}
    with pytest.raises(ServiceUnreachable, match="It was done") as said:
        async with keys.once("K", body={}, **asked) as first, ledger.writing() as connection:
            await connection.exec_driver_sql("PRAGMA query_only = ON")
    assert "Nothing was done" not in said.value.reason
    async with keys.once("K", body={}, **asked) as again:
        assert (again.id, again.done) == (first.id, False)
    await ledger.close()


@pytest.mark.parametrize(
    ("sqlstate", "refusal"),
    [
        ("53100", StorageFull),
        ("53300", ServiceBusy),
        ("55P03", ServiceBusy),
        ("40P01", ServiceBusy),
        ("57014", ServiceBusy),
        ("25006", ServiceReadOnly),
        ("57P01", ServiceUnreachable),
        ("57P03", ServiceUnreachable),
        ("58030", ServiceUnreachable),
    ],
)
async def test_what_a_server_says_is_told_apart(
    postgres: PostgresServer, sqlstate: str, refusal: type[ServiceUnreachable]
) -> None:
    url = postgres.create_database()
    ledger = await Database.open(url)
    raising = f"DO $$ BEGIN RAISE EXCEPTION 'secret' USING ERRCODE = '{sqlstate}'; END $$"
    with pytest.raises(ServiceUnreachable) as raised:
        async with ledger.writing() as connection:
            await connection.exec_driver_sql(raising)
    await ledger.close()
    postgres.drop_database(url)
    assert type(raised.value) is refusal
    assert "secret" not in raised.value.reason


async def test_a_file_that_is_no_ledger_is_said_to_be_damaged(tmp_path: Path) -> None:
    file = tmp_path / "ledger.db"
    file.write_bytes(b"this is no database" * 500)
    with pytest.raises(ServiceUnreachable, match="damaged"):
        await Database.open(f"sqlite:///{file}")
