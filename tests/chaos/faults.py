"""What is killed, paused and filled, and when: it follows from the seed alone."""

import asyncio
import os
import random
import signal
from collections.abc import Iterator
from contextlib import suppress
from typing import NamedTuple

from tests.chaos.site import Site

_EVERY_SECONDS = 2.5
_KINDS = {"kill": 70, "pause": 25, "disk full": 5}
_WEIGHTS = {
    "worker 1": 2,
    "worker 2": 3,
    "engine": 2,
    "console": 2,
    "mail": 4,
    "postgres": 3,
    "receiver": 2,
}


class Fault(NamedTuple):
    after: float
    """Seconds since the one before."""
    kind: str
    whom: str
    lasts: float
    """Seconds until it goes on, or is started again."""


def faults(seed: int, names: tuple[str, ...]) -> Iterator[Fault]:
    """One after the other, without end."""
    chance = random.Random(f"{seed}/faults")
    weights = [_WEIGHTS[name] for name in names]
    while True:
        (kind,) = chance.choices(list(_KINDS), list(_KINDS.values()))
        (whom,) = chance.choices(names, weights)
        # Mostly started again at once; now and then something is away for long.
        lasts = chance.choice((0, 0, 0, 1, 3, 8)) if kind == "kill" else chance.uniform(0.5, 12)
        yield Fault(chance.expovariate(1 / _EVERY_SECONDS), kind, whom, lasts)


async def strike(site: Site, seed: int) -> None:
    """Strikes until it is cancelled, and leaves everything running."""
    lasting: set[asyncio.Task[None]] = set()
    try:
        for fault in faults(seed, site.names):
            await asyncio.sleep(fault.after)
            if fault.kind == "kill":
                if fault.whom in site.kept:
                    site.kept[fault.whom].restarts_after = fault.lasts
                site.strike(fault.whom)
                continue
            begun = _pause(site, fault) if fault.kind == "pause" else _fill(site, fault)
            task = asyncio.create_task(begun)
            lasting.add(task)
            task.add_done_callback(lasting.discard)
    finally:
        for task in list(lasting):
            task.cancel()
        await asyncio.gather(*lasting, return_exceptions=True)
        for kept in site.kept.values():
            kept.restarts_after = 0


async def _pause(site: Site, fault: Fault) -> None:
    held = site.processes_of(fault.whom)
    if not held:
        return
    site.journal.paused(fault.whom, fault.lasts)
    try:
        _send(held, signal.SIGSTOP)
        await asyncio.sleep(fault.lasts)
    finally:
        _send(held, signal.SIGCONT)


async def _fill(site: Site, fault: Fault) -> None:
    site.journal.disk_full(fault.lasts)
    try:
        site.disk.fill()
        await asyncio.sleep(fault.lasts)
    finally:
        site.disk.free()


def _send(processes: list[int], number: int) -> None:
    for pid in processes:
        with suppress(ProcessLookupError):
            os.kill(pid, number)
