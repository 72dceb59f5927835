"""An engine of one test alone, started again whenever it dies, its database kept."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from engine.local.embedded import EmbeddedEngine, embedded_engine
from engine.local.ports import free_port


@asynccontextmanager
async def engine_on_disk(home: Path, port: int) -> AsyncIterator[EmbeddedEngine]:
    async with embedded_engine(home, port=port, ui_port=free_port()) as engine:
        kept = asyncio.create_task(engine.keep_running())
        yield engine
        kept.cancel()
