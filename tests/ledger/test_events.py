"""Every step that matters to another program is an event: with the step, once, in an order that
never changes."""

import asyncio
import json
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from adapters.ledger.database import Database
from adapters.ledger.events import EventQueries, events
from adapters.ledger.transactions import LedgerTransactions
from application.requests.notify import notify
from clients.events.client import EventClient
from domain.errors import AmountNotAcceptable, InvalidFile
from domain.events.event import Event, event
from domain.events.types import EventType
from domain.requests.life import life_of, record_of
from domain.requests.listing import Listing, Place
from domain.requests.request import Request
from domain.requests.view import listing_of
from engine.wiring.open_ledger import OpenLedger
from tests.domain.requests.lives import Life
from tests.ledger.accounts import Accounts
from tests.ledger.billing import HELD, OVERDUE, Billing, shares
from tests.ledger.samples import CONTOSO, NOON, a_scope, an_account, an_order, nothing_in_the_way
from tests.ledger.switching import Switching


@pytest.fixture
def told(database: Database) -> EventQueries:
    return EventQueries(database)


async def _types(told: EventQueries) -> list[str]:
    """Without the limit that the account was given when it was switched."""
    found = [each.type for each in (await told.page()).events]
    return [each for each in found if each is not EventType.ACCOUNT_LIMIT_CHANGED]


async def _kept(database: Database, request: Request, place: int, known: int = 0) -> None:
    record = record_of(life_of(request, listed=place, events=place), request, known)
    listing: Listing = listing_of(request, place, Place(events=place, at=NOON))
    await notify(LedgerTransactions(database), (), listing, record)


def _an_event(source: str) -> Event:
    return event(EventType.INVOICE_PAID, NOON, "invoice/INV-1", source, invoice="INV-1")


async def _add(database: Database, *added: Event) -> None:
    async with LedgerTransactions(database).writing() as transaction:
        await transaction.events.add(added)


async def test_a_requests_moves_are_told_once_each(database: Database, told: EventQueries) -> None:
    life = Life()
    await _kept(database, life.request, 5)
    assert await _types(told) == []
    known = life.request.entries
    life.submit()
    await _kept(database, life.request, 9, known)
    await _kept(database, life.request, 9, known)
    assert await _types(told) == ["request.submitted", "request.approved"]
    first = (await told.page()).events[0]
    assert first.about == life.request.id
    assert first.data["request"] == life.request.id
    assert first.data["links"] == {"request": f"/api/v1/requests/{life.request.scope_id}"}


async def test_an_invoice_is_issued_paid_in_parts_and_opened_again(
    billing: Billing, told: EventQueries
) -> None:
    await billing.issue("INV-1")
    await billing.pay("60.00", "BANK-1")
    await billing.pay("40.00", "BANK-2")
    await billing.reverse("BANK-2")
    assert await _types(told) == [
        "invoice.issued",
        "payment.received",
        "invoice.partly_paid",
        "payment.received",
        "invoice.paid",
        "payment.reversed",
        "invoice.reopened",
    ]
    part = next(e for e in (await told.page()).events if e.type is EventType.INVOICE_PARTLY_PAID)
    assert part.data == {
        "invoice": "INV-1",
        "account": CONTOSO,
        "scope": "sub-1",
        "state": "partly_paid",
        "amount": {"amount": "60.00", "currency": "EUR"},
        "open": {"amount": "40.00", "currency": "EUR"},
        "due_on": "2026-12-02",
        "links": {
            "invoice": "/api/v1/invoices/INV-1",
            "account": f"/api/v1/accounts/{CONTOSO}/statement",
        },
    }


async def test_a_dispute_a_credit_note_and_a_write_off_are_told(
    billing: Billing, told: EventQueries
) -> None:
    await billing.issue("INV-1")
    await billing.dispute("40.00")
    await billing.resolve(True)
    await billing.write_off()
    assert await _types(told) == [
        "invoice.issued",
        "invoice.disputed",
        "invoice.resolved",
        "invoice.written_off",
    ]


async def test_an_invoice_that_is_not_paid_is_due_soon_overdue_and_a_reason_for_a_hold(
    billing: Billing, told: EventQueries
) -> None:
    await billing.issue("INV-1")
    await billing.fire_alarms(now=OVERDUE - timedelta(days=5))
    await billing.fire_alarms(now=OVERDUE)
    await billing.fire_alarms(now=HELD)
    await billing.pay("100.00", "BANK-1", now=HELD + timedelta(hours=1))
    found = await _types(told)
    assert [each for each in found if each.startswith(("invoice", "account"))] == [
        "invoice.issued",
        "invoice.due_soon",
        "invoice.overdue",
        "account.hold_placed",
        "invoice.paid",
        "account.hold_lifted",
    ]


