"""The console within a process that does other things as well."""

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from console.app import create_app, opened_services
from console.door.serving import console_endpoint
from console.services import Services
from domain.access import Role
from domain.turns import WORKER
from engine.consoles import ConsoleRecord
from engine.local.ports import split_address
from settings import Settings, is_loopback

_FIRST = "admin"


@dataclass(frozen=True)
class RunningConsole:
    address: str
    services: Services
    first_sign_in: tuple[str, str] | None = None
    """A name and a password, made because nobody could sign in yet; they are shown this once."""


@asynccontextmanager
async def console(
    settings: Settings,
    engine: str | None = None,
    choose_with: str = "PAYBYINVOICE_CONSOLE_ADDRESS",
    let_first_in: bool = False,
) -> AsyncIterator[RunningConsole]:
    """Serves the console at the settings' address.

    Args:
        engine: Its address, where the settings do not say it.
        choose_with: What changes the port, where it is taken.
        let_first_in: Where nobody can sign in yet, and only this machine is listened to, give
            somebody a password.
    """
    async with opened_services(settings, engine) as services:
        app = create_app(services)
        async with console_endpoint(app, settings.console_address, choose_with) as address:
            first = await _first_sign_in(services) if let_first_in else None
            record = ConsoleRecord.of_this_process(settings.console_url)
            if settings.public_url is None:
                record.write(settings)
            try:
                yield RunningConsole(address, services, first)
            finally:
                record.forget(settings)


async def _first_sign_in(services: Services) -> tuple[str, str] | None:
    settings = services.settings
    host, _ = split_address(settings.console_address)
    if not (settings.local_sign_in and is_loopback(host)) or await services.access.people():
        return None
    password = secrets.token_urlsafe(15)
    await services.access.add_person(_FIRST, password, [Role.ADMIN], None, by=WORKER)
    return _FIRST, password
