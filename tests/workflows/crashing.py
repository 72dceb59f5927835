"""A worker process that dies at one point: see `crashing_worker.py`."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from tests import forks
from tests.workflows.system import System


@asynccontextmanager
async def crashing_worker(system: System, die_at: str) -> AsyncIterator[forks.Forked]:
    process = await forks.start(
        "tests.workflows.crashing_worker",
        {
            **os.environ,
            "DIE_AT": die_at,
            "PAYBYINVOICE_HOME": str(system.settings.home),
            "PAYBYINVOICE_TASK_QUEUE": system.settings.task_queue,
            # As the workers of `system`, which take over from it.
            "PAYBYINVOICE_WORKER_VERSIONING": "false",
            "TEMPORAL_ADDRESS": system.temporal.service_client.config.target_host,
        },
    )
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
