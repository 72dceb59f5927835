"""A disk that answers at once is waited for on the spot; nobody else waits for a slow one."""

import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from adapters.ledger import sqlite
from adapters.ledger.database import Database

SLOW = 2.0


@pytest.fixture
async def on_disk(tmp_path: Path) -> AsyncIterator[Database]:
    database = await Database.open(f"sqlite:///{tmp_path}/ledger.db")
    yield database
    await database.close()


async def _is_committed_here(database: Database, disk_took: float | None = None) -> bool:
    """Whether a transaction is committed in the event loop's own thread."""
    threads: dict[str, int] = {}

    def note(statement: str) -> None:
        threads[statement] = threading.get_ident()

    async with database.writing() as connection:
        writer = (await connection.get_raw_connection()).driver_connection
        assert isinstance(writer, sqlite._Writer)
        if disk_took is not None:
            writer._disk_takes = disk_took
        writer.set_trace_callback(note)
    return threads["COMMIT"] == threading.get_ident()


async def test_a_quick_disk_is_waited_for_on_the_spot_and_a_slow_one_by_a_thread(
    on_disk: Database,
) -> None:
    assert await _is_committed_here(on_disk, disk_took=0.0)
    assert not await _is_committed_here(on_disk, disk_took=SLOW)


async def test_a_disk_that_becomes_quick_again_is_noticed(
    on_disk: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "_QUICK_SECONDS", SLOW / 2)  # however slow the test's own disk is
    assert not await _is_committed_here(on_disk, disk_took=SLOW)
    assert [await _is_committed_here(on_disk) for _ in range(20)][-1]


async def test_a_disk_that_becomes_slow_is_noticed(
    on_disk: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert await _is_committed_here(on_disk, disk_took=0.0)
    monkeypatch.setattr(sqlite, "_QUICK_SECONDS", 0.0)  # no disk is as quick as that
    assert not await _is_committed_here(on_disk)
