"""A request that is edited thousands of times while its workers are killed: `python -m
tests.workflows.endless 3000` by hand, a shorter one in the tests.
"""

import asyncio
import sys
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from domain.errors import ServiceUnreachable
from domain.requests import messages
from domain.requests.snapshot import Snapshot
from engine.leaving import run_and_leave
from tests.temporal_server import temporal_server
from tests.waiting import eventually
from tests.workflows.crashing import crashing_worker
from tests.workflows.customers import Customer, a_customer
from tests.workflows.system import System, opened_system, settings_for

AT_ONCE = 6
_LARGE = 40_000
"""Characters of a large message. The engine takes 2 MB."""


@dataclass
class Endless:
    """What became of it."""

    snapshot: Snapshot
    runs: int
    largest: int
    """Bytes of the largest history of a run."""
    acknowledged: set[str]
    """Who sent each edit that was answered."""

    @property
    def lost_or_doubled(self) -> dict[str, int]:
        """Who edited and is not in the timeline exactly once: each edit is somebody else's."""
        counted = Counter(entry.by for entry in self.snapshot.timeline)
        return {by: counted[by] for by in self.acknowledged if counted[by] != 1}


async def lived_without_end(system: System, edits: int, kills: int) -> Endless:
    """One request, edited so many times by as many people, several at once and every tenth with a
    large form, over workers that are killed at even distances."""
    customer = a_customer()
    await system.welcome(customer)
    acknowledged: set[str] = set()
    remaining = iter(range(edits))

    async def edit() -> None:
        for number in remaining:
            said = "x" * _LARGE if number % 10 == 0 else f"Reason {number}."
            by = f"{number}@contoso.nl"
            draft = {**customer.draft, "justification": said}
            await _until_answered(system, customer, messages.EditDraft(by=by, draft=draft))
            acknowledged.add(by)

    editing: list[asyncio.Task[None]] = []
    for life in range(kills + 1):
        async with crashing_worker(system, "never"):
            if not editing:
                await system.open(customer)
                editing = [asyncio.create_task(edit()) for _ in range(AT_ONCE)]
            await _until(edits * (life + 1) // (kills + 1), acknowledged, editing)
            if life == kills:
                await asyncio.gather(*editing)
                snapshot = await system.snapshot(customer)
                sizes = [size async for size in _sizes(system, customer)]
    return Endless(snapshot, len(sizes), max(sizes), acknowledged)


async def _until(count: int, acknowledged: set[str], editing: Sequence[asyncio.Task[None]]) -> None:
    async def far_enough() -> bool:
        return len(acknowledged) >= count or any(each.done() for each in editing)

    await eventually(f"{count} edits are answered", far_enough, seconds=1200)


async def _until_answered(system: System, customer: Customer, command: messages.EditDraft) -> None:
    async def answered() -> bool:
        with suppress(ServiceUnreachable):
            await system.send(customer, command, key=f"edit of {command.by}")
            return True
        return False

    await eventually(f"the edit of {command.by} is answered", answered, seconds=120)


async def _sizes(system: System, customer: Customer) -> Any:
    """The bytes of each run's history."""
    async for each in system.temporal.list_workflows(f"WorkflowId = '{customer.request}'"):
        run = system.temporal.get_workflow_handle(customer.request, run_id=each.run_id)
        described = (await run.describe()).raw_description.workflow_execution_info
        yield described.history_size_bytes


async def _by_hand(edits: int) -> int:
    began = datetime.now(UTC)
    with TemporaryDirectory() as home:
        async with (
            temporal_server() as temporal,
            opened_system(temporal, settings_for(Path(home))) as system,
        ):
            found = await lived_without_end(system, edits, kills=5)
    sys.stdout.write(
        f"{len(found.acknowledged)} edits, {found.runs} runs, largest history"
        f" {found.largest:,} bytes, lost or doubled: {found.lost_or_doubled or 'none'},"
        f" {datetime.now(UTC) - began}\n"
    )
    return 1 if found.lost_or_doubled else 0


if __name__ == "__main__":
    edits = int(sys.argv[1])
    run_and_leave(lambda: _by_hand(edits))
