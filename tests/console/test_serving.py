"""The console's server: where it listens, how it ends, and the process that runs it."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Annotated, Any

import httpx
import pytest
from fastapi import Depends, FastAPI, Request
from fastapi.sse import EventSourceResponse, ServerSentEvent

from clients.access import AccessClient
from console.door.serving import console_endpoint
from domain.access import Role
from engine.errors import EngineUnusable, PortTaken
from engine.local.ports import LOOPBACK, free_port, listen
from settings import Settings

_ROOT = Path(__file__).parents[2]
_SOON = 5.0


def an_app(**settings: Any) -> FastAPI:
    app = FastAPI()
    app.state.services = SimpleNamespace(settings=Settings(**settings))
    app.state.closed = asyncio.Event()
    app.state.asked = asyncio.Event()
    app.state.answer = asyncio.Event()

    @app.get("/client")
    async def client(request: Request) -> str:
        return request.client.host if request.client else ""

    @app.get("/slow")
    async def slow(request: Request) -> str:
        app.state.asked.set()
        await app.state.answer.wait()
        return "done all the same"

    async def closing() -> AsyncIterator[None]:
        yield
        app.state.closed.set()

    @app.get("/events", response_class=EventSourceResponse)
    async def events(_: Annotated[None, Depends(closing)]) -> AsyncIterator[ServerSentEvent]:
        yield ServerSentEvent(event="changed", raw_data="now")
        await asyncio.Event().wait()

    return app


async def _get(url: str, **headers: str) -> httpx.Response:
    async with httpx.AsyncClient() as client:
        return await client.get(url, headers=headers)


async def test_it_says_where_it_listens_and_not_what_it_is() -> None:
    async with console_endpoint(an_app(), f"{LOOPBACK}:0") as url:
        answer = await _get(f"{url}/client")
    assert (answer.status_code, answer.json()) == (200, LOOPBACK)
    assert "server" not in answer.headers


async def test_a_port_that_is_taken_is_reported_with_what_changes_it() -> None:
    with listen(LOOPBACK, 0, choose_with="") as other:
        port = other.getsockname()[1]
        with pytest.raises(PortTaken, match=f"Port {port} .* --console-port"):
            async with console_endpoint(an_app(), f"{LOOPBACK}:{port}", "--console-port"):
                pass
    with pytest.raises(EngineUnusable, match="host:port"):
        async with console_endpoint(an_app(), "8080"):
            pass


async def test_nobody_is_believed_about_a_clients_address_but_the_proxies_that_are_named() -> None:
    for trusted, seen in (("", LOOPBACK), (LOOPBACK, "192.0.2.7")):
        app = an_app(trusted_proxies=trusted)
        async with console_endpoint(app, f"{LOOPBACK}:0") as url:
            answer = await _get(f"{url}/client", **{"X-Forwarded-For": "192.0.2.7"})
        assert answer.json() == seen


@asynccontextmanager
async def _listening(url: str) -> AsyncIterator[AsyncIterator[str]]:
    async with (
        httpx.AsyncClient(timeout=30) as client,
        client.stream("GET", f"{url}/events") as answer,
    ):
        yield answer.aiter_lines()


async def test_streams_end_at_once_and_properly_when_the_server_stops(
    caplog: pytest.LogCaptureFixture,
) -> None:
    app = an_app()
    async with asyncio.timeout(_SOON), _Endpoint(app) as endpoint:
        async with _listening(endpoint.url) as lines:
            assert await anext(lines) == "event: changed"
            leaving = asyncio.create_task(endpoint.leave())
            rest = [line async for line in lines]
            await leaving
        assert rest[0] == "data: now"
        await app.state.closed.wait()
    assert not caplog.records


async def test_an_answer_that_is_being_given_is_finished() -> None:
    app = an_app()
    async with _Endpoint(app) as endpoint:
        asked = asyncio.create_task(_get(f"{endpoint.url}/slow"))
        await app.state.asked.wait()
        leaving = asyncio.create_task(endpoint.leave())
        app.state.answer.set()
        assert (await asked).json() == "done all the same"
        await leaving


async def test_what_is_written_before_a_connection_is_closed_still_arrives() -> None:
    async with console_endpoint(an_app(), f"{LOOPBACK}:0") as url:
        reader, writer = await asyncio.open_connection(LOOPBACK, int(url.rpartition(":")[2]))
        writer.write(b"GET /client HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n")
        assert (await reader.read()).endswith(b'"127.0.0.1"')
        writer.close()


async def test_a_stream_whose_listener_goes_away_is_given_up() -> None:
    app = an_app()
    async with console_endpoint(app, f"{LOOPBACK}:0") as url:
        async with _listening(url) as lines:
            await anext(lines)
        async with asyncio.timeout(_SOON):
            await app.state.closed.wait()


class _Endpoint:
    """An endpoint that is left in another task than the one that checks it."""

    def __init__(self, app: FastAPI) -> None:
        self._context = console_endpoint(app, f"{LOOPBACK}:0")
        self._left = False
        self.url = ""

    async def __aenter__(self) -> "_Endpoint":
        self.url = await self._context.__aenter__()
        return self

    async def leave(self) -> None:
        self._left = True
        await self._context.__aexit__(None, None, None)

    async def __aexit__(self, *_: object) -> None:
        if not self._left:
            await self.leave()


@asynccontextmanager
async def _console(home: Path, **environment: str) -> AsyncIterator[asyncio.subprocess.Process]:
    ours = ("TEMPORAL_", "PAYBYINVOICE_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "console"),
        env={**kept, "PAYBYINVOICE_HOME": str(home), **environment},
        cwd=_ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def _a_key(home: Path) -> str:
    async with AccessClient.opened(Settings(home=home)) as access:
        _, key = await access.create_key("a program", [Role.ADMIN], None, by="admin")
    return key


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
async def test_the_console_by_itself_starts_without_an_engine_and_ends_when_stopped(
    tmp_path: Path, how: signal.Signals
) -> None:
    address = f"{LOOPBACK}:{free_port()}"
    away = f"{LOOPBACK}:{free_port()}"
    async with _console(
        tmp_path, PAYBYINVOICE_CONSOLE_ADDRESS=address, TEMPORAL_ADDRESS=away
    ) as process:
        assert process.stdout is not None
        assert await process.stdout.readline() == b"The console is running; Ctrl-C ends it.\n"
        assert (await process.stdout.readline()).strip() == f"http://{address}".encode()
        assert (await _get(f"http://{address}/sign-in")).status_code == 200
        key = {"Authorization": f"Bearer {await _a_key(tmp_path)}"}
        assert (await _get(f"http://{address}/api/v1/requests", **key)).json()["total"] == 0
        answer = await _get(f"http://{address}/api/v1/requests/s-1", **key)
        assert (answer.status_code, answer.json()["refused"]["code"]) == (
            503,
            "service_unreachable",
        )
        process.send_signal(how)
        _, complained = await process.communicate()
    assert (process.returncode, complained) == (0, b"")


async def test_what_keeps_the_console_from_starting_is_one_line(tmp_path: Path) -> None:
    with listen(LOOPBACK, 0, choose_with="") as other:
        taken = f"{LOOPBACK}:{other.getsockname()[1]}"
        async with _console(tmp_path, PAYBYINVOICE_CONSOLE_ADDRESS=taken) as process:
            said, complained = await process.communicate()
    assert (process.returncode, said) == (1, b"")
    assert complained.decode().count("\n") == 1
    assert "PAYBYINVOICE_CONSOLE_ADDRESS" in complained.decode()
    async with _console(tmp_path, PAYBYINVOICE_SESSION_HOURS="none") as process:
        said, complained = await process.communicate()
    assert (process.returncode, said) == (2, b"")
    assert complained.startswith(b"PAYBYINVOICE_SESSION_HOURS: ")
