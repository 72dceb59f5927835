"""`/health` of a worker, for whoever decides whether it gets restarted."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager

import structlog
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from domain.errors import DomainError
from engine.ports import listen, split_address

Check = Callable[[], Awaitable[None]]
"""Returns when all is well and raises when it is not."""

_CHECK_SECONDS = 2.0

logger = structlog.stdlib.get_logger(__name__)


def health_application(checks: Mapping[str, Check]) -> Starlette:
    """`GET /health`: 200 when every check passes, 503 and which one fails when not."""

    async def health(_request: Request) -> JSONResponse:
        answers = await asyncio.gather(*(_answer(name, check) for name, check in checks.items()))
        well = all(answer == "ok" for answer in answers)
        body = {
            "status": "ok" if well else "failing",
            "checks": dict(zip(checks, answers, strict=True)),
        }
        return JSONResponse(body, status_code=200 if well else 503)

    return Starlette(routes=[Route("/health", health)])


@asynccontextmanager
async def health_endpoint(address: str, checks: Mapping[str, Check]) -> AsyncIterator[None]:
    """Serve `/health` on `host:port`; refuses with `EngineUnusable` when that cannot be had."""
    host, port = split_address(address)
    listener = listen(host, port, choose_with="PAYBYINVOICE_HEALTH_ADDRESS")
    config = uvicorn.Config(
        health_application(checks), log_config=None, access_log=False, lifespan="off"
    )
    server = _Server(config)
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        yield
    finally:
        server.should_exit = True
        await serving


async def _answer(name: str, check: Check) -> str:
    try:
        async with asyncio.timeout(_CHECK_SECONDS):
            await check()
    except TimeoutError:
        return f"no answer in {_CHECK_SECONDS:g} s"
    except DomainError as refusal:
        return refusal.reason
    except Exception as error:
        # What went wrong inside may name hosts and users: into the log, not to whoever asks.
        logger.warning("health check failed", check=name, exc_info=error)
        return type(error).__name__
    return "ok"


class _Server(uvicorn.Server):
    """Leaves the signals to the worker, which also has other things to end."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield
