"""How long programs take from their start to what a person waits for."""

import asyncio
import math
import statistics
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from benchmarks.processes import running
from engine.local.ports import free_port

Start = Callable[[], Awaitable[float]]


async def startup_times(home: Path, runs: int) -> list[tuple[str, float]]:
    """The median of each program's seconds; empty when `runs` is 0."""
    if not runs:
        return []
    return [
        (what, statistics.median([await start() for _ in range(runs)]))
        for what, start in _starts(home)
    ]


def _starts(home: Path) -> list[tuple[str, Start]]:
    return [
        ("python starter.py --help", lambda: _to_its_end("starter.py", "--help")),
        ("python worker.py --help", lambda: _to_its_end("worker.py", "--help")),
        (
            "import clients.requests.client",
            lambda: _to_its_end("-c", "import clients.requests.client"),
        ),
        ("worker.py --dev to polling, first", lambda: _to_polling(home / f"new-{free_port()}")),
        ("worker.py --dev to polling, again", lambda: _to_polling(home / "kept")),
    ]


async def _to_its_end(*arguments: str) -> float:
    """Infinite for a program that fails."""
    began = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *arguments,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    failed = await process.wait()
    return math.inf if failed else time.perf_counter() - began


async def _to_polling(home: Path) -> float:
    """Engine and worker on this machine, as `make run` starts them."""
    command = (sys.executable, "worker.py", "--dev", "--port", str(free_port()))
    ui = ("--ui-port", str(free_port()))
    began = time.perf_counter()
    log, environment = home.with_suffix(".log"), {"PAYBYINVOICE_HOME": str(home)}
    async with running((*command, *ui), environment, log):
        return time.perf_counter() - began
