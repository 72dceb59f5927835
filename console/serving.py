"""The console's web server, in whichever process runs it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import uvicorn
from fastapi import FastAPI
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from console.access.patience import ImpatientProtocol
from engine.ports import listen, split_address
from engine.serving import serving
from settings import Settings

_AT_ONCE = 1000
"""Connections, pages that listen for changes among them."""
_KEEP_ALIVE_SECONDS = 15
_HEADER_BYTES = 16 * 1024
_LEAVING_SECONDS = 5
"""For answers that are being given when it is told to end; what only listens ends at once."""


@asynccontextmanager
async def console_endpoint(
    app: FastAPI, address: str, choose_with: str = "PAYBYINVOICE_CONSOLE_ADDRESS"
) -> AsyncIterator[str]:
    """Serve the console on `host:port`; gives `http://host:port` as it really is.

    Raises:
        EngineUnusable: that cannot be had, `PortTaken` when something else has it; the sentence
            names what `choose_with` changes.
    """
    settings: Settings = app.state.services.settings
    host, port = split_address(address)
    listener = listen(host, port, choose_with=choose_with)
    streams = Streams(app)
    config = uvicorn.Config(
        streams,
        http=ImpatientProtocol,
        ws="none",
        lifespan="off",
        # Addresses with what was asked, and keys, would stand in it.
        access_log=False,
        log_config=None,
        log_level="warning",
        server_header=False,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=settings.trusted_proxies,
        limit_concurrency=_AT_ONCE,
        timeout_keep_alive=_KEEP_ALIVE_SECONDS,
        h11_max_incomplete_event_size=_HEADER_BYTES,
        timeout_graceful_shutdown=_LEAVING_SECONDS,
    )
    shown = f"[{host}]" if ":" in host else host
    async with serving(config, listener, before_leaving=streams.end):
        yield f"http://{shown}:{listener.getsockname()[1]}"


class Streams:
    """Ends the streams of events when the server is told to end; they would never by themselves."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._open: set[_Stream] = set()
        self._ending = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        stream = _Stream(receive, send)

        async def send_and_notice(message: Message) -> None:
            if message["type"] == "http.response.start" and _is_stream(message):
                self._open.add(stream)
                if self._ending:
                    stream.end()
            await stream.send(message)

        try:
            await self._app(scope, stream.receive, send_and_notice)
        except Exception:
            # Starlette raises what is answered and logged already once more, to be logged again.
            if not stream.is_complete:
                raise
        finally:
            self._open.discard(stream)
        await stream.complete()

    def end(self) -> None:
        self._ending = True
        for stream in self._open:
            stream.end()


class _Stream:
    """One answer. Once it is to end, the application hears that the client has gone."""

    def __init__(self, receive: Receive, send: Send) -> None:
        self._receive = receive
        self._send = send
        self._ended = asyncio.Event()
        self.is_complete = False

    def end(self) -> None:
        self._ended.set()

    async def receive(self) -> Message:
        received = asyncio.ensure_future(self._receive())
        ended = asyncio.ensure_future(self._ended.wait())
        try:
            await asyncio.wait({received, ended}, return_when=asyncio.FIRST_COMPLETED)
            return received.result() if received.done() else {"type": "http.disconnect"}
        finally:
            received.cancel()
            ended.cancel()
            with suppress(asyncio.CancelledError):
                await asyncio.gather(received, ended, return_exceptions=True)

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.body" and not message.get("more_body", False):
            self.is_complete = True
        await self._send(message)

    async def complete(self) -> None:
        """Ends the answer properly where the application has just stopped."""
        if self._ended.is_set() and not self.is_complete:
            await self._send({"type": "http.response.body", "body": b"", "more_body": False})


def _is_stream(start: Message) -> bool:
    return Headers(raw=start["headers"]).get("content-type", "").startswith("text/event-stream")
