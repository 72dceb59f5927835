"""`worker.py` with a worker application of its own: one workflow that waits, and no ledger.

A home that holds a file `ill` makes its health check fail.
"""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from temporalio.client import Client

from engine.leaving import run_and_leave
from release import RELEASE
from settings import Settings
from tests.engine.waiting import worker as worker_of
from worker import arguments, serve


@dataclass
class WaitingApplication:
    home: Path
    current: str = RELEASE

    @property
    def checks(self) -> dict[str, Any]:
        return {"home": self._is_well}

    async def wait_until_failed(self) -> None:
        await asyncio.Event().wait()

    async def _is_well(self) -> None:
        if (self.home / "ill").exists():
            raise ConnectionError


@asynccontextmanager
async def waiting_application(
    client: Client, settings: Settings
) -> AsyncIterator[WaitingApplication]:
    async with worker_of(client):
        yield WaitingApplication(settings.home)


if __name__ == "__main__":
    chosen = arguments(sys.argv[1:])
    run_and_leave(lambda: serve(chosen, cast(Any, waiting_application)))
