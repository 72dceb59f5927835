"""`/health` of the console, for supervisors that decide about restarts. It needs no key.

It is healthy without the engine, too: the console still shows what the ledger has, and a restart
would not help.
"""

from fastapi import APIRouter, FastAPI
from fastapi.responses import JSONResponse

from console.routes import add_routes
from console.services import OurServices
from engine.health import health_of
from settings import Settings

PATH = "/health"

router = APIRouter()


@router.get(PATH)
async def health(services: OurServices) -> JSONResponse:
    return await health_of({"ledger": services.ledger.ping})


def install(app: FastAPI, settings: Settings) -> None:
    add_routes(app, router)
