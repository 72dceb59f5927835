"""An account's people are erased and its books stay, on both databases."""

from asyncio import gather
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from adapters.ledger.account_pages import Accounts
from adapters.ledger.erasing.erasures import StoredErasures
from adapters.ledger.keyring import LedgerKeyring, opening
from adapters.ledger.requests.lives import StoredLives
from adapters.storage.documents import DocumentStore
from application.erasure.cancel import cancel_erasure
from application.erasure.due import erase_due
from application.erasure.erase import erase
from application.erasure.within import Erasing
from application.ports.erasing import OpenRequest
from application.ports.sealing import account_owner
from domain.erasure.erasure import ErasureState
from domain.erasure.may_erase import Books
from domain.errors import (
    AccountErased,
    AccountUnknown,
    DocumentRefused,
    ErasureNotPossible,
    KeyDestroyed,
    ServiceUnreachable,
    UnderWay,
)
from tests.ledger.billing import Billing
from tests.ledger.erasing import ANNA, LATER, POLICY, Engine, a_life, a_person, asked, where_it_says
from tests.ledger.samples import CONTOSO, NOON
from tests.ledger.test_data_keys import MASTER
from tests.ledger.test_request_lives import REQUEST


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[DocumentStore]:
    yield await DocumentStore.open((tmp_path / "documents").as_uri())


@pytest.fixture
def keyring(url: str) -> LedgerKeyring:
    return LedgerKeyring(opening(url), [MASTER])


@pytest.fixture
def engine(billing: Billing) -> Engine:
    return Engine(billing.database)


@pytest.fixture
def into(billing: Billing, engine: Engine, keyring: LedgerKeyring, store: DocumentStore) -> Erasing:
    return Erasing(StoredErasures(billing.database), engine, keyring, store)


async def test_an_account_without_books_is_erased_at_once(
    billing: Billing,
    into: Erasing,
    engine: Engine,
    store: DocumentStore,
    keyring: LedgerKeyring,
) -> None:
    engine.life = await a_life(billing.database, store)
    location = engine.life.request.documents[0].stored.location
    await a_person(billing.database)
    key = await keyring.key_for(account_owner(CONTOSO))
    words = ("Contoso", ANNA, "Stationsplein", "Carla")
    assert {"accounts", "request_lives", "people"} <= await where_it_says(billing.database, *words)
    done = await erase(into, asked(), POLICY, NOON)
    assert done.state is ErasureState.DONE
    assert done.counts == {"requests": 1, "withdrawn": 1, "keys": 1, "documents": 1}
    assert await where_it_says(billing.database, *words) == set()
    with pytest.raises(KeyDestroyed):
        await keyring.key(key.id)
    with pytest.raises(DocumentRefused):
        await store.get(location)
    assert await store.erased({account_owner(CONTOSO), "account/another"}) == {
        account_owner(CONTOSO)
    }
    assert await StoredLives(billing.database).newest(REQUEST) is None
    again = await erase(into, asked(by="pete"), POLICY, LATER)
    assert again == done


async def test_a_request_that_is_opened_just_before_it_begins_is_withdrawn_too(
    billing: Billing, into: Erasing, engine: Engine, store: DocumentStore
) -> None:
    class OpenedMeanwhile(StoredErasures):
        async def begin(self, account_id: str, at: datetime) -> None:
            engine.life = await a_life(billing.database, store)
            await super().begin(account_id, at)

    erasures = OpenedMeanwhile(billing.database)
    done = await erase(replace(into, erasures=erasures), asked(), POLICY, NOON)
    assert (done.state, done.counts["withdrawn"]) == (ErasureState.DONE, 1)
    assert await erasures.open_requests(CONTOSO) == []


async def test_who_asks_about_an_erased_account_gets_a_sentence(
    billing: Billing, into: Erasing
) -> None:
    await erase(into, asked(), POLICY, NOON)
    accounts = Accounts(billing.database)
    with pytest.raises(AccountErased, match="was erased"):
        await accounts.standing(CONTOSO, NOON)
    account = await accounts.account(CONTOSO)
    assert account is not None
    assert (account.name, account.address.country) == ("(erased)", "NL")


async def test_it_is_refused_while_money_is_open(billing: Billing, into: Erasing) -> None:
    await billing.issue()
    with pytest.raises(ErasureNotPossible) as refused:
        await erase(into, asked(), POLICY, LATER)
    assert refused.value.details["reasons"] == ["money_open"]
    await billing.pay("120.00")
    with pytest.raises(ErasureNotPossible, match="money of it is open"):
        await erase(into, asked(), POLICY, LATER)


