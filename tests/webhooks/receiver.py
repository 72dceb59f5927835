"""A program that takes webhooks, behind a real server, and answers as a test says."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from standardwebhooks import Webhook
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from engine.local.ports import LOOPBACK


@dataclass
class Received:
    headers: dict[str, str]
    body: bytes
    path: str = "/hook"

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]

    def verified(self, secret: str) -> Any:
        """What it says, if the signature holds."""
        return Webhook(secret).verify(self.body, self.headers)


@dataclass
class Receiver:
    url: str = ""
    answer: Callable[[Received], Response] = lambda received: Response(status_code=204)
    received: list[Received] = field(default_factory=list)

    async def take(self, request: Request) -> Response:
        taken = Received(dict(request.headers), await request.body(), request.url.path)
        self.received.append(taken)
        return self.answer(taken)

    async def gets(self, count: int, within: float = 60) -> list[Received]:
        """The first so many that came in, once they have."""
        async with asyncio.timeout(within):
            while len(self.received) < count:
                await asyncio.sleep(0.05)
        return self.received[:count]


@asynccontextmanager
async def receiving(path: str = "/hook") -> AsyncIterator[Receiver]:
    receiver = Receiver()
    app = Starlette(routes=[Route(path, receiver.take, methods=["POST"])])
    server = uvicorn.Server(uvicorn.Config(app, host=LOOPBACK, port=0, log_level="error"))
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    receiver.url = f"http://{LOOPBACK}:{port}{path}"
    try:
        yield receiver
    finally:
        server.should_exit = True
        await serving
