"""Runs the console as a process of its own: `python -m console`, for the engine and the ledger that
the environment names. It also starts while the engine is away, and shows what the ledger has."""

import sys
from typing import TYPE_CHECKING

from engine.leaving import run_and_leave
from engine.process import collect_garbage_seldom, leave_in_time, run_process
from wording.catalogue import staff_words

if TYPE_CHECKING:
    from settings import Settings


async def work(settings: "Settings") -> None:
    """Serves until it is stopped."""
    from console.embedded import console
    from engine.observing import logs, tracing
    from engine.observing.telemetry import forward_logs
    from engine.stopping import stop_requested

    logs.configure(settings)
    tracing.start("pay-by-invoice-console")
    forward_logs(settings)
    stopping = stop_requested()
    async with console(settings) as running:
        collect_garbage_seldom()
        sys.stdout.write(f"{staff_words()('console.running')}\n  {running.address}\n")
        sys.stdout.flush()
        await stopping.wait()
        leave_in_time(settings)


async def serve() -> int:
    """The same as a process: its exit status."""
    from files.environment import checked_settings

    return await run_process(work, checked_settings)


if __name__ == "__main__":
    run_and_leave(serve)
