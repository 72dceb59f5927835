"""`/health` of the console, for whoever decides whether it gets restarted. Anybody may ask.

Without the engine the console still shows what the ledger has: restarting it would not help.
"""

from fastapi import APIRouter, FastAPI
from fastapi.responses import JSONResponse

from console.services import OurServices
from engine.health import health_of
from settings import Settings

PATH = "/health"

router = APIRouter()


@router.get(PATH)
async def health(services: OurServices) -> JSONResponse:
    return await health_of({"ledger": services.ledger.ping})


def install(app: FastAPI, settings: Settings) -> None:
    app.include_router(router)
