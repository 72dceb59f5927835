"""Which invoices were written since a moment, and that only those are read to find out."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Select, text

from adapters.ledger.database import Database
from adapters.ledger.invoices.queries import _CHANGES
from adapters.ledger.migrate import downgrade, upgrade
from adapters.ledger.reports.invoices import _reminded
from adapters.ledger.sql.connection import Connection
from domain.errors import DomainError
from domain.invoices.views.lists import InvoiceChange
from domain.reports.period import Period
from tests.ledger.billing import DUE_ON, OVERDUE, TEN_DAYS_LATE, Billing, a_payment, shares
from tests.ledger.samples import CONTOSO

DAY = timedelta(days=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MAY = Period(since=date(2026, 5, 1), until=date(2026, 5, 31))

Deed = Callable[[Billing], Awaitable[object]]

DEEDS: dict[str, Deed] = {
    "paid": lambda billing: billing.pay(),
    "paid in part": lambda billing: billing.pay("10.00"),
    "declared paid": lambda billing: billing.declare("100.00", "WIRE-1"),
    "reminded": lambda billing: billing.fire_alarms(now=OVERDUE),
    "corrected": lambda billing: billing.credit("20.00"),
    "disputed": lambda billing: billing.dispute("40.00"),
    "written off": lambda billing: billing.write_off(),
}


async def now() -> datetime:
    """A moment that is later than whatever was written."""
    await asyncio.sleep(0.002)
    return datetime.now(UTC)


async def changed(billing: Billing, since: datetime) -> list[str]:
    return [each.invoice for each in await billing.queries.changes(since)]


async def the_change(billing: Billing, since: datetime) -> InvoiceChange:
    (change,) = await billing.queries.changes(since)
    return change


async def test_an_invoice_that_was_issued_since_is_among_the_changes(billing: Billing) -> None:
    await billing.issue("INV-1")
    since = await now()
    assert await changed(billing, since) == []
    await billing.issue("INV-2")
    await billing.issue("OTHER", scope="sub-3")
    found = await billing.queries.changes(since)
    assert [(each.invoice, each.account, each.revision) for each in found] == [
        ("INV-2", CONTOSO, 1),
        ("OTHER", "other", 1),
    ]
    assert since <= found[0].written_at <= found[1].written_at <= await now()
    assert await billing.queries.changes(found[1].written_at) == found[1:]


@pytest.mark.parametrize("deed", DEEDS.values(), ids=list(DEEDS))
async def test_what_is_done_to_an_invoice_is_a_change_of_it_and_of_no_other(
    billing: Billing, deed: Deed
) -> None:
    await billing.issue("INV-1")
    await billing.issue("INV-2")
    before = {each.invoice: each for each in await billing.queries.changes(EPOCH)}
    since = await now()
    await deed(billing)
    change = await the_change(billing, since)
    assert (change.invoice, change.account) == ("INV-1", CONTOSO)
    assert change.revision == before["INV-1"].revision + 1
    assert change.written_at > before["INV-1"].written_at


async def test_whatever_one_payment_settles_and_gives_back_has_changed(billing: Billing) -> None:
    for number in ("INV-1", "INV-2", "INV-3"):
        await billing.issue(number)
    since = await now()
    await billing.act(a_payment("200.00", shares=shares("INV-1", "INV-2")))
    assert sorted(await changed(billing, since)) == ["INV-1", "INV-2"]
    since = await now()
    await billing.reverse()
    assert sorted(await changed(billing, since)) == ["INV-1", "INV-2"]


async def test_what_is_refused_or_was_done_before_changes_nothing(billing: Billing) -> None:
    await billing.issue()
    await billing.act(a_payment("40.00"), key="once")
    since = await now()
    await billing.issue()
    await billing.act(a_payment("40.00"), key="once")
    await billing.fire_alarms()
    with pytest.raises(DomainError):
        await billing.credit("100.01")
    assert await changed(billing, since) == []


async def test_a_change_is_by_the_real_clock_in_a_rehearsal_too(billing: Billing) -> None:
    await billing.issue()
    since = await now()
    await billing.fire_alarms(now=TEN_DAYS_LATE + 3650 * DAY)
    assert since <= (await the_change(billing, since)).written_at <= await now()


async def test_an_invoice_of_an_older_ledger_was_written_long_ago_until_it_changes(
    database: Database, billing: Billing
) -> None:
    await billing.issue()
    async with database.writing() as connection:
        await downgrade(connection, "0004")
        await upgrade(connection)
    assert (await the_change(billing, EPOCH)).written_at == EPOCH
    since = await now()
    assert (await billing.view()).due_on == DUE_ON
    assert await changed(billing, EPOCH + DAY) == []
    await billing.pay()
    assert await changed(billing, since) == ["INV-1"]


@pytest.mark.parametrize(
    ("statement", "index"),
    [
        (_CHANGES.params(since=OVERDUE), "ix_invoices_written_at"),
        (_reminded(MAY), "ix_invoice_events_reminders"),
    ],
    ids=["changes", "reminders"],
)
async def test_only_what_was_written_since_is_read(
    database: Database, statement: Select[Any], index: str
) -> None:
    async with database.reading() as connection:
        assert index in await _plan(connection, statement)


async def _plan(connection: Connection, statement: Select[Any]) -> str:
    asked = statement.compile(
        dialect=connection.dialect, compile_kwargs={"literal_binds": True}
    ).string
    if connection.dialect.name == "sqlite":
        plan = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {asked}")
    else:
        # There is nothing in its tables: it would read them whole.
        await connection.execute(text("SET LOCAL enable_seqscan = off"))
        plan = await connection.exec_driver_sql(f"EXPLAIN {asked}")
    return "\n".join(str(row) for row in plan)
