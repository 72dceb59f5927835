"""A time limit for the headers of a request: a connection that does not send them is closed.

Uvicorn has no such limit. Its setting `http` takes any protocol of asyncio: the one here passes
everything on to uvicorn's own, and learns from the application when a request has arrived.
"""

import asyncio
from contextvars import ContextVar, copy_context
from typing import Any, ClassVar

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

HEADER_SECONDS = 10.0

_connection: ContextVar["HeaderDeadline"] = ContextVar("connection")
"""On which connection a request came; the task that answers it inherits this from the protocol."""


def with_header_deadline(
    app: ASGIApp, seconds: float = HEADER_SECONDS, **settings: Any
) -> uvicorn.Config:
    """Uvicorn's configuration with these settings of its own, and with the limit.

    Args:
        seconds: how long the headers of a request may take.
    """
    # h11, because only it has a setting for the size of headers.
    served = uvicorn.Config(app, http="h11", log_config=None)
    served.load()

    class Connection(HeaderDeadline):
        inside = served.http_protocol_class
        header_seconds = seconds

    return uvicorn.Config(_Noticed(app), http=Connection, **settings)


class HeaderDeadline(asyncio.Protocol):
    inside: ClassVar[type[asyncio.Protocol]]
    """The protocol that speaks HTTP."""
    header_seconds: ClassVar[float]

    def __init__(self, **given: Any) -> None:
        self._inside = self.inside(**given)
        self._context = copy_context()
        self._context.run(_connection.set, self)
        self._answering = 0
        self._waiting: asyncio.TimerHandle | None = None
        self._transport: asyncio.BaseTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        self._inside.connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        # Between two requests on a connection, uvicorn's own keep-alive timer runs until data
        # arrives.
        if self._answering == 0 and self._waiting is None:
            self._wait()
        self._context.run(self._inside.data_received, data)

    def eof_received(self) -> bool | None:
        return self._inside.eof_received()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        self._inside.connection_lost(exc)

    def pause_writing(self) -> None:
        self._inside.pause_writing()

    def resume_writing(self) -> None:
        self._inside.resume_writing()

    def begins(self) -> None:
        """A request has arrived, at least its headers."""
        self._answering += 1
        self._stop_waiting()

    def ends(self) -> None:
        """It is answered. The next one may be under way already, where it was sent together with
        this one."""
        self._answering -= 1

    def _wait(self) -> None:
        loop = asyncio.get_running_loop()
        self._waiting = loop.call_later(self.header_seconds, self._give_up)

    def _give_up(self) -> None:
        self._waiting = None
        if self._transport is not None:
            self._transport.close()

    def _stop_waiting(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None


class _Noticed:
    """Tells the connection when a request of it begins and ends."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        connection = _connection.get()
        connection.begins()
        try:
            await self._app(scope, receive, send)
        finally:
            connection.ends()
