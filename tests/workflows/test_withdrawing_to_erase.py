"""What `application.ports.erasing.OpenRequests` promises is kept by the engine, and by what stands
in for it in the ledger's tests."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from temporalio.client import Client

from adapters.ledger.database import Database, opened_ledger
from adapters.ledger.erasing.erasures import StoredErasures
from adapters.ledger.requests.lives import StoredLives
from adapters.storage.documents import DocumentStore
from application.ports.erasing import OpenRequest, OpenRequests
from domain.erasure.erasure import ACCOUNT_ERASED
from domain.errors import DomainError, ServiceUnreachable
from domain.requests.happenings import Happening
from engine.erasing import WithdrawingRequests
from tests.ledger.accounts import Accounts
from tests.ledger.erasing import Engine, a_life
from tests.ledger.samples import CONTOSO, NOON, an_account
from tests.ledger.test_request_lives import REQUEST
from tests.ledgers import empty_ledger
from tests.workflows.customers import a_customer
from tests.workflows.system import at_work, opened_system, settings_for

OLGA = "olga@provider.example"


@dataclass
class Open:
    """A request that is open, and who withdraws it."""

    requests: OpenRequests
    database: Database
    account: str
    request: str

    async def ones(self) -> list[OpenRequest]:
        return [*await StoredErasures(self.database).open_requests(self.account)]


@asynccontextmanager
async def at_the_engine(temporal: Client, tmp_path: Path) -> AsyncIterator[Open]:
    settings, customer = settings_for(tmp_path), a_customer()
    async with (
        opened_system(temporal, settings) as system,
        at_work(system),
        opened_ledger(settings.ledger_url) as database,
    ):
        await system.welcome(customer)
        await system.open(customer)
        engine = WithdrawingRequests(temporal)
        yield Open(engine, database, customer.account_id, customer.request)


@asynccontextmanager
async def standing_in(_: Client, tmp_path: Path) -> AsyncIterator[Open]:
    await empty_ledger(tmp_path / "ledger.db")
    store = await DocumentStore.open((tmp_path / "documents").as_uri())
    async with opened_ledger(f"sqlite:///{tmp_path / 'ledger.db'}") as database:
        await Accounts(database).import_accounts([an_account()], NOON)
        engine = Engine(database, await a_life(database, store))
        yield Open(engine, database, CONTOSO, REQUEST)


@pytest.fixture(params=[at_the_engine, standing_in], ids=["engine", "stand-in"])
async def one(
    request: pytest.FixtureRequest, temporal: Client, tmp_path: Path
) -> AsyncIterator[Open]:
    async with request.param(temporal, tmp_path) as opened:
        yield opened


async def test_once_it_returns_the_request_has_ended_and_says_who_withdrew_it_and_why(
    one: Open,
) -> None:
    (known,) = await one.ones()
    assert known.request == one.request
    await one.requests.withdraw(one.request, OLGA, ACCOUNT_ERASED)
    assert await one.ones() == []
    last = (await StoredLives(one.database).timeline(known.run, 99))[-1]
    assert (last.kind, last.by, last.said) == (Happening.WITHDRAWN, OLGA, ACCOUNT_ERASED)


async def test_what_has_ended_is_refused_and_nothing_is_said_to_be_out_of_reach(one: Open) -> None:
    await one.requests.withdraw(one.request, OLGA, ACCOUNT_ERASED)
    with pytest.raises(DomainError) as refused:
        await one.requests.withdraw(one.request, OLGA, ACCOUNT_ERASED)
    assert not isinstance(refused.value, ServiceUnreachable)
