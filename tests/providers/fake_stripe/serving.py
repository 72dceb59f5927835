"""The fake behind a real server, in a test's own process."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn

from engine.local.ports import LOOPBACK
from tests.providers.fake_stripe.app import FakeStripe


@asynccontextmanager
async def serving_stripe() -> AsyncIterator[tuple[FakeStripe, str]]:
    """The fake and the address of its API."""
    fake = FakeStripe()
    server = uvicorn.Server(uvicorn.Config(fake.app(), host=LOOPBACK, port=0, log_level="critical"))
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield fake, f"http://{LOOPBACK}:{port}"
    finally:
        server.should_exit = True
        await serving
