"""A web server inside a process that does other things as well."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager

import uvicorn


@asynccontextmanager
async def serving(
    config: uvicorn.Config,
    listener: socket.socket,
    before_leaving: Callable[[], None] | None = None,
) -> AsyncIterator[None]:
    """Serves on a socket that listens already.

    Args:
        before_leaving: Called when the server is stopped, before it waits for the answers
            that are still being given.
    """
    server = _Server(config)
    running = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        yield
    finally:
        server.should_exit = True
        if before_leaving is not None:
            before_leaving()
        await running


class _Server(uvicorn.Server):
    """Leaves signals to the process, which has other things to end as well."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield
