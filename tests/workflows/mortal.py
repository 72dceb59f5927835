"""A worker process that dies at one point: see `mortal_worker.py`."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from tests.workflows.house import House

_ROOT = Path(__file__).parents[2]


@asynccontextmanager
async def mortal_worker(house: House, die_at: str) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.workflows.mortal_worker"),
        env={
            **os.environ,
            "DIE_AT": die_at,
            "PAYBYINVOICE_HOME": str(house.settings.home),
            "PAYBYINVOICE_TASK_QUEUE": house.settings.task_queue,
            "TEMPORAL_ADDRESS": house.temporal.service_client.config.target_host,
        },
        cwd=_ROOT,
        stdout=asyncio.subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
