from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from temporalio.client import Client

from tests.workflows.house import House, at_work, house_with, settings_for


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
