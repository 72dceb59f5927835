"""An engine that is lost as a worker starts is said to be away, in one line and with status 3."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from temporalio.client import Client

from domain.errors import ServiceUnreachable
from engine import search_attributes
from engine.connection import connect, reaching
from engine.local.embedded import embedded_engine
from engine.local.history_kept import keep_history
from engine.local.processes import ProcessIdentity
from engine.schedules import CHECKS, FOLLOWING, INBOX, REVIEWS
from engine.workers import worker_application
from settings import Settings
from tests.engine.support import Ports, until


@pytest.fixture
async def orphaned(settings: Settings, ports: Ports) -> AsyncIterator[Client]:
    """A client of an engine that is lost after it was connected to."""
    async with embedded_engine(settings.home, **ports) as engine:
        client = await connect(settings, address=engine.address)
        lost = ProcessIdentity.of(engine.pid)
        assert lost is not None
        os.kill(engine.pid, signal.SIGKILL)
        await until(lambda: not lost.is_alive(), "the engine is gone")
        yield client


async def test_whatever_a_worker_asks_first(orphaned: Client) -> None:
    """At once, since each takes as long as the SDK tries to reach it."""

    async def keep() -> None:
        with reaching(orphaned):
            await keep_history(orphaned)

    refused = await asyncio.gather(
        search_attributes.register(orphaned),
        keep(),
        CHECKS.register(orphaned, "a-queue", timedelta(hours=1)),
        INBOX.register(orphaned, "a-queue", timedelta(minutes=1)),
        INBOX.register(orphaned, "a-queue", timedelta(0)),
        FOLLOWING.register(orphaned, "a-queue", timedelta(minutes=1)),
        FOLLOWING.register(orphaned, "a-queue", timedelta(0)),
        REVIEWS.register(orphaned, "a-queue", timedelta(hours=1)),
        return_exceptions=True,
    )
    for each in refused:
        assert isinstance(each, ServiceUnreachable), each
        assert "does not answer at" in each.reason


async def test_the_worker_itself(orphaned: Client, settings: Settings) -> None:
    """Takes as long as the SDK tries to reach it, a quarter of a minute."""
    with pytest.raises(ServiceUnreachable, match="does not answer at"):
        async with worker_application(orphaned, settings) as application:
            await asyncio.wait_for(application.wait_until_failed(), 60)
