"""Deliveries of webhooks, in each database: what is due, and what that costs."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from adapters.ledger.database import Database
from adapters.ledger.stored_hooks import _DUE, StoredHooks
from adapters.ledger.transactions import LedgerTransactions
from application.ports.webhooks import Tried
from domain.errors import InvalidFile
from domain.events.event import Event, event
from domain.events.types import EventType
from domain.webhooks.endpoint import Endpoint
from domain.webhooks.states import DeliveryState, Trouble
from tests.ledger.samples import NOON

NAME = "we_1"


async def _happens(database: Database, about: str, source: str) -> Event:
    told = event(EventType.INVOICE_PAID, NOON, about, source, invoice=about)
    async with LedgerTransactions(database).writing() as transaction:
        await transaction.events.add([told])
    return told


async def test_of_each_thing_is_due_what_waits_up_to_the_first_that_is_not_to_be_tried_yet(
    database: Database,
) -> None:
    hooks = StoredHooks(database)
    await hooks.add(
        Endpoint(id=NAME, url="https://e.example", secret="whsec_", made_at=NOON, made_by="olga")
    )
    first, second, third, other = [
        await _happens(database, about, str(at))
        for at, about in enumerate(("INV-1", "INV-1", "INV-1", "X"))
    ]

    async def due(now: datetime, at_most: int = 100) -> list[str]:
        waiting = await hooks.waiting(NAME, now, at_most)
        assert waiting is not None and waiting.endpoint.id == NAME
        assert waiting.more == (len(waiting.due) == at_most)
        return [each.event.id for each in waiting.due]

    assert await due(NOON, at_most=4) == [first.id, second.id, third.id, other.id]
    assert await due(NOON, at_most=2) == [first.id, second.id]
    later = NOON + timedelta(minutes=5)
    tried = [
        Tried(first.id, 1, 204, None, None),
        Tried(second.id, 1, None, Trouble.NO_ANSWER, later),
        Tried(other.id, 1, None, Trouble.NO_ANSWER, later),
    ]
    await hooks.record(NAME, tried, NOON)
    assert await due(NOON) == []
    await hooks.send_again(NAME, first.id, first.id, NOON)
    assert await due(NOON) == [first.id], "the second one keeps its time, and its place"
    assert await due(later) == [first.id, second.id, third.id, other.id]
    states = [each.state for each in await hooks.deliveries(NAME, 100)]
    assert states == [DeliveryState.WAITING] * 4
    latest = [each.event for each in await hooks.deliveries(NAME, 1)]
    assert latest == [other.id]
    before = [each.event for each in await hooks.deliveries(NAME, 100, before=other.id)]
    assert before == [third.id, second.id, first.id]
    with pytest.raises(InvalidFile):
        await hooks.deliveries(NAME, 1, before="evt_none")


async def test_what_was_delivered_before_is_not_walked_through(database: Database) -> None:
    """It is kept for ever."""
    asked = _DUE.params(name=NAME, now=NOON, at_most=100)
    async with database.reading() as connection:
        statement = asked.compile(
            dialect=connection.dialect, compile_kwargs={"literal_binds": True}
        ).string
        if connection.dialect.name == "sqlite":
            plan = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}")
        else:
            # There is nothing in its tables: it would read them whole.
            await connection.execute(text("SET LOCAL enable_seqscan = off"))
            plan = await connection.exec_driver_sql(f"EXPLAIN {statement}")
        assert "ix_hook_deliveries_waiting" in "\n".join(map(str, plan))
