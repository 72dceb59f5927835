"""What the engine itself refuses, and what a worker fails at, is told apart: each has its sentence,
and says whether it may be asked again."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from temporalio import workflow
from temporalio.client import Client, WorkflowHandle, WorkflowUpdateStage
from temporalio.common import WorkflowIDReusePolicy
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from domain.errors import (
    DomainError,
    HistoryFull,
    MessageTooLarge,
    ServiceBusy,
    ServiceUnreachable,
)
from engine import refusals
from engine.asking import was_taken
from engine.connection import connect
from engine.local import command
from engine.local.embedded import embedded_engine
from engine.local.ports import free_port
from engine.refusals import answering
from settings import Settings

QUEUE = "refusals"
SOON = timedelta(seconds=2)
FEW = {"history.maxTotalUpdates": "2", "history.maxInFlightUpdates": "1"}
"""The engine's limits of messages to one run, which are 2,000 in all and 10 under way."""


@workflow.defn(name="Clumsy", sandboxed=False)
class Clumsy:
    """Says what it hears, ends while it listens, or breaks."""

    def __init__(self) -> None:
        self.over = False

    @workflow.run
    async def run(self) -> None:
        await workflow.wait_condition(lambda: self.over)

    @workflow.update
    async def say(self, what: str) -> str:
        if what == "break":
            raise RuntimeError("a bug")
        return what[:10]

    @workflow.update
    async def hold(self) -> None:
        await workflow.wait_condition(lambda: False)

    @workflow.update
    async def end(self) -> None:
        self.over = True
        await workflow.wait_condition(lambda: False)


@pytest.fixture(scope="module")
async def client(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Client]:
    home: Path = tmp_path_factory.mktemp("refusals") / "var"
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(command, "_UNLIKE_ITS_DEFAULTS", FEW)
        async with embedded_engine(home, port=free_port(), ui_port=free_port()) as engine:
            yield await connect(Settings(home=home), address=engine.address)


@pytest.fixture
async def clumsy(client: Client) -> AsyncIterator[WorkflowHandle[Any, Any]]:
    async with Worker(
        client, task_queue=QUEUE, workflows=[Clumsy], workflow_runner=UnsandboxedWorkflowRunner()
    ):
        yield await begun(client)


async def begun(client: Client) -> WorkflowHandle[Any, Any]:
    again = WorkflowIDReusePolicy.TERMINATE_IF_RUNNING
    return await client.start_workflow("Clumsy", id="one", task_queue=QUEUE, id_reuse_policy=again)


async def refusal(
    client: Client,
    handle: WorkflowHandle[Any, Any],
    update: str,
    *said: str,
    key: str | None = None,
) -> DomainError:
    update_id = key or f"{update}-{uuid4()}"
    with pytest.raises(DomainError) as refused:
        async with answering(
            "one", SOON, partial(was_taken, client, handle.id, update_id, datetime.now(UTC))
        ):
            await handle.execute_update(update, args=said, id=update_id, rpc_timeout=SOON)
    return refused.value


async def test_more_messages_than_a_run_takes(
    client: Client, clumsy: WorkflowHandle[Any, Any]
) -> None:
    for word in ("one", "two"):
        await clumsy.execute_update("say", word)
    refused = await refusal(client, clumsy, "say", "three")
    assert type(refused) is HistoryFull
    assert "Nothing was done" in refused.reason


async def test_more_messages_at_one_time_than_the_engine_takes(
    client: Client,
    clumsy: WorkflowHandle[Any, Any],
) -> None:
    await clumsy.start_update("hold", wait_for_stage=WorkflowUpdateStage.ACCEPTED)
    refused = await refusal(client, clumsy, "say", "hello")
    assert type(refused) is ServiceBusy
    assert "Nothing was done" in refused.reason
    assert refused.details["retry_after"] > 0


async def test_of_a_message_to_a_run_before_nobody_says_that_it_was_refused(
    client: Client, clumsy: WorkflowHandle[Any, Any]
) -> None:
    before, after = (datetime.now(UTC) + each for each in (-timedelta(hours=1), timedelta()))
    assert await was_taken(client, clumsy.id, "of another run", before)
    assert not await was_taken(client, clumsy.id, "never sent", after)


async def test_a_message_that_is_under_way_is_not_said_to_be_refused(
    client: Client,
    clumsy: WorkflowHandle[Any, Any],
) -> None:
    refused = await refusal(client, clumsy, "hold")
    assert type(refused) is ServiceUnreachable
    assert "No answer" in refused.reason


async def test_a_message_that_the_engine_does_not_carry(
    client: Client, clumsy: WorkflowHandle[Any, Any]
) -> None:
    refused = await refusal(client, clumsy, "say", "x" * 5_000_000)
    assert type(refused) is MessageTooLarge


async def test_a_run_that_ended_meanwhile(client: Client, clumsy: WorkflowHandle[Any, Any]) -> None:
    refused = await refusal(client, clumsy, "end")
    assert type(refused) is ServiceUnreachable
    assert "ended while" in refused.reason or "No answer" in refused.reason


async def test_a_worker_of_another_version(
    client: Client, clumsy: WorkflowHandle[Any, Any]
) -> None:
    refused = await refusal(client, clumsy, "sing")
    assert type(refused) is ServiceUnreachable
    assert "another version" in refused.reason
    with pytest.raises(ServiceUnreachable, match="another version"):
        async with answering("one", SOON):
            await clumsy.query("song")


async def test_a_task_that_fails_again_and_again(
    client: Client, clumsy: WorkflowHandle[Any, Any]
) -> None:
    """It takes as long as the engine tries the task until it reports that it fails."""

    async def said() -> str:
        return (await refusal(client, clumsy, "say", "break", key="K")).reason

    async with asyncio.timeout(30):
        while "its log says why" not in await said():
            pass


async def test_a_worker_that_is_away(client: Client) -> None:
    handle = await begun(client)
    refused = await refusal(client, handle, "say", "hello")
    assert type(refused) is ServiceUnreachable
    assert "Is a worker running" in refused.reason


async def test_a_call_that_never_ends_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refusals, "_GRACE", timedelta(0))
    with pytest.raises(ServiceUnreachable, match="No answer about one within 0 seconds"):
        async with answering("one", timedelta(milliseconds=50)):
            await asyncio.Event().wait()


def test_being_busy_says_when_to_ask_again() -> None:
    assert ServiceBusy("Busy.", 5).details == {"retry_after": 5}
