from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import make_url
from temporalio.client import Client

from tests.postgres import PostgresServer, running_postgres
from tests.workflows.system import System, at_work, opened_system, settings_for
from tests.workflows.wire import Wire, wire_to


@pytest.fixture
async def idle_system(temporal: Client, tmp_path: Path) -> AsyncIterator[System]:
    """A system without a worker."""
    async with opened_system(temporal, settings_for(tmp_path)) as system:
        yield system


@pytest.fixture
async def system(idle_system: System) -> AsyncIterator[System]:
    """A system with a worker. Afterwards none of its requests may have failed a step of its own."""
    async with at_work(idle_system):
        yield idle_system
        await idle_system.assert_healthy()


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
async def remote_system(
    temporal: Client, tmp_path: Path, postgres: PostgresServer, wire: Wire
) -> AsyncIterator[System]:
    """A system whose worker reaches its ledger over the wire; the test reads it directly."""
    direct = postgres.create_database()
    over_the_wire = make_url(direct).set(port=wire.port).render_as_string(hide_password=False)
    settings = settings_for(tmp_path, database_url=SecretStr(over_the_wire))
    past_it = settings_for(tmp_path, database_url=SecretStr(direct), task_queue=settings.task_queue)
    async with opened_system(temporal, past_it) as system:
        system.settings = settings
        async with at_work(system):
            yield system
            await system.assert_healthy()
