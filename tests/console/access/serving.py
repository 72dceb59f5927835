"""The application behind a real server on a real socket, for what only sockets show."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.types import ASGIApp

from console.door.header_deadline import with_header_deadline
from engine.local.ports import LOOPBACK, listen
from engine.observing.serving import serving as embedded


@asynccontextmanager
async def serving(app: FastAPI | ASGIApp, header_seconds: float = 0.5) -> AsyncIterator[int]:
    """The port that it listens on."""
    listener = listen(LOOPBACK, 0, choose_with="nothing")
    config = with_header_deadline(
        app, header_seconds, log_config=None, access_log=False, lifespan="off"
    )
    async with embedded(config, listener):
        yield int(listener.getsockname()[1])


class Line:
    """A bare connection: what is sent is what was written, and nothing is tidied up."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    @classmethod
    @asynccontextmanager
    async def to(cls, port: int) -> AsyncIterator["Line"]:
        reader, writer = await asyncio.open_connection(LOOPBACK, port)
        try:
            yield cls(reader, writer)
        finally:
            writer.close()

    async def say(self, *lines: str, end: str = "\r\n\r\n") -> None:
        await self.send(("\r\n".join(lines) + end).encode())

    async def send(self, data: bytes) -> None:
        self._writer.write(data)
        await self._writer.drain()

    async def hears(self, what: str) -> None:
        async with asyncio.timeout(10):
            await self._reader.readuntil(what.encode())

    async def to_the_end(self) -> str:
        """All that comes until the other side closes."""
        async with asyncio.timeout(10):
            return (await self._reader.read()).decode("latin-1")
