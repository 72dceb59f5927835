"""A worker that starts compares what was listed last with the requests, as soon as it can."""

import asyncio
import logging
from pathlib import Path

import pytest
from temporalio.client import Client

from adapters.ledger.database import Database
from engine.relisting import relist_latest
from tests.ledgers import empty_ledger
from tests.waiting import eventually


async def test_what_was_listed_last_is_compared_once_the_ledger_is_back(
    temporal: Client, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file = tmp_path / "ledger.db"
    file.touch()  # nothing is in it yet
    database = await Database.open(f"sqlite:///{file}", migrate=False)
    comparing = asyncio.create_task(relist_latest(temporal, database, "a-queue"))

    async def was_tried() -> bool:
        return "later" in caplog.text

    with caplog.at_level(logging.WARNING):
        await eventually("it is away", was_tried)
    assert not comparing.done()
    await database.close()
    await empty_ledger(file)
    await asyncio.wait_for(comparing, 20)
    await database.close()
