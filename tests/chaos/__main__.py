"""Breaks everything for some minutes and checks what is left: `make chaos ARGS="--seed 7 --minutes
10 --postgres"`."""

import argparse
import asyncio
import logging
import os
import signal
import sys
from collections import Counter

from engine.leaving import INTERRUPTED, leave
from engine.observing.telemetry import silence
from tests.chaos.rounds import Round, play
from tests.chaos.site import timeline

_ROUND_MINUTES = 5.0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make chaos", description=__doc__)
    parser.add_argument("--seed", type=int, default=1, help="of the first round; the next adds one")
    parser.add_argument("--minutes", type=float, default=10, help="for how long, in all rounds")
    parser.add_argument("--round", type=float, default=_ROUND_MINUTES, help="minutes of a round")
    parser.add_argument("--actors", type=int, default=6, help="how many act at the same time")
    parser.add_argument("--postgres", action="store_true", help="the ledger is on PostgreSQL")
    return parser.parse_args()


def told(came: Round) -> str:
    """A round in a few lines, and what went wrong in it."""
    deeds = came.deeds
    lines = [
        f"seed {came.seed}, {came.store}, disk: {came.disk}",
        f"  lived: {deeds.lives} lives, {len(deeds.requests)} requests, {len(deeds.invoices)}"
        f" invoices, {deeds.steps} steps acknowledged ({_counts(came.answers)})",
        f"  killed {came.kills.total()}: {_counts(came.kills)}",
        f"  paused {came.pauses.total()}: {_counts(came.pauses)}; disk full {came.full_disks}",
        f"  letters: {_counts(Counter(came.letters))}",
    ]
    if came.folder is not None:
        struck = [
            line for line in timeline(came.folder / "journal.jsonl") if "kill" in line.values()
        ]
        last = ", ".join(f"{line['at']} {line['whom']}" for line in struck[-10:])
        lines += [f"  WRONG: {each}" for each in came.wrong]
        lines += [f"  the last kills: {last}", f"  journal and logs: {came.folder}"]
    return "\n".join(lines) + "\n"


def _counts(counted: Counter[str]) -> str:
    return ", ".join(f"{name} {number}" for name, number in sorted(counted.items()) if number)


async def _main() -> int:
    chosen = _arguments()
    silence()
    logging.getLogger().addHandler(logging.NullHandler())  # outages are what it is about
    minutes, seed, wrong = chosen.minutes, chosen.seed, 0
    kills: Counter[str] = Counter()
    main = asyncio.current_task()
    assert main is not None
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, main.cancel)
    while minutes > 0:
        lasts = min(minutes, chosen.round)
        how = {"postgres": chosen.postgres, "actors": chosen.actors}
        came = await play(seed, lasts * 60, mount=os.geteuid() == 0, **how)
        sys.stdout.write(told(came))
        sys.stdout.flush()
        kills, wrong = kills + came.kills, wrong + len(came.wrong)
        minutes, seed = minutes - lasts, seed + 1
    sys.stdout.write(f"{kills.total()} kills in all: {_counts(kills)}; {wrong} things went wrong\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    try:
        status = asyncio.run(_main())
    except (KeyboardInterrupt, asyncio.CancelledError):
        status = INTERRUPTED
    leave(status)
