from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from shutil import copyfile

import pytest
from fastapi import FastAPI

from adapters.ledger.database import Database
from clients.access import AccessClient
from engine.wiring.open_ledger import OpenLedger
from settings import Settings
from tests.console.access.browser import (
    OURS,
    THEIRS,
    Browser,
    Clock,
    an_app,
    browsing,
    settings_for,
)
from tests.ledger.accounts import Accounts
from tests.ledger.samples import NOON, a_scope, an_account
from tests.ledgers import empty_ledger


@pytest.fixture(scope="session")
async def ledger_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger with two accounts, to copy."""
    file = tmp_path_factory.mktemp("access") / "ledger.db"
    database = await Database.open(await empty_ledger(file))
    await Accounts(database).import_accounts(
        [an_account(id=OURS), an_account(a_scope("sub-2"), id=THEIRS)], NOON
    )
    await database.close()
    return file


@pytest.fixture
async def database(ledger_template: Path, tmp_path: Path) -> AsyncIterator[Database]:
    file = tmp_path / "ledger.db"
    copyfile(ledger_template, file)
    database = await Database.open(f"sqlite:///{file}")
    yield database
    await database.close()


@pytest.fixture
def clock() -> Clock:
    return Clock(datetime.now(UTC))


@pytest.fixture
def access(database: Database, clock: Clock) -> AccessClient:
    return AccessClient(OpenLedger(database), clock)


@pytest.fixture
def settings() -> Settings:
    return settings_for()


@pytest.fixture
def app(access: AccessClient, settings: Settings) -> FastAPI:
    return an_app(access, settings)


@pytest.fixture
async def browser(app: FastAPI) -> AsyncIterator[Browser]:
    async with browsing(app) as browser:
        yield browser
