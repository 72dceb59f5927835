"""The part about requests: whole lives of ours and of what it is compared with, by turns."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from temporalio.client import Client

from benchmarks.contenders import DBOS, Bare, Contender, Ours
from benchmarks.dbos_contender import OnDbos
from benchmarks.measuring import Bench, at_work, history_of
from benchmarks.report import Findings
from benchmarks.sizes import Size
from benchmarks.startup import startup_times
from benchmarks.work import cpu_of_the_work
from engine.local.embedded import embedded_engine
from engine.local.ports import free_port


async def measure_requests(home: Path, size: Size) -> Findings:
    found = Findings(startup=await startup_times(home, size.starts))
    found.work = await cpu_of_the_work(home / "work", size.worked_through)
    found.open = size.memory_requests
    async with _contenders(home) as (temporal, contenders):
        async with _all_at_work(contenders, size.warm_up) as benches:
            await _by_turns(temporal, benches, size, found)
        for contender in contenders:
            async with at_work(contender, size.warm_up) as bench:
                found.memory[contender.name] = await bench.memory_of_open(found.open)
    return found


@asynccontextmanager
async def _contenders(home: Path) -> AsyncIterator[tuple[Client, Sequence[Contender]]]:
    async with AsyncExitStack() as opened:
        engine = await opened.enter_async_context(
            embedded_engine(home / "engine", port=free_port(), ui_port=free_port())
        )
        temporal = await Client.connect(engine.address)
        of_engine = engine.address, engine.pid
        ours = await Ours.open(*of_engine, home / "ours", opened)
        bare = await Bare.open(*of_engine, home / "bare", opened)
        local = await Bare.open(*of_engine, home / "local", opened, local=True)
        yield temporal, (ours, bare, local, await OnDbos.open(home / "dbos", opened))


@asynccontextmanager
async def _all_at_work(
    contenders: Sequence[Contender], warm_up: int
) -> AsyncIterator[Sequence[Bench]]:
    async with AsyncExitStack() as working:
        yield [
            await working.enter_async_context(at_work(contender, warm_up))
            for contender in contenders
        ]


async def _by_turns(
    temporal: Client, benches: Sequence[Bench], size: Size, found: Findings
) -> None:
    for bench in benches:
        found.idle[bench.contender.name] = await bench.alone(size.clicked_through)
    for _ in range(size.rounds_of_requests):
        for bench in benches:
            cost, lives = await bench.round(size.each_round)
            found.rounds[bench.contender.name].append(cost)
            if bench.contender.name != DBOS:  # which keeps no history
                ids = [life.workflow_id for life in lives[:10]]
                found.history[bench.contender.name] = await history_of(temporal, ids)
