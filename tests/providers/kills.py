"""Workers are killed at each step of the switch at another billing system: `python -m
tests.providers.kills [--kills 100] [--seed N] [--lanes 4]`.

Real worker processes, a real engine, a real ledger; the billing system is the tests' own, over
HTTP, and has faults of its own. Each switch has to end: both systems switched, once, or both as
they were, and everybody was told once.
"""

import argparse
import asyncio
import os
import signal
import subprocess
import sys
import time
import traceback
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from temporalio.client import Client

from adapters.ledger.database import opened_ledger
from adapters.ledger.provider.calls import StoredCalls
from domain.billing.calls import CallKind, CallState
from domain.billing.names import ProviderName
from domain.billing.provider import Collecting
from domain.errors import ServiceUnreachable, SwitchBlocked, UnderWay
from domain.notices import NoticeKind
from domain.requests.lifecycle import State
from domain.requests.messages import Submit
from engine.leaving import run_and_leave
from settings import Settings
from tests import forks
from tests.providers.http_site import SECRET, BillingSite, billing_site
from tests.providers.outside import OutsideBilling, at_random
from tests.temporal_server import temporal_server
from tests.waiting import eventually
from tests.workflows.customers import ANNA, Customer, a_customer
from tests.workflows.steps import SWITCH
from tests.workflows.system import System, opened_system, settings_for

FORTH = ("verify", "open_charges", "stop_collecting", "collect_by_invoice", "charged_since")
BACK = ("collect_as_before",)
LATER = ("set_limit",)
WHEN = ("before", "after", "shortly after")


@dataclass
class Kill:
    """When a worker is killed: at this call, before it is done, at its answer, or a moment later,
    while the step is being kept."""

    call: str
    when: str
    delay: float = 0.0


@dataclass
class Lane:
    """A ledger and a queue of its own, with one worker at a time."""

    system: System
    site: BillingSite
    random: Random
    seen: Counter[str] = field(default_factory=Counter)
    kill: Kill | None = None
    worker: forks.Forked | None = None

    async def moment(self, call: str, done: bool) -> None:
        kill = self.kill
        if kill is None or call != kill.call:
            return
        if done is (kill.when == "before"):
            return
        self.kill = None
        if kill.when == "shortly after":
            asyncio.get_running_loop().call_later(kill.delay, self.strike, kill)
        else:
            self.strike(kill)

    def strike(self, kill: Kill) -> None:
        if self.worker is not None and self.worker.returncode is None:
            os.kill(self.worker.pid, signal.SIGKILL)
            self.seen[f"{kill.when} {kill.call}"] += 1

    async def at_work(self) -> None:
        """Keeps a worker running."""
        while True:
            self.worker = await _worker(self.system.settings, self.system.temporal)
            await self.worker.wait()

    async def assert_ended(self, customer: Customer) -> bool:
        """Whether it was blocked; where it does not end, what it waits for is said."""
        if (blocked := await _switched(self.system, customer)) is not None:
            return blocked
        handle = self.system.temporal.get_workflow_handle(customer.request)
        pending = (await handle.describe()).raw_description.pending_activities
        raise AssertionError(f"{customer.request} never ended.\n{pending}")

    async def life(self, refused: bool, kill: Kill, faults: float) -> None:
        """One customer switches, or is refused, while a worker is killed."""
        customer = a_customer()
        there = self.site.customer(customer.account_id, customer.scope_id)
        await _patiently(self.system, customer)
        there.refuses = {"collect_by_invoice"} if refused else set()
        there.script = at_random(Random(self.random.random()), faults)
        self.kill, self.site.moments[customer.account_id] = kill, self.moment
        blocked = await self.assert_ended(customer)
        assert blocked is refused, (customer.request, kill)
        if refused:
            await self.assert_as_before(customer, there)
        else:
            await self.assert_switched(customer, there)
        # What was refused is never told of, and a worker may be killed by nothing any more.
        self.kill = None

    async def assert_switched(self, customer: Customer, there: OutsideBilling) -> None:
        assert len(await self.system.switches(customer)) == 1
        (collection,) = there.collections.values()
        assert collection.collecting is Collecting.BY_INVOICE
        kinds = [NoticeKind.APPROVED, NoticeKind.SWITCHED, NoticeKind.TEAM_SWITCHED]
        await self.system.was_notified(customer, kinds)
        assert (await self.system.snapshot(customer)).state is State.SWITCHED

        async def told() -> bool:
            return bool(there.limits)

        await eventually("the limit is told", told, seconds=90)
        assert len(there.limits) == 1
        once = ["stop_collecting", "collect_by_invoice", "set_limit"]
        assert there.changed == once, there.changed

    async def assert_as_before(self, customer: Customer, there: OutsideBilling) -> None:
        assert not await self.system.switches(customer)
        (collection,) = there.collections.values()
        assert collection.collecting is Collecting.AUTOMATICALLY
        assert there.changed == ["stop_collecting", "collect_as_before"], there.changed
        assert (await self.system.snapshot(customer)).state is State.APPROVED
        assert (await self.system.notices(customer))[NoticeKind.SWITCHED] == 0

    async def assert_nothing_is_left(self) -> None:
        async with opened_ledger(self.system.settings.ledger_url) as database:
            calls = StoredCalls(database)
            assert await calls.under_way() == []

            async def all_told() -> bool:
                return not await calls.calls([CallState.WAITING], 1)

            await eventually("everything is told", all_told, seconds=90)
            kinds = {each.kind for each in await calls.calls((), 1000)}
            assert kinds <= {CallKind.SET_LIMIT}, kinds


