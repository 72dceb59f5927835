"""What a worker shows of its release: whether the engine gives it the work. That it follows an
upgrade is seen in `tests/releases/test_rolling_upgrade.py`."""

from uuid import uuid4

import pytest
from temporalio.client import Client

from engine.local.ports import LOOPBACK
from settings import Settings
from tests.releases.shown import Page
from tests.workflows.wire import wire_to


@pytest.fixture(scope="module")
def page() -> Page:
    return Page()


async def test_a_release_that_the_engine_has_not_seen_gets_no_work(
    temporal: Client, page: Page
) -> None:
    assert await page.shows(temporal, Settings(task_queue=f"test-{uuid4()}")) == 0


async def test_without_versions_every_worker_gets_work(temporal: Client, page: Page) -> None:
    settings = Settings(task_queue=f"test-{uuid4()}", worker_versioning=False)
    assert await page.shows(temporal, settings) == 1


@pytest.mark.parametrize("versioned", [True, False], ids=["versions", "no-versions"])
async def test_of_an_engine_that_is_away_nobody_gets_work(
    temporal: Client, page: Page, versioned: bool
) -> None:
    port = int(temporal.service_client.config.target_host.rpartition(":")[2])
    async with wire_to(port) as wire:
        over_the_wire = await Client.connect(f"{LOOPBACK}:{wire.port}")
        await wire.cut()
        assert await page.shows(over_the_wire, Settings(worker_versioning=versioned)) == 0
