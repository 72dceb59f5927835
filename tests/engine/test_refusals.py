"""What the engine itself refuses, and what a worker fails at, is told apart: each has its sentence,
and says whether it may be asked again."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from temporalio import workflow
from temporalio.client import Client, WorkflowHandle
from temporalio.common import WorkflowIDReusePolicy
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from domain.errors import (
    DomainError,
    HistoryFull,
    MessageTooLarge,
    ServiceBusy,
    ServiceUnreachable,
)
from engine import command, refusals
from engine.connection import connect
from engine.embedded import embedded_engine
from engine.ports import free_port
from engine.refusals import answering
from settings import Settings

QUEUE = "refusals"
SOON = timedelta(seconds=2)
FEW = {"history.maxTotalUpdates": "2"}
"""The engine's limit of messages to one run, which is 2,000."""


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
    handle: WorkflowHandle[Any, Any], update: str, *said: str, key: str | None = None
) -> DomainError:
    with pytest.raises(DomainError) as refused:
        async with answering("one", SOON):
            await handle.execute_update(update, args=said, id=key, rpc_timeout=SOON)
    return refused.value


async def test_more_messages_than_a_run_takes(clumsy: WorkflowHandle[Any, Any]) -> None:
    for word in ("one", "two"):
        await clumsy.execute_update("say", word)
    refused = await refusal(clumsy, "say", "three")
    assert type(refused) is HistoryFull
    assert "Nothing was done" in refused.reason


async def test_a_message_that_the_engine_does_not_carry(clumsy: WorkflowHandle[Any, Any]) -> None:
    refused = await refusal(clumsy, "say", "x" * 5_000_000)
    assert type(refused) is MessageTooLarge


async def test_a_run_that_ended_meanwhile(clumsy: WorkflowHandle[Any, Any]) -> None:
    refused = await refusal(clumsy, "end")
    assert type(refused) is ServiceUnreachable
    assert "ended while" in refused.reason or "No answer" in refused.reason


async def test_a_worker_of_another_version(clumsy: WorkflowHandle[Any, Any]) -> None:
    refused = await refusal(clumsy, "sing")
    assert type(refused) is ServiceUnreachable
    assert "another version" in refused.reason
    with pytest.raises(ServiceUnreachable, match="another version"):
        async with answering("one", SOON):
            await clumsy.query("song")


async def test_a_task_that_fails_again_and_again(clumsy: WorkflowHandle[Any, Any]) -> None:
    async def said() -> str:
        return (await refusal(clumsy, "say", "break", key="K")).reason

    async with asyncio.timeout(30):
        while "its log says why" not in await said():
            pass


async def test_a_worker_that_is_away(client: Client) -> None:
    handle = await begun(client)
    refused = await refusal(handle, "say", "hello")
    assert type(refused) is ServiceUnreachable
    assert "Is a worker running" in refused.reason


async def test_a_call_that_never_ends_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refusals, "_GRACE", timedelta(0))
    with pytest.raises(ServiceUnreachable, match="No answer about one within 0 seconds"):
        async with answering("one", timedelta(milliseconds=50)):
            await asyncio.Event().wait()


def test_being_busy_says_when_to_ask_again() -> None:
    assert ServiceBusy("Busy.", 5).details == {"retry_after": 5}
