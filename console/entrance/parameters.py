"""Parameters of the routes of this folder, taken from the application."""

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

from fastapi import Depends, Request

from clients.access import AccessClient, Limits, Site, site_at
from domain.errors import AccessNotAcceptable
from settings import Settings
from wording.catalogue import staff_words

if TYPE_CHECKING:
    from console.services import Services


def access_of(request: Request) -> AccessClient:
    services: Services = request.app.state.services
    return services.access


def settings_of(request: Request) -> Settings:
    services: Services = request.app.state.services
    return services.settings


def client_address(request: Request) -> str:
    """The client's IP address, as a trusted proxy reports it."""
    return request.client.host if request.client else ""


def limits_of(settings: Settings) -> Limits:
    return Limits(
        lasts=timedelta(hours=settings.session_hours),
        idle=timedelta(minutes=settings.session_idle_minutes),
    )


def site_of(settings: Settings) -> Site:
    """The site that security keys are bound to; raises AccessNotAcceptable where they cannot be
    used."""
    site = site_at(settings.console_url)
    if site is None:
        raise AccessNotAcceptable(
            staff_words()("sign_in.keys_need_https"),
            field="credential",
        )
    return site


# `async`, because FastAPI runs plain functions in a thread for each request.
async def _access(request: Request) -> AccessClient:
    return access_of(request)


async def _settings(request: Request) -> Settings:
    return settings_of(request)


Access = Annotated[AccessClient, Depends(_access)]
OurSettings = Annotated[Settings, Depends(_settings)]