async def test_it_is_refused_until_its_books_need_not_be_kept(
    billing: Billing, into: Erasing
) -> None:
    await billing.issue()
    await billing.pay()
    day = date(2033, 11, 2)
    with pytest.raises(ErasureNotPossible, match="from 2033-11-02 on") as refused:
        await erase(into, asked(), POLICY, NOON)
    assert refused.value.details["possible_on"] == day.isoformat()
    assert await into.erasures.of(CONTOSO) is None
    kept_for = await erase(into, asked(), POLICY, NOON, when_possible=True)
    assert (kept_for.state, kept_for.possible_on) == (ErasureState.SCHEDULED, day)
    assert await into.erasures.due(date(2033, 11, 1)) == []
    (due,) = await into.erasures.due(day)
    before = await where_it_says(billing.database, "INV-1")
    done = await erase(into, due, POLICY, datetime(2033, 11, 2, 1, tzinfo=UTC))
    assert done.state is ErasureState.DONE
    assert done.counts["letters"] > 0
    assert await into.erasures.due(day) == []
    assert {"invoices", "invoice_events", "payments"} <= before | {"payments"}
    async with billing.database.reading() as connection:
        for table, number in (("invoices", 1), ("payments", 1)):
            count = text(f"SELECT count(*) FROM {table}")
            assert (await connection.execute(count)).scalar_one() == number
    assert "outbox" not in await where_it_says(billing.database, "Contoso", ANNA)


async def test_what_was_cut_off_goes_on(
    billing: Billing, into: Erasing, engine: Engine, store: DocumentStore
) -> None:
    engine.life = await a_life(billing.database, store)
    engine.away = True
    with pytest.raises(ServiceUnreachable):
        await erase(into, asked(), POLICY, NOON)
    known = await into.erasures.of(CONTOSO)
    assert known is not None and known.state is ErasureState.SCHEDULED
    engine.away = False
    await into.requests.withdraw(REQUEST, "olga", "because")
    await into.erasures.begin(CONTOSO, NOON)
    await into.erasures.blank(CONTOSO, NOON)  # and then its process was lost
    (due,) = await into.erasures.due(NOON.date())
    assert due.state is ErasureState.BEGUN
    assert await erase_due(into, POLICY, NOON) == 1
    done = await into.erasures.of(CONTOSO)
    assert done is not None
    assert (due.account, done.state, done.counts["documents"]) == (CONTOSO, ErasureState.DONE, 1)
    with pytest.raises(DocumentRefused):
        await store.get(engine.life.request.documents[0].stored.location)


class Killed(Exception):
    """The process is lost."""


class DiesAfter:
    """Does all that something does, and is lost once it has done one thing."""

    def __init__(self, there: object, last: str) -> None:
        self._there = there
        self._last = last

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._there, name)
        if name != self._last:
            return found

        async def and_dies(*given: object, **named: object) -> None:
            await found(*given, **named)
            raise Killed

        return and_dies


@pytest.mark.parametrize(
    ("where", "last"),
    [
        ("erasures", "withdraw"),
        ("requests", "withdraw"),
        ("erasures", "begin"),
        ("keys", "destroy"),
        ("erasures", "blank"),
        ("files", "remove"),
    ],
)
async def test_who_goes_on_after_a_crash_tells_all_that_went(
    billing: Billing,
    into: Erasing,
    engine: Engine,
    store: DocumentStore,
    keyring: LedgerKeyring,
    where: str,
    last: str,
) -> None:
    engine.life = await a_life(billing.database, store)
    await a_person(billing.database)
    await keyring.key_for(account_owner(CONTOSO))
    cut_off: Any = {where: DiesAfter(getattr(into, where), last)}
    with pytest.raises(Killed):
        await erase(replace(into, **cut_off), asked(), POLICY, NOON)
    assert await erase_due(into, POLICY, NOON) == 1
    done = await into.erasures.of(CONTOSO)
    assert done is not None and done.state is ErasureState.DONE
    assert done.counts == {"requests": 1, "withdrawn": 1, "keys": 1, "documents": 1}


async def cancel(into: Erasing) -> None:
    await cancel_erasure(into.erasures, CONTOSO, "quinn", NOON)


