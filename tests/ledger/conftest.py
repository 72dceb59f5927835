from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from shutil import copyfile

import pytest
from argon2 import PasswordHasher

from adapters.credentials import passwords
from adapters.ledger.database import Database
from adapters.ledger.letters.outbox import LedgerOutbox
from clients.access import AccessClient
from engine.wiring.open_ledger import OpenLedger
from tests.ledger.accounts import Accounts
from tests.ledger.billing import Billing
from tests.ledger.samples import (
    NOON,
    a_scope,
    an_account,
    an_order,
    euros,
    nothing_in_the_way,
)
from tests.ledger.signing_in import Clock
from tests.ledger.switching import Switching
from tests.ledgers import PostgresLedgers, empty_ledger
from tests.postgres import PostgresServer, running_postgres


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    with running_postgres() as server:
        yield server


@pytest.fixture(scope="session")
async def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated ledger, to copy."""
    file = tmp_path_factory.mktemp("template") / "ledger.db"
    await empty_ledger(file)
    return file


@pytest.fixture(scope="session")
async def postgres_ledgers(postgres: PostgresServer) -> AsyncIterator[PostgresLedgers]:
    ledgers = await PostgresLedgers.on(postgres)
    yield ledgers
    ledgers.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def dialect(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def empty_url(dialect: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database without any table, on each of the two."""
    if dialect == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    url = server.create_database()
    yield url
    server.drop_database(url)


@pytest.fixture
def url(dialect: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A ledger with nothing in it, on each of the two."""
    if dialect == "sqlite":
        file = tmp_path / "ledger.db"
        copyfile(request.getfixturevalue("sqlite_template"), file)
        yield f"sqlite:///{file}"
        return
    ledgers: PostgresLedgers = request.getfixturevalue("postgres_ledgers")
    with ledgers.lent() as url:
        yield url


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    database = await Database.open(url)
    yield database
    await database.close()


@pytest.fixture
def accounts(database: Database) -> Accounts:
    return Accounts(database)


@pytest.fixture
def switching(database: Database) -> Switching:
    return Switching(database)


@pytest.fixture
def outbox(database: Database) -> LedgerOutbox:
    return LedgerOutbox(database)


@pytest.fixture
async def billing(database: Database, accounts: Accounts, switching: Switching) -> Billing:
    """A ledger in which Contoso pays two scopes by invoice and one by card, and another account
    pays one by invoice. Contoso's limit is EUR 8000, its terms are 30 days."""
    contoso = an_account(a_scope("sub-1"), a_scope("sub-2"), a_scope("sub-card"))
    await accounts.import_accounts([contoso, an_account(a_scope("sub-3"), id="other")], NOON)
    half = euros("4000.00")
    for order in (
        an_order("first", credit_limit=half, language="nl"),
        an_order("second", credit_limit=half, language="en", scope_id="sub-2"),
        an_order("third", credit_limit=half, account_id="other", scope_id="sub-3"),
    ):
        await switching.switch(order, nothing_in_the_way)
    return Billing(database)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    cheap = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    monkeypatch.setattr(passwords, "_hasher", cheap)
    passwords._of_nobody.cache_clear()
    yield
    passwords._of_nobody.cache_clear()


@pytest.fixture
async def access(
    database: Database, accounts: Accounts, clock: Clock, quick_hashes: None
) -> AccessClient:
    await accounts.import_accounts([an_account()], NOON)
    return AccessClient(OpenLedger(database), clock)


@pytest.fixture
def elsewhere(access: AccessClient, database: Database, clock: Clock) -> AccessClient:
    """Another process on the same ledger: it remembers on its own."""
    return AccessClient(OpenLedger(database), clock)
