"""`/live`, `/ready` and `/health` of the console, for what supervises it. They need no key.

It is ready without the engine, too: the console still shows what the ledger has, and a restart
would not help.
"""

from fastapi import APIRouter, FastAPI
from fastapi.responses import JSONResponse

from console.routes import add_routes
from console.services import OurServices
from engine.observing.health import alive, health_of
from settings import Settings

LIVE, READY, HEALTH = "/live", "/ready", "/health"

router = APIRouter()


@router.get(LIVE)
async def live() -> JSONResponse:
    return alive()


@router.get(READY)
@router.get(HEALTH)
async def health(services: OurServices) -> JSONResponse:
    return await health_of({"ledger": services.ledger.ping})


def install(app: FastAPI, settings: Settings) -> None:
    add_routes(app, router)
