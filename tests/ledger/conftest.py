from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from shutil import copyfile

import pytest

from adapters.ledger.accounts import Accounts
from adapters.ledger.database import Database
from adapters.ledger.outbox import LedgerOutbox
from adapters.ledger.switching import Switching
from tests.postgres import PostgresServer, running_postgres


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    with running_postgres() as server:
        yield server


@pytest.fixture(scope="session")
async def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated ledger, to copy."""
    file = tmp_path_factory.mktemp("template") / "ledger.db"
    database = await Database.open(f"sqlite:///{file}")
    await database.close()
    return file


@pytest.fixture(scope="session")
async def postgres_template(postgres: PostgresServer) -> str:
    url = postgres.create_database()
    database = await Database.open(url)
    await database.close()
    return url


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
    server: PostgresServer = request.getfixturevalue("postgres")
    url = server.create_database(template=request.getfixturevalue("postgres_template"))
    yield url
    server.drop_database(url)


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
