"""The console says whether it is well, to anybody who asks."""

from collections.abc import AsyncIterator
from pathlib import Path
from types import SimpleNamespace

import httpx
import pytest
from fastapi import FastAPI

from adapters.ledger.database import Database
from clients.access import AccessClient
from clients.accounts.ledger import LedgerClient
from console import health
from console.door import middleware
from console.door.errors import answer_refusals
from domain.errors import ServiceUnreachable
from engine.wiring.open_ledger import OpenLedger
from tests.console.access.browser import HERE, settings_for


@pytest.fixture
async def app(tmp_path: Path) -> AsyncIterator[FastAPI]:
    settings = settings_for()
    database = await Database.open(f"sqlite:///{tmp_path / 'ledger.db'}")
    app = FastAPI()
    app.state.services = SimpleNamespace(
        settings=settings,
        access=AccessClient(OpenLedger(database)),
        ledger=LedgerClient(OpenLedger(database), settings),
    )
    answer_refusals(app)
    middleware.install(app, settings)
    health.install(app, settings)
    yield app
    await database.close()


async def asked(app: FastAPI, path: str = "/health") -> httpx.Response:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=HERE) as client:
        return await client.get(path)


async def test_it_is_well_while_the_ledger_answers(app: FastAPI) -> None:
    answer = await asked(app)
    assert (answer.status_code, answer.json()) == (
        200,
        {"status": "ok", "checks": {"ledger": "ok"}},
    )


async def test_it_is_not_while_the_ledger_is_away(
    app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away() -> None:
        raise ServiceUnreachable("The ledger's database does not answer.")

    monkeypatch.setattr(app.state.services.ledger, "ping", away)
    assert (await asked(app, "/live")).status_code == 200
    assert (await asked(app, "/ready")).status_code == 503
    answer = await asked(app)
    assert answer.status_code == 503
    assert answer.json()["checks"] == {"ledger": "The ledger's database does not answer."}
