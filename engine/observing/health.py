"""`/live`, `/ready` and `/health` of a worker, for what supervises it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager

import structlog
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from domain.errors import DomainError
from engine.local.ports import listen, split_address
from engine.observing.serving import serving

Check = Callable[[], Awaitable[None]]
"""Returns when all is well and raises otherwise."""

_CHECK_SECONDS = 2.0

logger = structlog.stdlib.get_logger(__name__)


def health_application(checks: Mapping[str, Check]) -> Starlette:
    """`GET /live`: 200 for as long as the process answers. `GET /ready` and `GET /health`: 200 when
    every check passes, 503 and which one fails when not."""

    async def live(_request: Request) -> JSONResponse:
        return alive()

    async def health(_request: Request) -> JSONResponse:
        return await health_of(checks)

    return Starlette(
        routes=[Route("/live", live), Route("/ready", health), Route("/health", health)]
    )


def alive() -> JSONResponse:
    """The answer to `GET /live`. A service that is away is no reason to be restarted: everything
    waits for it, and a restart would only add to the outage."""
    return JSONResponse({"status": "ok"})


async def health_of(checks: Mapping[str, Check]) -> JSONResponse:
    """The answer to `GET /ready` and `GET /health`."""
    answers = await asyncio.gather(*(_answer(name, check) for name, check in checks.items()))
    well = all(answer == "ok" for answer in answers)
    body = {
        "status": "ok" if well else "failing",
        "checks": dict(zip(checks, answers, strict=True)),
    }
    return JSONResponse(body, status_code=200 if well else 503)


@asynccontextmanager
async def health_endpoint(address: str, checks: Mapping[str, Check]) -> AsyncIterator[None]:
    """Serves them on `host:port`; raises `EngineUnusable` when that is not possible."""
    host, port = split_address(address)
    listener = listen(host, port, choose_with="PAYBYINVOICE_HEALTH_ADDRESS")
    config = uvicorn.Config(
        health_application(checks), log_config=None, access_log=False, lifespan="off"
    )
    async with serving(config, listener):
        yield


async def _answer(name: str, check: Check) -> str:
    try:
        async with asyncio.timeout(_CHECK_SECONDS):
            await check()
    except TimeoutError:
        return f"no answer in {_CHECK_SECONDS:g} s"
    except DomainError as refusal:
        return refusal.reason
    except Exception as error:
        # The reason may name hosts and users: it goes to the log, not to the client.
        logger.warning("health check failed", check=name, exc_info=error)
        return type(error).__name__
    return "ok"