async def test_a_share_of_the_limit_that_is_crossed_is_told_once_each_way(
    billing: Billing, told: EventQueries
) -> None:
    await billing.issue("INV-1", "6400.01")
    await billing.issue("INV-2", "1600.00")
    await billing.pay("8000.01", "BANK-1", shares=shares("INV-1", "INV-2"))
    crossed = [
        (each.data["level"], each.data["exposure"]["amount"], each.data["limit"]["amount"])
        for each in (await told.page()).events
        if each.type is EventType.ACCOUNT_LIMIT_CROSSED
    ]
    assert crossed == [
        ("nearly_used", "6400.01", "8000.00"),
        ("exceeded", "8000.01", "8000.00"),
        ("below", "0.00", "8000.00"),
    ]


async def test_a_refund_is_told(billing: Billing, told: EventQueries) -> None:
    await billing.issue("INV-1")
    await billing.pay("130.00", "BANK-1")
    await billing.refund("30.00", "BANK-R")
    last = (await told.page()).events[-1]
    assert (last.type, last.data["amount"]) == (
        EventType.PAYMENT_REFUNDED,
        {"amount": "30.00", "currency": "EUR"},
    )


async def test_a_switch_changes_what_the_account_may_owe(
    database: Database, accounts: Accounts, told: EventQueries
) -> None:
    await accounts.import_accounts([an_account(a_scope())], NOON)
    order = an_order()
    await Switching(database).switch(order, nothing_in_the_way)
    await Switching(database).switch(order, nothing_in_the_way)
    (changed,) = (await told.page()).events
    assert changed.type is EventType.ACCOUNT_LIMIT_CHANGED
    assert "before" not in changed.data and changed.data["limit"]["currency"] == "EUR"


async def test_a_step_that_is_refused_tells_nothing(billing: Billing, told: EventQueries) -> None:
    await billing.issue("INV-1")
    with pytest.raises(AmountNotAcceptable):
        await billing.credit("500.00")
    assert await _types(told) == ["invoice.issued"]


async def test_no_event_holds_personal_data(billing: Billing, told: EventQueries) -> None:
    await billing.issue("INV-1")
    await billing.pay("10.00", "Anna de Vries 7790")
    await billing.credit("5.00")
    page = (await told.page()).model_dump_json()
    assert "payment.received" in page
    for personal in ("Anna", "7790", "goodwill", "bea@", "Contoso", "@"):
        assert personal not in page


async def test_a_reader_goes_on_from_where_it_was(database: Database) -> None:
    await _add(database, *(_an_event(f"step-{n}") for n in range(5)))
    client = EventClient(OpenLedger(database))
    first = await client.page(limit=2)
    rest = await client.page(after=first.next)
    assert [len(first.events), len(rest.events)] == [2, 3]
    nothing = await client.page(after=rest.next)
    assert nothing.events == () and nothing.next == rest.next
    with pytest.raises(InvalidFile):
        await client.page(after="evt_nothing")


async def test_only_what_is_asked_for_is_listed(database: Database, told: EventQueries) -> None:
    later = NOON + timedelta(days=1)
    await _add(
        database,
        _an_event("a"),
        event(EventType.INVOICE_OVERDUE, later, "invoice/INV-2", "b", invoice="INV-2"),
    )
    assert [e.about for e in (await told.page(types=[EventType.INVOICE_OVERDUE])).events] == [
        "invoice/INV-2"
    ]
    assert [e.about for e in (await told.page(since=later)).events] == ["invoice/INV-2"]


async def test_who_waits_is_answered_when_something_happens(database: Database) -> None:
    client = EventClient(OpenLedger(database))
    waiting = asyncio.create_task(client.page(wait=20))
    await asyncio.sleep(0)
    await _add(database, _an_event("late"))
    assert len((await asyncio.wait_for(waiting, 15)).events) == 1


@pytest.mark.parametrize("dialect", ["postgresql"])  # SQLite has one writer at a time
async def test_what_is_committed_later_comes_later_whenever_it_began(
    database: Database, told: EventQueries
) -> None:
    """Two steps at one time: the first to begin is the last to be committed."""
    ledger = LedgerTransactions(database)
    async with ledger.writing() as slow:
        await slow.events.add([_an_event("began first")])
        await _add(database, _an_event("began second"))
        seen = await told.page()
        assert [each.id for each in seen.events] == [_an_event("began second").id]
    after = await told.page(after=seen.next)
    assert [each.id for each in after.events] == [_an_event("began first").id]


async def test_many_readers_at_once_give_each_event_one_place(
    database: Database, told: EventQueries
) -> None:
    await _add(database, *(_an_event(f"step-{n}") for n in range(50)))
    pages = await asyncio.gather(*(told.page() for _ in range(8)))
    assert len({json.dumps([e.id for e in page.events]) for page in pages}) == 1
    async with database.reading() as connection:
        places = (await connection.execute(select(events.c.position))).scalars().all()
    assert sorted(places) == list(range(1, 51))


def test_the_same_step_is_the_same_event_whenever_it_is_taken() -> None:
    again = event(EventType.INVOICE_PAID, datetime(2027, 1, 1, tzinfo=UTC), "x", "step-1")
    assert again.id == _an_event("step-1").id
    assert _an_event("step-2").id != _an_event("step-1").id
