"""The console as one application: pages for staff, pages for customers, and the JSON API."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from clients.all import Clients
from console import api, customer, entrance, health, pages
from console.door import middleware
from console.door.errors import answer_refusals
from console.services import Services
from settings import Settings

_STATIC = Path(__file__).parent / "static"


def create_app(services: Services) -> FastAPI:
    """The application, working with clients that are open already."""
    app = FastAPI(title="Pay by invoice", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.services = services
    answer_refusals(app)
    middleware.install(app, services.settings)
    # Those first that are asked for most: a route is found by looking from the top.
    for part in (pages, entrance, customer, api, health):
        part.install(app, services.settings)
    app.mount("/static", StaticFiles(directory=_STATIC), name="static")
    return app


@asynccontextmanager
async def opened_services(settings: Settings, engine: str | None = None) -> AsyncIterator[Services]:
    """Everything that the application works with, opened and closed again.

    Args:
        engine: Its address, where the settings do not say it.
    """
    async with (
        Clients.opened(settings, engine) as clients,
        Services.over_clients(clients) as services,
    ):
        yield services
