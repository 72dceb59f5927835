"""What our web servers need of uvicorn that its documentation does not promise."""

import asyncio
import signal
import socket

import httpx
import pytest
import uvicorn

from engine.local.ports import LOOPBACK
from engine.observing.serving import serving
from tests.waiting import eventually

WHAT_NOW = "See how this release of uvicorn does it, and change {} for it."
SIGNALS = (signal.SIGINT, signal.SIGTERM)


async def nothing(scope: object, receive: object, send: object) -> None:
    """An application that never answers."""


def _listener() -> socket.socket:
    return socket.create_server((LOOPBACK, 0))


def _handlers() -> list[object]:
    return [signal.getsignal(each) for each in SIGNALS]


async def test_signals_stay_with_the_process_while_a_server_runs() -> None:
    before, listener = _handlers(), _listener()
    config = uvicorn.Config(nothing, log_config=None, lifespan="off")
    async with serving(config, listener):
        async with httpx.AsyncClient() as client:
            # It says so by itself where an application does not answer: it runs.
            answer = await client.get(f"http://{LOOPBACK}:{listener.getsockname()[1]}")
        assert answer.status_code == 500
        assert _handlers() == before, WHAT_NOW.format("`_Server` in `engine/observing/serving.py`")


async def test_without_us_they_would_not() -> None:
    """If this fails, uvicorn takes no signals any more, and `_Server` is not needed."""
    before = _handlers()
    server = uvicorn.Server(uvicorn.Config(nothing, log_config=None, lifespan="off"))
    running = asyncio.create_task(server.serve(sockets=[_listener()]))

    async def has_started() -> bool:
        return server.started

    await eventually("uvicorn has started", has_started)
    try:
        assert _handlers() != before
    finally:
        server.should_exit = True
        await running
    assert _handlers() == before


def test_a_configuration_that_is_loaded_says_by_what_it_speaks_http() -> None:
    config = uvicorn.Config(nothing, http="h11", log_config=None)
    config.load()
    spoken = getattr(config, "http_protocol_class", None)
    if not (isinstance(spoken, type) and issubclass(spoken, asyncio.Protocol)):
        pytest.fail(WHAT_NOW.format("`with_header_deadline` in `console/door/header_deadline.py`"))
