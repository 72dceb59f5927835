"""The console over a system with a worker, and the staff who sit before it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import httpx

from adapters.ledger.database import opened_ledger
from clients.access import Limits
from domain.access import Role
from domain.requests.listing import Listing
from tests.console.customer.desk import Browser, Desk
from tests.console.customer.pages import Page
from tests.ledger.queues import list_all
from tests.workflows.system import System

_PASSWORD = "a password of some length"
_LIMITS = Limits(lasts=timedelta(hours=1), idle=timedelta(hours=1))


class Office:
    """Everybody here signs in under a name and with one role."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.system: System = desk.system
        self._known: set[str] = set()

    @asynccontextmanager
    async def staff(self, role: Role, sign_in: str | None = None) -> AsyncIterator["Seat"]:
        name = sign_in or f"{role}@provider.example"
        access = self.desk.services.access
        if name not in self._known:
            await access.add_person(name, _PASSWORD, [role], None, by="setup")
            self._known.add(name)
        session = await access.sign_in(name, _PASSWORD, client=name, limits=_LIMITS)
        async with self.desk.stranger() as browser:
            browser.http.cookies.set("session", session.token)
            yield Seat(name, browser)

    async def list(self, *requests: Listing) -> None:
        """Lists requests that the engine knows nothing of."""
        async with opened_ledger(self.system.settings.ledger_url) as database:
            await list_all(database, *requests)


class Seat:
    """Somebody of the staff, with a browser that runs no scripts, or asks as htmx does."""

    def __init__(self, sign_in: str, browser: Browser) -> None:
        self.sign_in = sign_in
        self.browser = browser

    async def get(self, path: str) -> Page:
        return await self.browser.get(path)

    async def decide(self, address: str, **answers: str | list[str]) -> Page:
        """Sends the form on the open page that leads there."""
        return await self.browser.send(address, **answers)

    async def answer(self, path: str, **headers: str) -> httpx.Response:
        return await self.browser.http.get(path, headers=headers)

    async def as_htmx(self, address: str, **answers: str) -> httpx.Response:
        """The form on the open page that leads there, sent by htmx."""
        assert self.browser.page is not None
        given = {**self.browser.page.form(address), **answers}
        headers = {
            "HX-Request": "true",
            "HX-Request-Type": "partial",
            "X-CSRF-Token": self.browser.csrf,
        }
        return await self.browser.http.post(address, data=given, headers=headers)