@asynccontextmanager
async def opened_lane(
    temporal: Client, site: BillingSite, home: Path, random: Random
) -> AsyncIterator[Lane]:
    settings = settings_for(
        home, provider=ProviderName.HTTP, provider_url=site.url, provider_secret=SECRET
    )
    async with opened_system(temporal, settings) as system:
        lane = Lane(system, site, random)
        working = asyncio.create_task(lane.at_work())
        try:
            yield lane
        finally:
            working.cancel()
            if lane.worker is not None:
                with suppress(ProcessLookupError):
                    lane.worker.kill()
                await lane.worker.wait()


def a_kill(random: Random, refused: bool) -> Kill:
    calls = (*FORTH[:4], *BACK) if refused else (*FORTH, *LATER)
    return Kill(random.choice(calls), random.choice(WHEN), random.random() * 0.03)


async def _worker(settings: Settings, temporal: Client) -> forks.Forked:
    return await forks.start(
        "worker.py",
        {
            **os.environ,
            "PAYBYINVOICE_HOME": str(settings.home),
            "PAYBYINVOICE_TASK_QUEUE": settings.task_queue,
            "PAYBYINVOICE_WORKER_VERSIONING": "false",
            "PAYBYINVOICE_PROVIDER": settings.provider,
            "PAYBYINVOICE_PROVIDER_URL": str(settings.provider_url),
            "PAYBYINVOICE_PROVIDER_SECRET": SECRET,
            "TEMPORAL_ADDRESS": temporal.service_client.config.target_host,
        },
        stderr=subprocess.DEVNULL,
    )


async def _patiently(system: System, customer: Customer) -> None:
    """Submits the request, and waits where a worker is about to start."""
    await system.welcome(customer)
    for _ in range(20):
        try:
            await system.open(customer, key=f"open-{customer.scope_id}")
            submit = Submit(by=ANNA)
            submitted = await system.send(customer, submit, f"submit-{customer.scope_id}")
        except (ServiceUnreachable, UnderWay):
            await asyncio.sleep(1)  # a worker starts; one that is lost has what was asked
            continue
        assert submitted.state is State.APPROVED
        return
    raise AssertionError("no worker has come")


async def _switched(system: System, customer: Customer) -> bool | None:
    """Asks under one key for as long as nobody answers; whether it was blocked. None: it did not
    end, although a billing system that fails seven times in a row makes it take five minutes."""
    until = time.monotonic() + 600
    while time.monotonic() < until:
        try:
            await system.send(customer, SWITCH, f"one-click-{customer.scope_id}")
        except (ServiceUnreachable, UnderWay):
            await asyncio.sleep(0.1)  # a worker starts; one that is lost has what was asked
            continue
        except SwitchBlocked:
            return True
        return False
    return None


async def main(kills: int, seed: int, lanes: int) -> int:
    began, out = time.monotonic(), sys.stdout
    out.write(f"seed {seed}: {kills} kills in {lanes} lanes\n")
    seen: Counter[str] = Counter()
    with TemporaryDirectory() as folder:
        async with temporal_server() as temporal, billing_site() as site:

            async def run(number: int) -> None:
                random = Random(f"{seed}/{number}")
                home = Path(folder) / str(number)
                async with opened_lane(temporal, site, home, random) as lane:
                    while seen.total() < kills:
                        before = lane.seen.copy()
                        refused = random.random() < 0.25
                        await lane.life(refused, a_kill(random, refused), random.choice((0, 0.3)))
                        seen.update(lane.seen - before)
                        lives[refused] += 1
                        out.write(f"\r{seen.total()} kills, {lives.total()} switches")
                        out.flush()
                    await lane.assert_nothing_is_left()

            async def said(number: int) -> None:
                try:
                    await run(number)
                except Exception:
                    # At once: a client that is called off may ask on.
                    traceback.print_exc()
                    os._exit(1)

            lives: Counter[bool] = Counter()
            async with asyncio.TaskGroup() as group:
                for number in range(lanes):
                    group.create_task(said(number))
    out.write(
        f"\n{lives[False]} switched once in both systems, {lives[True]} undone in both;"
        f" {time.monotonic() - began:.0f} s\n"
    )
    for point, times in sorted(seen.items()):
        out.write(f"{times:4} {point}\n")
    return 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--lanes", type=int, default=4)
    chosen = parser.parse_args()
    run_and_leave(lambda: main(chosen.kills, chosen.seed, chosen.lanes))
