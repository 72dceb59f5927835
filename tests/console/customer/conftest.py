from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from temporalio.client import Client

from tests.console.customer.desk import Desk, desk_of
from tests.workflows.system import at_work, opened_system, settings_for


@pytest.fixture
async def desk(temporal: Client, tmp_path: Path) -> AsyncIterator[Desk]:
    """The console over a system with a worker. None of its requests may fail a step of its own."""
    async with opened_system(temporal, settings_for(tmp_path)) as system, at_work(system):
        async with desk_of(system) as desk:
            yield desk
        await system.assert_healthy()
