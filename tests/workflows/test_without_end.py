"""A request takes any number of messages: one run of its workflow goes on in the next."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from temporalio.client import Client, WorkflowExecutionStatus, WorkflowUpdateFailedError

from domain.errors import ServiceUnreachable
from domain.requests import messages
from domain.requests.happenings import Happening
from domain.requests.lifecycle import State
from tests.waiting import eventually
from tests.workflows.customers import ANNA, Customer, a_customer
from tests.workflows.endless import Endless, request_without_end
from tests.workflows.runs import Runs
from tests.workflows.steps import SWITCH, submitted
from tests.workflows.system import System, at_work, opened_system, settings_for
from workflows import attributes

EACH_RUN = 5


@pytest.fixture
async def short_runs(temporal: Client, tmp_path: Path) -> AsyncIterator[System]:
    """A system whose requests go on in another run after a few messages."""
    settings = settings_for(tmp_path, messages_each_run=EACH_RUN)
    async with opened_system(temporal, settings) as system, at_work(system):
        yield system
        await system.assert_healthy()


async def runs_of(system: System, customer: Customer) -> int:
    """How many runs its workflow has had."""
    ran = f"WorkflowId = '{customer.request}'"
    statuses = [each.status async for each in system.temporal.list_workflows(ran)]
    return statuses.count(WorkflowExecutionStatus.CONTINUED_AS_NEW) + 1


async def edited(system: System, customer: Customer, number: int, key: str | None = None) -> None:
    draft = {**customer.draft, "justification": f"Reason {number}."}
    await system.send(customer, messages.EditDraft(by=ANNA, draft=draft), key)


async def went_on(system: System, customer: Customer, runs: int = 2) -> None:
    async def there() -> bool:
        return await runs_of(system, customer) >= runs

    await eventually(f"{runs} runs", there)


async def found_in_lists_by(system: System, customer: Customer) -> dict[str, object]:
    """The search attributes of its present run."""
    run = await system.temporal.get_workflow_handle(customer.request).describe()
    given = run.typed_search_attributes
    return {pair.key.name: pair.value for pair in given if pair.key in attributes.ALL}


async def test_the_timeline_is_whole_after_many_runs(short_runs: System) -> None:
    system, customer = short_runs, a_customer()
    await system.welcome(customer)
    await system.open(customer)
    found_by = await found_in_lists_by(system, customer)
    assert found_by["RequestState"] == "draft"
    for number in range(3 * EACH_RUN):
        await edited(system, customer, number)
    await went_on(system, customer, 4)
    assert await found_in_lists_by(system, customer) == found_by
    snapshot = await system.snapshot(customer)
    kinds = Counter(entry.kind for entry in snapshot.timeline)
    assert kinds == {Happening.OPENED: 1, Happening.EDITED: 3 * EACH_RUN}
    assert [each.at for each in snapshot.timeline] == sorted(each.at for each in snapshot.timeline)
    line = await system.queues.line(customer.request)
    assert line is not None and line.state is State.DRAFT
    await system.send(customer, messages.Submit(by=ANNA))
    await system.send(customer, SWITCH)
    ended = await system.end_of(customer)
    assert ended.timeline[: len(snapshot.timeline)] == snapshot.timeline
    assert len(await system.switches(customer)) == 1


async def test_a_message_that_comes_again_in_a_later_run_is_answered_and_not_done_again(
    short_runs: System,
) -> None:
    system, customer = short_runs, a_customer(administrators=["anna@gmail.com"])
    await system.welcome(customer)
    await system.open(customer)
    handle = system.temporal.get_workflow_handle(customer.request)
    submit = messages.Submit(by=ANNA)
    first = await handle.execute_update("submit", submit, id="once")
    for _ in range(EACH_RUN):
        await system.send(customer, messages.Recheck(by=ANNA))
    await went_on(system, customer)
    before = await system.snapshot(customer)
    assert await handle.execute_update("submit", submit, id="once") == first
    assert (await system.snapshot(customer)).timeline == before.timeline
    with pytest.raises(WorkflowUpdateFailedError):
        await handle.execute_update("submit", submit, id="another")


async def test_its_deadlines_go_on_in_the_next_run(short_runs: System) -> None:
    system, customer = short_runs, a_customer(administrators=["anna@gmail.com"])
    await submitted(system, customer)
    await system.requests.fast_forward(customer.request, timedelta(days=10))
    before = await system.requests.now(customer.request)
    for _ in range(EACH_RUN):
        await system.send(customer, messages.Recheck(by=ANNA))
    await went_on(system, customer)
    assert await system.requests.now(customer.request) >= before
    until = (await system.snapshot(customer)).waiting_on.until
    snapshot = await system.pass_days(customer, 61)
    assert snapshot.state is State.WITHDRAWN
    assert until is not None
    assert timedelta(0) <= snapshot.timeline[-1].at - until < timedelta(seconds=5)
    assert snapshot.ended is not None and snapshot.ended.kind == "no_answer"


async def test_messages_that_arrive_while_it_goes_on_are_all_done_once(short_runs: System) -> None:
    """It takes seconds: sixty messages go through several runs."""
    system, customer = short_runs, a_customer()
    await system.welcome(customer)
    await system.open(customer)
    slots = asyncio.Semaphore(8)

    async def one(number: int) -> None:
        async with slots:
            try:
                await edited(system, customer, number, f"edit-{number}")
            except ServiceUnreachable:  # done, or not yet: whoever asks again is told
                await edited(system, customer, number, f"edit-{number}")

    await asyncio.gather(*(one(number) for number in range(60)))
    snapshot = await system.snapshot(customer)
    assert Counter(entry.kind for entry in snapshot.timeline)[Happening.EDITED] == 60
    assert await runs_of(system, customer) > 3


async def test_nothing_is_lost_or_doubled_while_workers_are_killed(
    temporal: Client, tmp_path: Path
) -> None:
    """It takes long: workers that are killed are processes of their own. `python -m
    tests.workflows.endless request 3000` is the long run."""
    async with opened_system(temporal, settings_for(tmp_path, messages_each_run=30)) as system:
        found = await request_without_end(system, 100, kills=1)
    assert found.wrong == []


@pytest.mark.parametrize(
    ("so", "said"),
    [
        ({"acknowledged": 99}, "99 of 100 messages were answered"),
        ({"killed": 0}, "0 of 1 workers were killed"),
        ({"runs": Runs(sizes=[500], messages=[60])}, "a run took 60 messages"),
        ({"runs": Runs(sizes=[2_000_000], messages=[1])}, "a run's history has 2,000,000 bytes"),
        ({"lost_or_doubled": ["0 edits by Anna, not 1"]}, "0 edits by Anna, not 1"),
        ({"runs": Runs(sizes=[1], messages=[1], failed_tasks=["no."])}, "a task failed: no."),
    ],
    ids=["unanswered", "unkilled", "too many", "too large", "lost", "failed"],
)
def test_each_thing_that_must_not_be_is_told(so: dict[str, Any], said: str) -> None:
    fine = Endless(100, 100, 30, 1, 1, Runs(sizes=[1_999_999], messages=[59]), [])
    assert fine.wrong == []
    assert replace(fine, **so).wrong == [said]