async def test_what_is_taken_back_before_it_withdraws_anything_withdraws_nothing(
    billing: Billing, into: Erasing, engine: Engine, store: DocumentStore
) -> None:
    class TakenBackAfterAll(StoredErasures):
        async def books(self, account_id: str, now: datetime) -> Books:
            found = await super().books(account_id, now)
            await cancel(into)
            return found

    engine.life = await a_life(billing.database, store)
    await into.erasures.ask(asked())
    at_once = replace(into, erasures=TakenBackAfterAll(billing.database))
    assert await erase_due(at_once, POLICY, NOON) == 0
    assert len(await into.erasures.open_requests(CONTOSO)) == 1
    with pytest.raises(ErasureNotPossible, match="taken back"):
        await into.erasures.withdraw(CONTOSO, confirmed=False)


async def test_what_withdraws_requests_is_not_taken_back(
    billing: Billing, into: Erasing, engine: Engine, store: DocumentStore
) -> None:
    async def somebody_cancels() -> None:
        with pytest.raises(ErasureNotPossible, match="under way"):
            await cancel(into)

    engine.life = await a_life(billing.database, store)
    engine.before = somebody_cancels
    assert (await erase(into, asked(), POLICY, NOON)).state is ErasureState.DONE


async def test_once_a_request_could_not_be_withdrawn_it_waits_and_can_be_taken_back(
    billing: Billing, into: Erasing, engine: Engine, store: DocumentStore
) -> None:
    async def a_switch_is_under_way() -> None:
        raise UnderWay("This request is being switched at this moment.")

    engine.life = await a_life(billing.database, store)
    engine.before = a_switch_is_under_way
    with pytest.raises(UnderWay):
        await erase(into, asked(), POLICY, NOON)
    await cancel(into)
    assert len(await into.erasures.open_requests(CONTOSO)) == 1


async def test_while_nobody_knows_whether_a_request_was_withdrawn_it_is_not_taken_back(
    billing: Billing, into: Erasing, engine: Engine, store: DocumentStore
) -> None:
    engine.life = await a_life(billing.database, store)
    engine.away = True
    with pytest.raises(ServiceUnreachable):
        await erase(into, asked(), POLICY, NOON)
    with pytest.raises(ErasureNotPossible, match="under way"):
        await cancel(into)
    engine.away = False
    assert await erase_due(into, POLICY, NOON) == 1


async def test_of_two_at_once_one_takes_it_back_or_the_other_carries_it_out(
    billing: Billing, into: Erasing, engine: Engine, store: DocumentStore
) -> None:
    engine.life = await a_life(billing.database, store)
    await into.erasures.ask(asked())
    done, cancelled = await gather(
        erase_due(into, POLICY, NOON), cancel(into), return_exceptions=True
    )
    known = await into.erasures.of(CONTOSO)
    open_ = len(await into.erasures.open_requests(CONTOSO))
    assert known is not None
    if cancelled is None:
        assert (done, known.state, open_) == (0, ErasureState.CANCELLED, 1)
    else:
        assert isinstance(cancelled, ErasureNotPossible)
        assert (done, known.state, open_) == (1, ErasureState.DONE, 0)


async def test_one_that_cannot_be_done_is_left_for_the_next_run(
    billing: Billing, into: Erasing, engine: Engine, store: DocumentStore
) -> None:
    await billing.issue()
    await erase(into, asked(), POLICY, NOON, when_possible=True)
    assert await erase_due(into, POLICY, NOON) == 0
    await billing.pay()
    # Its books begin to be kept.
    assert await erase_due(into, POLICY, NOON) == 0
    known = await into.erasures.of(CONTOSO)
    assert known is not None and known.possible_on == date(2033, 11, 2)
    engine.life = await a_life(billing.database, store)
    engine.away = True
    assert await erase_due(into, POLICY, LATER) == 0
    engine.away = False
    assert await erase_due(into, POLICY, LATER) == 1


async def test_open_requests_are_found_by_their_scope_as_well(
    billing: Billing, into: Erasing, store: DocumentStore
) -> None:
    life = await a_life(billing.database, store)
    assert await into.erasures.open_requests(CONTOSO) == [OpenRequest(REQUEST, life.request.run)]
    assert await into.erasures.open_requests("somebody-else") == []


async def test_nobody_is_erased_who_is_not_there(into: Erasing) -> None:
    with pytest.raises(AccountUnknown):
        await erase(into, asked("nobody"), POLICY, NOON)
