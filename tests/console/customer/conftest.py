from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from temporalio.client import Client

from tests.console.customer.desk import Desk, desk_of
from tests.workflows.house import at_work, house_with, settings_for


@pytest.fixture
async def desk(temporal: Client, tmp_path: Path) -> AsyncIterator[Desk]:
    """The console over a house at work. None of its requests may fail a step of its own."""
    async with house_with(temporal, settings_for(tmp_path)) as house, at_work(house):
        async with desk_of(house) as desk:
            yield desk
        await house.assert_healthy()
