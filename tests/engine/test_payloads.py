"""A worker of ours does not search for payloads where there is nothing to be done with them."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from temporalio import activity, workflow
from temporalio.api.common.v1 import Payload
from temporalio.bridge._visitor import PayloadVisitor
from temporalio.client import Client
from temporalio.converter import DataConverter, PayloadCodec
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from engine.connection import connect
from engine.embedded import EmbeddedEngine
from engine.payloads import leave_plain_payloads_alone
from settings import Settings


class Backwards(PayloadCodec):
    """Stands for encryption: nobody who does not know it reads a word."""

    async def encode(self, payloads: Sequence[Payload]) -> list[Payload]:
        return [
            Payload(metadata={"encoding": b"backwards"}, data=_turned(each)) for each in payloads
        ]

    async def decode(self, payloads: Sequence[Payload]) -> list[Payload]:
        return [Payload.FromString(each.data[::-1]) for each in payloads]


def _turned(payload: Payload) -> bytes:
    return payload.SerializeToString()[::-1]


@activity.defn
async def greet(name: str) -> str:
    return f"Good morning, {name}."


@workflow.defn
class Greeting:
    @workflow.run
    async def run(self, name: str) -> str:
        return await workflow.execute_activity(
            greet, name, start_to_close_timeout=timedelta(seconds=10)
        )


@pytest.fixture
def walks(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What was walked through, one entry for each time."""
    walks: list[object] = []
    visit = PayloadVisitor.visit

    async def noted(self: PayloadVisitor, functions: Any, root: Any) -> None:
        walks.append(type(root))
        await visit(self, functions, root)

    monkeypatch.setattr(PayloadVisitor, "visit", noted)
    leave_plain_payloads_alone()
    return walks


async def _greeted(client: Client) -> tuple[str, str]:
    """What a workflow of this client's answered, and its history as the engine has it."""
    queue = str(uuid4())
    async with Worker(
        client,
        task_queue=queue,
        workflows=[Greeting],
        activities=[greet],
        workflow_runner=UnsandboxedWorkflowRunner(),
    ):
        handle = await client.start_workflow(Greeting.run, "Anna", id=queue, task_queue=queue)
        answer = await handle.result()
    return answer, str([each async for each in handle.fetch_history_events()])


async def test_what_is_not_encoded_is_never_walked_through(
    engine: EmbeddedEngine, settings: Settings, walks: list[object]
) -> None:
    answer, history = await _greeted(await connect(settings, address=engine.address))
    assert answer == "Good morning, Anna."
    assert "Anna" in history
    assert walks == []


async def test_what_is_encoded_is_so_all_the_way(
    engine: EmbeddedEngine, walks: list[object]
) -> None:
    client = await Client.connect(
        engine.address, data_converter=DataConverter(payload_codec=Backwards())
    )
    answer, history = await _greeted(client)
    assert answer == "Good morning, Anna."
    assert "Anna" not in history
    assert walks
