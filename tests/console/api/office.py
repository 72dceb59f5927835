"""The console's API over a system with a worker, behind a real server, and its programs."""

import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx

from adapters.ledger.database import opened_ledger
from clients.all import Clients
from console.app import create_app
from console.door.serving import console_endpoint
from console.services import Services
from domain.access import Role
from engine.local.ports import LOOPBACK
from engine.wiring.open_ledger import OpenLedger
from tests.cli.shell import Shell, clean_environment
from tests.mailed_links import token_in_the_mail
from tests.workflows.system import System


@dataclass
class Program:
    """Something with an API key."""

    http: httpx.AsyncClient
    name: str

    async def asks(self, method: str, path: str, **more: Any) -> httpx.Response:
        return await self.http.request(method, f"/api/v1{path}", **more)

    async def gets(self, path: str, **more: Any) -> Any:
        """What an operation answers that is done."""
        return _done(await self.asks("GET", path, **more))

    async def does(
        self, path: str, body: Any = None, key: str | None = None, method: str = "POST"
    ) -> Any:
        """What an operation answers that is done."""
        headers = {"Idempotency-Key": key} if key else {}
        return _done(await self.asks(method, path, json=body, headers=headers))

    async def is_refused(self, path: str, body: Any = None, status: int = 409) -> str:
        """The code of a refusal."""
        answer = await self.asks("POST", path, json=body)
        assert answer.status_code == status, answer.text
        return str(answer.json()["refused"]["code"])


def _done(answer: httpx.Response) -> Any:
    assert answer.status_code in (200, 201), f"{answer.status_code} {answer.text}"
    return answer.json()


@dataclass
class Office:
    system: System
    services: Services
    url: str
    _parts: AsyncExitStack

    def shell(self) -> Shell:
        """The command line on the same system."""
        settings = self.system.settings
        return Shell(
            clean_environment(
                settings.home,
                TEMPORAL_ADDRESS=self.system.temporal.service_client.config.target_host,
                TEMPORAL_NAMESPACE=self.system.temporal.namespace,
                PAYBYINVOICE_TASK_QUEUE=settings.task_queue,
            )
        )

    async def key(self, *roles: Role, account: str | None = None, name: str = "a program") -> str:
        _, key = await self.services.access.create_key(
            name, roles, account, by="admin@provider.example"
        )
        return key

    async def program(
        self, *roles: Role, account: str | None = None, name: str = "a program"
    ) -> Program:
        key = await self.key(*roles, account=account, name=name)
        return await self.caller(name, {"Authorization": f"Bearer {key}"})

    async def customer(self, account: str, sign_in: str) -> Program:
        """Somebody who has followed their link, and whose page calls."""
        token = await token_in_the_mail(self.services.settings, account, sign_in)
        person = await self.caller(sign_in)
        await person.http.post("/c", data={"token": token})
        page = await person.http.get("/my")
        found = re.search('data-csrf="([0-9a-f]+)"', page.text)
        assert found is not None, page.text
        person.http.headers["X-CSRF-Token"] = found[1]
        return person

    async def caller(self, name: str = "a stranger", headers: Any = None) -> Program:
        http = httpx.AsyncClient(base_url=self.url, headers=headers, timeout=30)
        await self._parts.enter_async_context(http)
        return Program(http, name)


@asynccontextmanager
async def office_of(system: System) -> AsyncIterator[Office]:
    async with AsyncExitStack() as parts:
        database = await parts.enter_async_context(opened_ledger(system.settings.ledger_url))
        clients = Clients.over(OpenLedger(database), system.temporal, system.settings)
        services = await parts.enter_async_context(Services.over_clients(clients))
        url = await parts.enter_async_context(
            console_endpoint(create_app(services), f"{LOOPBACK}:0")
        )
        yield Office(system, services, url, parts)
