"""What a request costs, beside a bare workflow: `python -m benchmarks`."""

import argparse
import os
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from temporalio.client import Client

from benchmarks.contenders import Bare, Contender, Ours
from benchmarks.measuring import Bench, at_work, history_of
from benchmarks.report import Findings, print_report
from benchmarks.startup import startup_times
from benchmarks.work import cpu_of_the_work
from engine.embedded import embedded_engine
from engine.leaving import run_and_leave
from engine.ports import free_port


class Size(argparse.Namespace):
    """How much is measured."""

    lifecycles: int
    rounds: int
    quick: bool

    @property
    def each_round(self) -> int:
        return max(1, self.lifecycles // self.rounds)

    @property
    def warm_up(self) -> int:
        return 1 if self.quick else 20

    @property
    def clicked_through(self) -> int:
        return 1 if self.quick else 10

    @property
    def worked_through(self) -> int:
        return 2 if self.quick else 100

    @property
    def open(self) -> int:
        return 20 if self.quick else 500

    @property
    def starts(self) -> int:
        return 0 if self.quick else 5


def chosen() -> Size:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--lifecycles", type=int, help="how many of each kind (default: 400)")
    parser.add_argument(
        "--quick", action="store_true", help="a few, without start-up times: does it run?"
    )
    size = parser.parse_args(namespace=Size())
    size.rounds = 1 if size.quick else 5
    size.lifecycles = size.lifecycles or (4 if size.quick else 400)
    return size


async def main(size: Size) -> int:
    _forget_settings_of_this_shell()
    with tempfile.TemporaryDirectory(prefix="benchmarks-") as folder:
        home = Path(folder)
        found = Findings(startup=await startup_times(home, size.starts))
        found.work = await cpu_of_the_work(home / "work", size.worked_through)
        async with _contenders(home) as (temporal, server, contenders):
            async with _all_at_work(contenders, server, size.warm_up) as benches:
                await _by_turns(temporal, benches, size, found)
            for contender in contenders:
                async with at_work(contender, server, size.warm_up) as bench:
                    found.memory[contender.name] = await bench.memory_of_open(size.open)
    print_report(found)
    return 0


def _forget_settings_of_this_shell() -> None:
    # A benchmark must never reach a ledger or an engine that somebody works with.
    for name in list(os.environ):
        if name.startswith(("PAYBYINVOICE_", "TEMPORAL_")):
            del os.environ[name]


@asynccontextmanager
async def _contenders(home: Path) -> AsyncIterator[tuple[Client, int, Sequence[Contender]]]:
    async with AsyncExitStack() as opened:
        engine = await opened.enter_async_context(
            embedded_engine(home / "engine", port=free_port(), ui_port=free_port())
        )
        temporal = await Client.connect(engine.address)
        ours = await Ours.open(engine.address, home / "ours", opened)
        bare = await Bare.open(engine.address, home / "bare", opened)
        yield temporal, engine.pid, (ours, bare)


@asynccontextmanager
async def _all_at_work(
    contenders: Sequence[Contender], server: int, warm_up: int
) -> AsyncIterator[Sequence[Bench]]:
    async with AsyncExitStack() as working:
        yield [
            await working.enter_async_context(at_work(contender, server, warm_up))
            for contender in contenders
        ]


async def _by_turns(
    temporal: Client, benches: Sequence[Bench], size: Size, found: Findings
) -> None:
    for bench in benches:
        found.idle[bench.contender.name] = await bench.alone(size.clicked_through)
    for _ in range(size.rounds):
        for bench in benches:
            cost, lives = await bench.round(size.each_round)
            found.rounds[bench.contender.name].append(cost)
            found.history[bench.contender.name] = await history_of(temporal, lives[:10])


if __name__ == "__main__":
    size = chosen()
    run_and_leave(lambda: main(size))
