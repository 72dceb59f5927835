"""The console's web server, in whichever process runs it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from console.door.event_streams import EndableAnswer, is_stream
from console.door.header_deadline import with_header_deadline
from engine.local.ports import listen, split_address
from engine.observing.serving import serving
from settings import Settings

_AT_ONCE = 1000
"""Connections at the same time, open streams of events included."""
_KEEP_ALIVE_SECONDS = 15
_HEADER_BYTES = 16 * 1024
_LEAVING_SECONDS = 5
"""Time for answers under way when the server stops; streams of events end at once."""


@asynccontextmanager
async def console_endpoint(
    app: FastAPI, address: str, choose_with: str = "PAYBYINVOICE_CONSOLE_ADDRESS"
) -> AsyncIterator[str]:
    """Serves the console on `host:port`; gives `http://host:port` with the port that it got.

    Raises:
        EngineUnusable: that cannot be had, `PortTaken` when something else has it; the sentence
            names what `choose_with` changes.
    """
    settings: Settings = app.state.services.settings
    host, port = split_address(address)
    listener = listen(host, port, choose_with=choose_with)
    streams = Streams(app)
    config = with_header_deadline(
        streams,
        ws="none",
        lifespan="off",
        # Off: it would log addresses, which hold search words, and keys.
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
    """Ends the streams of events when the server stops; they would never end by themselves."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._open: set[EndableAnswer] = set()
        self._ending = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        stream = EndableAnswer(receive, send)

        async def send_and_notice(message: Message) -> None:
            if message["type"] == "http.response.start" and is_stream(message):
                self._open.add(stream)
                if self._ending:
                    stream.end()
            await stream.send(message)

        try:
            await self._app(scope, stream.receive, send_and_notice)
        finally:
            self._open.discard(stream)
        await stream.complete()

    def end(self) -> None:
        self._ending = True
        for stream in self._open:
            stream.end()
