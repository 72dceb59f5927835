"""A worker process that dies at one point: see `crashing_worker.py`."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from tests.workflows.system import System

_ROOT = Path(__file__).parents[2]


@asynccontextmanager
async def crashing_worker(system: System, die_at: str) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.workflows.crashing_worker"),
        env={
            **os.environ,
            "DIE_AT": die_at,
            "PAYBYINVOICE_HOME": str(system.settings.home),
            "PAYBYINVOICE_TASK_QUEUE": system.settings.task_queue,
            # As the workers of `system`, which take over from it.
            "PAYBYINVOICE_WORKER_VERSIONING": "false",
            "TEMPORAL_ADDRESS": system.temporal.service_client.config.target_host,
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
