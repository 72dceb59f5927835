"""Answers that may be streams of events, and that can be ended from outside."""

import asyncio
from contextlib import suppress

from starlette.datastructures import Headers
from starlette.types import Message, Receive, Send


class EndableAnswer:
    """An answer that can be ended: the application is told that the client has disconnected."""

    def __init__(self, receive: Receive, send: Send) -> None:
        self._receive = receive
        self._send = send
        self._ended = asyncio.Event()
        self.is_complete = False

    def end(self) -> None:
        self._ended.set()

    @property
    def is_to_end(self) -> bool:
        return self._ended.is_set()

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
        """Completes the answer properly after the application has stopped."""
        if self.is_to_end and not self.is_complete:
            await self.send({"type": "http.response.body", "body": b"", "more_body": False})


def is_stream(start: Message) -> bool:
    """Whether this is the start of a stream of events."""
    return Headers(raw=start["headers"]).get("content-type", "").startswith("text/event-stream")
