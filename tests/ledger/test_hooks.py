"""Deliveries of webhooks, in each database: what is due, and what that costs."""

from datetime import timedelta

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


async def test_of_each_thing_the_earliest_that_waits_is_due(database: Database) -> None:
    hooks = StoredHooks(database)
    await hooks.add(
        Endpoint(id=NAME, url="https://e.example", secret="whsec_", made_at=NOON, made_by="olga")
    )
    first, second, other = [
        await _happens(database, about, str(at)) for at, about in enumerate(("INV-1", "INV-1", "X"))
    ]
    await hooks.take_in(NAME, NOON, 100)
    assert [each.event.id for each in await hooks.due(NAME, NOON, 100)] == [first.id, other.id]
    later = NOON + timedelta(minutes=5)
    tried = [
        Tried(first.id, 1, 204, None, None),
        Tried(other.id, 1, None, Trouble.NO_ANSWER, later),
    ]
    await hooks.record(NAME, tried, NOON)
    assert [each.event.id for each in await hooks.due(NAME, NOON, 100)] == [second.id]
    assert [each.event.id for each in await hooks.due(NAME, later, 100)] == [second.id, other.id]
    states = [each.state for each in await hooks.deliveries(NAME, 100)]
    assert states == [DeliveryState.WAITING, DeliveryState.WAITING, DeliveryState.DELIVERED]
    latest = [each.event for each in await hooks.deliveries(NAME, 1)]
    assert latest == [other.id]
    before = [each.event for each in await hooks.deliveries(NAME, 100, before=other.id)]
    assert before == [second.id, first.id]
    with pytest.raises(InvalidFile):
        await hooks.deliveries(NAME, 1, before="evt_none")


async def test_what_was_delivered_before_is_not_walked_through(database: Database) -> None:
    """It is kept for ever."""
    asked = _DUE.limit(100).params(name=NAME, now=NOON)
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
