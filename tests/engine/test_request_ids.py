"""One id for whatever somebody asked for, from the client to the last step that it causes."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from uuid import uuid4

import pytest
import structlog
from temporalio.client import Client, WorkflowHandle
from temporalio.worker import Replayer, Worker

from engine.connection import connect
from engine.converter import DATA_CONVERTER
from engine.local.embedded import EmbeddedEngine
from engine.observing import causes, logs, request_ids
from engine.sandbox import workflow_runner
from settings import Settings
from tests.engine.asking import Asked, belongs_to


@pytest.mark.parametrize("given", ["0af7651916cd43dd", "a-b_c.d1", "9" * 64])
def test_a_well_formed_id_of_the_sender_is_kept(given: str) -> None:
    begun = request_ids.begin(given)
    assert request_ids.current() == given
    request_ids.end(begun)


@pytest.mark.parametrize(
    "given",
    [
        None,
        "",
        "short",
        "9" * 65,
        "anna@contoso.nl",
        "two words of it",
        "ends\nhere and forged",
        "-begins-with-a-dash",
        "áccented-id",
    ],
)
def test_anything_else_is_replaced(given: str | None) -> None:
    begun = request_ids.begin(given)
    assert request_ids.current() not in (None, given)
    request_ids.end(begun)


def test_two_that_are_made_differ() -> None:
    made = set()
    for _ in range(100):
        begun = request_ids.begin()
        made.add(request_ids.current())
        request_ids.end(begun)
    assert len(made) == 100


@pytest.fixture
async def client(engine: EmbeddedEngine, settings: Settings) -> Client:
    return await connect(settings, address=engine.address)


@asynccontextmanager
async def asked(client: Client, cached: int = 100) -> AsyncIterator[WorkflowHandle[Asked, object]]:
    queue = f"asking-{uuid4()}"
    worker = Worker(
        client,
        task_queue=queue,
        workflows=[Asked],
        activities=[belongs_to],
        workflow_runner=workflow_runner(),
        max_cached_workflows=cached,
    )
    async with worker:
        yield await client.start_workflow(Asked.run, id=f"asked-{uuid4()}", task_queue=queue)


async def ask(handle: WorkflowHandle[Asked, object], request_id: str) -> dict[str, str | None]:
    request_ids.begin(request_id)
    return await handle.execute_update(Asked.ask)


def all_of(request_id: str) -> dict[str, str]:
    return dict.fromkeys(("own", "run", "beside", "regular"), request_id)


@pytest.mark.parametrize("cached", [100, 0], ids=["kept", "replayed each time"])
async def test_every_step_belongs_to_the_message_that_caused_it(
    client: Client, cached: int
) -> None:
    async with asked(client, cached) as handle:
        assert await ask(handle, "first-id") == all_of("first-id")
        assert await ask(handle, "second-id") == all_of("second-id")
        request_ids.begin("reading-id")
        assert await handle.query(Asked.looked) == "reading-id"


async def test_a_step_of_two_messages_at_once_belongs_to_one_of_them(client: Client) -> None:
    async with asked(client) as handle:
        one, other = await asyncio.gather(
            asyncio.create_task(ask(handle, "one-of-two")),
            asyncio.create_task(ask(handle, "other-of-two")),
        )
        assert (one["own"], other["own"]) == ("one-of-two", "other-of-two")
        assert (one["regular"], other["regular"]) == ("one-of-two", "other-of-two")
        assert {one["run"], other["run"]} <= {"one-of-two", "other-of-two"}


async def test_what_time_causes_belongs_to_nobody(client: Client) -> None:
    async with asked(client) as handle:
        request_ids.begin("leaves-it")
        await handle.execute_update(Asked.leave_to_time, timedelta(milliseconds=10))
        assert await handle.result() == [None, None]


async def test_a_history_replays_with_and_without_ids(client: Client) -> None:
    async with asked(client) as handle:
        await ask(handle, "replayed-id")
        await handle.execute_update(Asked.leave_to_time, timedelta(milliseconds=10))
        await handle.result()
        history = await handle.fetch_history()
    for plugins in ([], [causes.plugin()]):
        replayer = Replayer(
            workflows=[Asked],
            workflow_runner=workflow_runner(),
            data_converter=DATA_CONVERTER,
            plugins=plugins,
        )
        await replayer.replay_workflow(history)


@pytest.mark.usefixtures("logging_as_it_was")
async def test_log_lines_say_what_they_belong_to(
    client: Client, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    logs.configure(settings.model_copy(update={"log_format": "json"}))
    async with asked(client) as handle:
        await ask(handle, "logged-id")
        structlog.stdlib.get_logger("console").warning("a page")
    said = capsys.readouterr().err.splitlines()
    lines = [json.loads(line) for line in said if line.startswith("{")]
    steps = [each for each in lines if each["event"].startswith("a step")]
    assert len(steps) == 4, said
    assert {each["request_id"] for each in steps} == {"logged-id"}
    assert [each["request_id"] for each in lines if each["event"] == "a page"] == ["logged-id"]
