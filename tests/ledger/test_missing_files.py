"""A request that names files which the storage has not is told, on both databases."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import cast

import pytest
from sqlalchemy import update

from adapters.ledger.database import Database
from adapters.ledger.requests.tables import requests
from adapters.ledger.transactions import LedgerTransactions
from adapters.storage.documents import DocumentStore
from application.clocks.check import Check
from application.clocks.files import check_files
from application.ports.clocks import Engine
from domain.clocks import BY_THOROUGH_CHECKS, ClockFinding, LostSeen, Trouble
from tests.ledger.billing import Billing
from tests.ledger.erasing import a_life
from tests.ledger.samples import NOON
from tests.ledger.test_request_lives import REQUEST

MISSING = ClockFinding(about=REQUEST, trouble=Trouble.FILES_MISSING, codes=("doc-1",))


@pytest.fixture
async def store(tmp_path: Path) -> DocumentStore:
    return await DocumentStore.open((tmp_path / "documents").as_uri())


@pytest.fixture
async def location(billing: Billing, store: DocumentStore) -> str:
    """Of the one document of a request."""
    life = await a_life(billing.database, store)
    return life.request.documents[0].stored.location


def a_check(database: Database, store: DocumentStore, now: datetime = NOON) -> Check:
    """One that asks no engine."""
    ledger = LedgerTransactions(database)
    return Check(ledger, ledger, cast(Engine, None), store, now, thorough=True)


async def told(database: Database, store: DocumentStore) -> Sequence[ClockFinding]:
    checked = await check_files(a_check(database, store))
    assert checked.answered
    return checked.findings


async def test_a_request_whose_document_is_gone_is_told_until_it_is_there_again(
    database: Database, store: DocumentStore, location: str
) -> None:
    content = await store.get(location)
    assert await told(database, store) == []

    await store.remove(location)
    assert await told(database, store) == [MISSING]

    await store.put("sub-contoso-1", content)
    assert await told(database, store) == []


async def test_what_was_let_go_of_on_purpose_is_not_missing(
    database: Database, store: DocumentStore, location: str
) -> None:
    await store.remove(location)
    async with database.writing() as connection:
        await connection.execute(update(requests).values(files_gone_at=NOON))

    assert await told(database, store) == []


async def test_a_storage_that_is_away_misses_nothing_and_is_said_not_to_have_answered(
    database: Database, store: DocumentStore, location: str, tmp_path: Path
) -> None:
    (tmp_path / "documents").rename(tmp_path / "away")

    checked = await check_files(a_check(database, store))

    assert (checked.findings, checked.answered) == ([], False)


async def test_what_somebody_has_seen_to_is_no_task_any_more(
    database: Database, store: DocumentStore, location: str
) -> None:
    await store.remove(location)
    ledger = LedgerTransactions(database)
    async with ledger.writing() as transaction:
        assert not await transaction.clocks.seen(REQUEST, "olga", NOON)
        await transaction.clocks.keep([MISSING], NOON)
        await transaction.clocks.keep([], NOON, but=BY_THOROUGH_CHECKS)
        assert (await transaction.clocks.troubles())[Trouble.FILES_MISSING] == 1
        assert await transaction.clocks.seen(REQUEST, "olga", NOON)
        assert (await transaction.clocks.troubles())[Trouble.FILES_MISSING] == 0
        seen = LostSeen(about=REQUEST, by="olga", at=NOON, codes=("doc-1",))
        assert await transaction.clocks.seen_to(20) == [seen]
        assert await transaction.clocks.seen_to(20, "pay-by-invoice/another") == []

    assert await told(database, store) == []
