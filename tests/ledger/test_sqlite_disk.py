"""A disk that answers at once is waited for on the spot; nobody else waits for a slow one."""

import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import Connection

from adapters.ledger.sql.sqlite import Pace, SqliteFile
from adapters.ledger.sql.urls import ledger_url

SLOW = 2.0


@pytest.fixture
async def file(tmp_path: Path) -> AsyncIterator[SqliteFile]:
    file = SqliteFile(ledger_url(f"sqlite:///{tmp_path}/ledger.db"))
    yield file
    await file.close()


async def _is_committed_here(file: SqliteFile) -> bool:
    """Whether a transaction is committed in the event loop's own thread."""
    threads: dict[str, int] = {}

    def note(statement: str) -> None:
        threads[statement] = threading.get_ident()

    def listen(connection: Connection) -> None:
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.set_trace_callback(note)

    async with file.writing() as connection:
        await connection.run_sync(listen)
    return threads["COMMIT"] == threading.get_ident()


async def test_a_quick_disk_is_waited_for_on_the_spot_and_a_slow_one_by_a_thread(
    file: SqliteFile,
) -> None:
    assert await _is_committed_here(file)
    file.pace = Pace(SLOW)
    assert not await _is_committed_here(file)


async def test_each_commit_tells_how_long_the_disk_takes(file: SqliteFile) -> None:
    file.pace = Pace(SLOW)
    for _ in range(100):
        await _is_committed_here(file)
    assert file.pace.seconds < SLOW / 2


def test_a_disk_that_becomes_quick_again_is_noticed() -> None:
    pace = Pace(SLOW)
    for _ in range(100):
        pace.took(0.001)
    assert pace.is_quick


def test_a_disk_that_becomes_slow_is_noticed_at_once() -> None:
    pace = Pace()
    pace.took(SLOW)
    assert not pace.is_quick
