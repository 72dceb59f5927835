"""Starts an embedded engine and is killed at one point of it: `HOME PORT UI_PORT POINT`."""

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from engine.local.embedded import embedded_engine
from engine.local.engine_record import EngineRecord
from engine.local.lock import EngineLock

POINTS = (
    "before the server",
    "after the server",
    "before the note",
    "after the note",
    "before the watcher",
    "after the watcher",
    "before the record",
    "after the record",
)


def die(at: str, point: str) -> None:
    if at == point:
        os.kill(os.getpid(), signal.SIGKILL)


async def main(home: str, port: str, ui_port: str, point: str) -> None:
    start = asyncio.create_subprocess_exec

    async def started(program: str, *arguments: str, **options: Any) -> Any:
        what = "the watcher" if "watcher" in arguments else "the server"
        die(f"before {what}", point)
        process = await start(program, *arguments, **options)
        die(f"after {what}", point)
        return process

    asyncio.create_subprocess_exec = started  # type: ignore[assignment]
    EngineLock.note = between("the note", EngineLock.note, point)  # type: ignore[method-assign]
    record = EngineRecord
    record.write = between("the record", record.write, point)  # type: ignore[method-assign]
    async with embedded_engine(Path(home), port=int(port), ui_port=int(ui_port)):
        await asyncio.Event().wait()


def between(what: str, do: Callable[..., None], point: str) -> Callable[..., None]:
    def done(*given: Any, **more: Any) -> None:
        die(f"before {what}", point)
        do(*given, **more)
        die(f"after {what}", point)

    return done


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
