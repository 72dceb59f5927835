"""The console as one application: pages for staff and for customers, and the JSON API."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from clients.all import Clients
from console import api, codec, customer, entrance, health, pages, provider_events
from console.door import middleware
from console.door.errors import answer_refusals
from console.door.traced import TRACED
from console.services import Services
from settings import Settings
from wording.catalogue import staff_words

PARTS = (pages, entrance, customer, api, provider_events, codec, health)
"""Whatever has routes. The most used come first: they are matched in this order."""

_STATIC = Path(__file__).parent / "static"


def create_app(services: Services) -> FastAPI:
    """The application over clients that are open already."""
    app = FastAPI(
        title=staff_words()("product"),
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        telemetry=TRACED,
    )
    app.state.services = services
    answer_refusals(app)
    for part in PARTS:
        part.install(app, services.settings)
    middleware.install(app, services.settings)
    app.mount("/static", StaticFiles(directory=_STATIC), name="static")
    return app


@asynccontextmanager
async def opened_services(settings: Settings, engine: str | None = None) -> AsyncIterator[Services]:
    """The services of the application, opened and closed again.

    Args:
        engine: Its address, where the settings do not say it.
    """
    async with (
        Clients.opened(settings, engine) as clients,
        Services.over_clients(clients) as services,
    ):
        yield services
