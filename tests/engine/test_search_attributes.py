import shlex
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from temporalio.client import Client
from temporalio.common import SearchAttributePair, TypedSearchAttributes

from domain.errors import ServiceUnreachable
from engine import search_attributes
from engine.connection import connect
from engine.errors import SearchAttributesMissing
from engine.local import command
from engine.local.command import server_binary
from engine.local.embedded import EmbeddedEngine, embedded_engine
from settings import Settings
from tests.engine.support import Ports
from tests.engine.waiting import TASK_QUEUE, Waiting
from tests.waiting import eventually
from workflows import attributes

NAMES = [key.name for key in attributes.ALL]


async def test_a_new_database_has_them_from_the_start(
    home: Path, settings: Settings, ports: Ports
) -> None:
    async with embedded_engine(home, **ports):
        client = await connect(settings)
        await search_attributes.require(client)
        await search_attributes.register(client)
        await _start_with_every_attribute(client)

    async with embedded_engine(home, **ports):
        await search_attributes.require(await connect(settings))


async def test_they_are_registered_on_a_database_that_was_in_use_without_them(
    home: Path, settings: Settings, ports: Ports
) -> None:
    with pytest.MonkeyPatch.context() as earlier:
        earlier.setattr(command, "SEARCH_ATTRIBUTES", {})
        async with embedded_engine(home, **ports):
            client = await connect(settings)
            await client.start_workflow(Waiting.run, 30, id="earlier", task_queue=TASK_QUEUE)

    async with embedded_engine(home, **ports):
        client = await connect(settings)
        assert await search_attributes.missing(client) == NAMES
        with pytest.raises(SearchAttributesMissing) as refusal:
            await search_attributes.require(client)
        assert refusal.value.details == {"missing": NAMES}

        await search_attributes.register(client)
        await search_attributes.register(client)
        await search_attributes.require(client)
        await _start_with_every_attribute(client)


@pytest.mark.usefixtures("databases_of_others")
async def test_the_command_in_the_refusal_creates_what_is_missing(
    home: Path, settings: Settings, ports: Ports
) -> None:
    async with embedded_engine(home, **ports):
        client = await connect(settings)
        _, *creation = shlex.split(search_attributes.creation_command(client, NAMES))
        subprocess.run([server_binary(), *creation], check=True, capture_output=True)

        async def are_there() -> bool:
            return not await search_attributes.missing(client)

        await eventually("the engine has read them", are_there)
        await search_attributes.require(client)


async def test_a_namespace_that_does_not_exist_is_a_refusal(
    engine: EmbeddedEngine, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEMPORAL_ADDRESS", engine.address)
    monkeypatch.setenv("TEMPORAL_NAMESPACE", "nowhere")
    with pytest.raises(ServiceUnreachable, match="no namespace 'nowhere'") as refused:
        await connect(settings)
    assert refused.value.details["because"] == "namespace"


async def _start_with_every_attribute(client: Client) -> None:
    due = datetime(2026, 11, 2, tzinfo=UTC)
    values = [
        (key, due if key.value_type is datetime else key.name.lower()) for key in attributes.ALL
    ]
    handle = await client.start_workflow(
        Waiting.run,
        30,
        id="described",
        task_queue=TASK_QUEUE,
        search_attributes=TypedSearchAttributes(
            [SearchAttributePair(key, value) for key, value in values]
        ),
    )
    known = (await handle.describe()).typed_search_attributes
    assert {key.name: known[key] for key, _ in values} == {key.name: v for key, v in values}
