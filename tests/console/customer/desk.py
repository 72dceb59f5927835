"""The console over a system with a worker, and customers who come to it with their browser."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx
from fastapi import FastAPI

from adapters.ledger.database import opened_ledger
from clients.all import Clients
from console.app import create_app
from console.services import Services
from engine.wiring.open_ledger import OpenLedger
from tests.console.customer.pages import Page
from tests.mailed_links import token_in_the_mail
from tests.workflows.customers import ANNA
from tests.workflows.system import System


@dataclass
class Desk:
    system: System
    services: Services
    app: FastAPI

    @asynccontextmanager
    async def customer(
        self, account: str, sign_in: str = ANNA, language: str = "en"
    ) -> AsyncIterator["Browser"]:
        """Somebody who has followed the link that they were sent."""
        token = await token_in_the_mail(self.services.settings, account, sign_in)
        async with self.stranger(language) as browser:
            await browser.http.post("/c", data={"token": token})
            await browser.get("/my")
            yield browser

    @asynccontextmanager
    async def stranger(self, language: str = "en") -> AsyncIterator["Browser"]:
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(self.app),
            base_url=self.services.settings.console_url,
            headers={
                "Accept-Language": language,
                "User-Agent": "Mozilla/5.0 (X11; Linux) Firefox/1",
            },
            follow_redirects=True,
        ) as http:
            yield Browser(http)


@dataclass
class Browser:
    """One that runs no scripts: it sends forms as they stand on the page that it has open."""

    http: httpx.AsyncClient
    page: Page | None = None
    csrf: str = ""

    async def get(self, path: str) -> Page:
        return self._opened(await self.http.get(path))

    async def send(self, action: str, **changes: Any) -> Page:
        """Sends the form on the open page with this (form)action, with fields changed, and with
        `files`. Dots in a field's name are written `__`."""
        assert self.page is not None
        files = changes.pop("files", None)
        given = {**self.page.form(action)}
        given |= {name.replace("__", "."): value for name, value in changes.items()}
        return self._opened(await self.http.post(action, data=given, files=files))

    async def put(self, path: str, **more: Any) -> httpx.Response:
        headers = {"X-CSRF-Token": self.csrf, **more.pop("headers", {})}
        return await self.http.put(path, headers=headers, **more)

    def _opened(self, answer: httpx.Response) -> Page:
        self.page = Page(answer)
        self.csrf = self.page.csrf or self.csrf
        return self.page


@asynccontextmanager
async def desk_of(system: System) -> AsyncIterator[Desk]:
    async with opened_ledger(system.settings.ledger_url) as database:
        clients = Clients.over(OpenLedger(database), system.temporal, system.settings)
        async with Services.over_clients(clients) as services:
            yield Desk(system, services, create_app(services))
