"""How a request is listed is written with its notices, or not at all, and never goes back."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from adapters.ledger.database import Database
from adapters.ledger.letters.outbox import LedgerOutbox
from adapters.ledger.requests.tables import request_stays, requests
from adapters.ledger.requests.writing import Listed, listed_runs
from adapters.ledger.transactions import LedgerTransactions
from application.requests.notify import notify
from clients.requests.queues import QueueClient
from domain.requests.lifecycle import State
from domain.requests.listing import Listing, Stay
from engine.wiring.open_ledger import OpenLedger
from tests.ledger.queues import a_listing, list_all
from tests.ledger.samples import NOON, a_notice

LATER = NOON + timedelta(minutes=1)


def after(*states: State) -> tuple[Stay, ...]:
    return tuple(
        Stay(state=state, since=NOON + timedelta(days=day), trigger=f"to {state}")
        for day, state in enumerate(states)
    )


@pytest.fixture
def queues(database: Database) -> QueueClient:
    return QueueClient(OpenLedger(database))


async def _stays(database: Database) -> list[tuple[int, str]]:
    async with database.reading() as connection:
        rows = await connection.execute(select(request_stays).order_by(request_stays.c.number))
        return [(row.number, row.state) for row in rows]


async def _rows(database: Database) -> Sequence[Any]:
    async with database.reading() as connection:
        return (await connection.execute(select(requests))).all()


async def test_notices_and_listing_are_written_together_or_not_at_all(
    database: Database, outbox: LedgerOutbox, queues: QueueClient
) -> None:
    ledger = LedgerTransactions(database)
    await notify(ledger, [a_notice()], a_listing())
    assert sum((await outbox.counts()).values()) == 1
    assert await queues.line("sub-1") is not None
    unlistable = a_listing("other", revision=0)
    with pytest.raises(Exception, match="revision"):
        await notify(ledger, [a_notice("another")], unlistable)
    assert sum((await outbox.counts()).values()) == 1
    assert await queues.line("other") is None


async def test_either_may_be_missing(
    database: Database, outbox: LedgerOutbox, queues: QueueClient
) -> None:
    ledger = LedgerTransactions(database)
    await notify(ledger, [a_notice()], None)
    await notify(ledger, (), a_listing())
    await notify(ledger, (), None)
    assert sum((await outbox.counts()).values()) == 1
    assert len(await _rows(database)) == 1


async def test_a_later_listing_takes_the_place_with_every_stay(
    database: Database, queues: QueueClient
) -> None:
    then = a_listing(stays=after(State.DRAFT, State.SUBMITTED, State.CREDIT_CHECK))
    now = a_listing(
        state=State.APPROVED,
        revision=2,
        events=9,
        stays=after(State.DRAFT, State.SUBMITTED, State.CREDIT_CHECK, State.APPROVED),
    )
    await list_all(database, then, now)
    assert await queues.line("sub-1") == now.line
    assert await _stays(database) == [
        *((1, "draft"), (2, "submitted"), (3, "credit_check"), (4, "approved"))
    ]


@pytest.mark.parametrize(
    "late",
    [
        a_listing(state=State.DRAFT, revision=2, events=5),
        a_listing(state=State.DRAFT, revision=2, events=5, at=LATER),
        a_listing(state=State.DRAFT, revision=2, events=9, at=NOON - timedelta(seconds=10)),
        a_listing(state=State.DRAFT, revision=2, events=9),
        a_listing(state=State.DRAFT, revision=3, events=9),
    ],
    ids=["earlier", "earlier by a fast clock", "before", "older", "same"],
)
async def test_an_older_listing_never_overwrites_a_newer_one(
    database: Database, queues: QueueClient, late: Listing
) -> None:
    now = a_listing(state=State.APPROVED, revision=3, events=9)
    await list_all(database, now)
    written = await _rows(database)
    await list_all(database, late)
    assert await queues.line("sub-1") == now.line
    assert await _rows(database) == written


@pytest.mark.parametrize(
    "what_came",
    [
        a_listing(state=State.REJECTED, revision=5, events=12),
        a_listing(state=State.REJECTED, revision=4, events=12),
        a_listing(state=State.REJECTED, revision=4, events=9, at=LATER),
    ],
    ids=["the same revision", "a lower one", "at the same place, later"],
)
async def test_what_a_lost_step_had_written_gives_way_to_what_came_instead(
    database: Database, queues: QueueClient, what_came: Listing
) -> None:
    lost = a_listing(
        state=State.APPROVED,
        revision=5,
        events=9,
        stays=after(State.DRAFT, State.SUBMITTED, State.CREDIT_CHECK, State.APPROVED),
    )
    await list_all(database, lost, what_came)
    assert await queues.line("sub-1") == what_came.line
    assert await _stays(database) == [(1, "draft"), (2, "rejected")]
    await list_all(database, lost)
    assert await queues.line("sub-1") == what_came.line


async def test_of_many_that_write_at_once_the_latest_stays(
    database: Database, queues: QueueClient
) -> None:
    listings = [a_listing(revision=number, events=number, due_in=number) for number in range(1, 21)]
    await asyncio.gather(*(list_all(database, each) for each in reversed(listings)))
    assert await queues.line("sub-1") == listings[-1].line


async def _seen(database: Database) -> Listed:
    async with database.reading() as connection:
        return await Listed.of(connection, "run-of-sub-1")


async def _mend(database: Database, seen: Listed, listing: Listing) -> bool:
    async with database.writing() as connection:
        return await seen.give_way(connection, listing)


async def test_what_is_wrong_gives_way_even_at_the_same_revision(
    database: Database, queues: QueueClient
) -> None:
    wrong = a_listing(revision=3, state=State.APPROVED)
    right = a_listing(revision=3, state=State.CREDIT_CHECK, events=2)
    await list_all(database, wrong)
    seen = await _seen(database)
    assert seen.says(wrong)
    assert not seen.says(right)
    assert await _mend(database, seen, right)
    assert await queues.line("sub-1") == right.line
    assert (await _seen(database)).says(right)


async def test_wrong_stays_alone_are_seen_as_wrong(database: Database) -> None:
    await list_all(database, a_listing(stays=after(State.DRAFT)))
    seen = await _seen(database)
    assert not seen.says(a_listing(stays=after(State.DRAFT, State.CREDIT_CHECK)))


async def test_what_was_written_meanwhile_does_not_give_way(
    database: Database, queues: QueueClient
) -> None:
    await list_all(database, a_listing())
    seen, nothing = await _seen(database), Listed(None)
    newer = a_listing(revision=2, events=9, state=State.APPROVED)
    await list_all(database, newer)
    for stale in (seen, nothing):
        assert not await _mend(database, stale, a_listing())
    assert await queues.line("sub-1") == newer.line


async def test_a_line_that_is_missing_is_written(database: Database, queues: QueueClient) -> None:
    seen = await _seen(database)
    assert not seen
    assert await listed_runs(database) == {}
    assert await _mend(database, seen, a_listing())
    assert await queues.line("sub-1") == a_listing().line
    assert await listed_runs(database) == {"run-of-sub-1": "pay-by-invoice/sub-1"}


async def test_a_long_name_in_any_alphabet_can_be_listed(
    database: Database, queues: QueueClient
) -> None:
    long = a_listing(company="ᾷΐŉﬃ" * 50, waiting_on=a_listing().line.waiting_on)
    await list_all(database, long)
    assert await queues.line("sub-1") == long.line
