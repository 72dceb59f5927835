from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import make_url
from temporalio.client import Client

from tests.postgres import PostgresServer, running_postgres
from tests.workflows.house import House, at_work, house_with, settings_for
from tests.workflows.wire import Wire, wire_to


@pytest.fixture
async def idle_house(temporal: Client, tmp_path: Path) -> AsyncIterator[House]:
    """A house whose worker has not come yet."""
    async with house_with(temporal, settings_for(tmp_path)) as house:
        yield house


@pytest.fixture
async def house(idle_house: House) -> AsyncIterator[House]:
    """A house at work. Afterwards none of its requests may have failed a step of its own."""
    async with at_work(idle_house):
        yield idle_house
        await idle_house.assert_healthy()


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    with running_postgres() as server:
        yield server


@pytest.fixture
async def wire(postgres: PostgresServer) -> AsyncIterator[Wire]:
    port = make_url(postgres.url).port
    assert port is not None
    async with wire_to(port) as wire:
        yield wire


@pytest.fixture
async def far_house(
    temporal: Client, tmp_path: Path, postgres: PostgresServer, wire: Wire
) -> AsyncIterator[House]:
    """A house at work whose worker reaches its ledger over the wire; the test looks past it."""
    direct = postgres.create_database()
    over_the_wire = make_url(direct).set(port=wire.port).render_as_string(hide_password=False)
    settings = settings_for(tmp_path, database_url=SecretStr(over_the_wire))
    past_it = settings_for(tmp_path, database_url=SecretStr(direct), task_queue=settings.task_queue)
    async with house_with(temporal, past_it) as house:
        house.settings = settings
        async with at_work(house):
            yield house
            await house.assert_healthy()
