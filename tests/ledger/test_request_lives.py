"""What a request is, is kept with its listing, and its timeline grows beside it."""

import pytest

from adapters.ledger.database import Database
from adapters.ledger.letters.outbox import LedgerOutbox
from adapters.ledger.requests.lives import StoredLives
from adapters.ledger.transactions import LedgerTransactions
from application.requests.notify import notify
from application.requests.switch import switch_checked
from domain.notices import NoticeKind
from domain.requests.life import life_of, record_of, request_in
from domain.requests.lifecycle import State
from domain.requests.listing import Listing, Place
from domain.requests.request import Request
from domain.requests.switch_order import BeforeSwitch, SwitchAnswer
from domain.requests.view import listing_of
from tests.domain.requests.lives import Life, an_approved_request
from tests.ledger.accounts import Accounts
from tests.ledger.samples import NOON, a_scope, an_account, nothing_in_the_way

REQUEST = "pay-by-invoice/sub-contoso-1"


@pytest.fixture
def lives(database: Database) -> StoredLives:
    return StoredLives(database)


def listed(request: Request, place: int) -> Listing:
    return listing_of(request, place, Place(events=place, at=NOON))


async def kept(database: Database, request: Request, place: int, known: int = 0) -> None:
    """A step at this place, which knows that the ledger has so many entries."""
    life = life_of(
        request, opening_key="its-opening", listed=place, events=place, messages_each_run=40
    )
    record = record_of(life, request, known)
    await notify(LedgerTransactions(database), (), listed(request, place), record)


async def test_a_request_is_read_as_it_was_kept(database: Database, lives: StoredLives) -> None:
    life = an_approved_request()
    await kept(database, life.request, 5)
    found = await lives.newest(REQUEST)
    assert found is not None
    assert (found.listed, found.events) == (5, 5)
    assert request_in(found).credit == life.request.credit
    assert list(await lives.timeline("run-1", 99)) == life.request.timeline


async def test_each_step_adds_its_own_entries(database: Database, lives: StoredLives) -> None:
    life = Life()
    await kept(database, life.request, 5)
    known = life.request.entries
    life.submit()
    await kept(database, life.request, 9, known)
    assert list(await lives.timeline("run-1", 99)) == life.request.timeline
    assert list(await lives.timeline("run-1", 1)) == life.request.timeline[:1]


async def test_an_older_step_that_comes_late_changes_nothing(
    database: Database, lives: StoredLives
) -> None:
    life = Life()
    early = request_in(life_of(life.request))
    early.timeline, early.earlier = [*life.request.timeline], 0
    life.submit()
    await kept(database, life.request, 9)
    await kept(database, early, 5)
    found = await lives.newest(REQUEST)
    assert found is not None and found.state is State.APPROVED
    assert len(await lives.timeline("run-1", 99)) == life.request.entries


async def test_what_a_lost_step_had_written_gives_way_to_what_came_instead(
    database: Database, lives: StoredLives
) -> None:
    lost, came = Life(), Life()
    lost.submit()
    came.withdraw()
    await kept(database, Life().request, 5)
    await kept(database, lost.request, 9, 1)
    await kept(database, came.request, 10, 1)
    found = await lives.newest(REQUEST)
    assert found is not None and found.state is State.WITHDRAWN
    assert list(await lives.timeline("run-1", 99)) == came.request.timeline


async def test_those_that_are_open_are_found(database: Database, lives: StoredLives) -> None:
    for number in range(3):
        life = Life()
        life.request.run = f"run-{number}"
        await kept(database, life.request, 5)
    ended = Life()
    ended.request.run = "ended"
    ended.withdraw()
    await kept(database, ended.request, 5)
    assert {life.run async for life in lives.open()} == {"run-0", "run-1", "run-2"}


async def _switched(
    database: Database, accounts: Accounts, life: Life, entries: int
) -> SwitchAnswer:
    request = life.request
    scope = a_scope(request.scope_id)
    await accounts.import_accounts([an_account(scope, id=request.account_id)], NOON)
    place = Place(events=9, at=NOON)
    before = BeforeSwitch(run=request.run, entries=entries, listed=9, place=place)
    ledger, order = LedgerTransactions(database), life.claim_switch()
    return await switch_checked(ledger, order, nothing_in_the_way, before)


async def test_the_switch_ends_what_is_kept_and_says_what_the_request_would(
    database: Database, lives: StoredLives, accounts: Accounts, outbox: LedgerOutbox
) -> None:
    life = an_approved_request()
    await kept(database, life.request, 5)
    answer = await _switched(database, accounts, life, life.request.entries)
    found = await lives.newest(REQUEST)
    assert found is not None and found.state is State.SWITCHED
    assert found.switched == answer.receipt is not None
    place = (found.opening_key, found.listed, found.events, found.messages_each_run)
    assert place == ("its-opening", 9, 9, 40)
    life.complete_switch()
    *_, last = await lives.timeline("run-1", 99)
    assert last == life.request.timeline[-1]
    queued = [letter.kind for letter in await outbox.of_request(REQUEST)]
    assert sorted(queued) == [NoticeKind.SWITCHED, NoticeKind.TEAM_SWITCHED]
    assert [life async for life in lives.open()] == []


async def test_without_the_request_as_it_is_nothing_is_switched(
    database: Database, lives: StoredLives, accounts: Accounts, outbox: LedgerOutbox
) -> None:
    life = an_approved_request()
    await kept(database, life.request, 5)
    answer = await _switched(database, accounts, life, life.request.entries + 1)
    assert (answer.not_kept, answer.receipt) == (True, None)
    found = await lives.newest(REQUEST)
    assert found is not None and found.state is State.APPROVED
    assert not any((await outbox.counts()).values())
