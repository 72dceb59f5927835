"""The figures worth watching, by both databases, and as metrics that a worker shows."""

from datetime import timedelta

from temporalio.runtime import PrometheusConfig, Runtime, TelemetryConfig

from adapters.ledger.database import Database
from adapters.ledger.figures import figures
from adapters.ledger.transactions import LedgerTransactions
from domain.clocks import ClockCounts
from domain.requests.lifecycle import State
from domain.turns import Who
from engine.local.ports import LOOPBACK, free_port
from engine.observing.business_metrics import BusinessMetrics
from tests.ledger.billing import Billing
from tests.ledger.queues import a_listing, list_all
from tests.ledger.samples import NOON
from tests.ledger.test_hints import refuse
from tests.metrics import scraped


async def test_requests_are_counted_by_state_and_assignee_and_how_many_are_late(
    database: Database,
) -> None:
    await list_all(
        database,
        a_listing("sub-1", due_in=3),
        a_listing("sub-2", due_in=-1),
        a_listing("sub-3", due_in=None),
        a_listing("sub-4", state=State.APPROVED, who=Who.CUSTOMER, due_in=-2),
        a_listing("sub-5", state=State.REJECTED),
    )
    found = (await figures(database, NOON)).requests
    assert {(each.state, each.waiting_on): (each.number, each.overdue) for each in found} == {
        (State.CREDIT_CHECK, Who.CREDIT): (3, 1),
        (State.APPROVED, Who.CUSTOMER): (1, 1),
    }


async def test_invoices_letters_and_unapplied_money_are_counted(
    database: Database, billing: Billing
) -> None:
    await billing.issue("INV-1")
    await billing.issue("INV-2")
    assert (await figures(database, NOON)).invoices == {"open": 2}
    await billing.pay("230.00", number="INV-1")
    found = await figures(database, NOON + timedelta(hours=2))
    assert found.invoices == {}
    assert found.unapplied == {"EUR": 3000}
    assert found.letters_unsent > 0
    assert found.oldest_unsent == NOON


async def test_nothing_is_counted_in_an_empty_ledger(database: Database) -> None:
    found = await figures(database, NOON)
    assert (found.requests, found.invoices, found.unapplied) == ([], {}, {})
    assert (found.letters_unsent, found.oldest_unsent) == (0, None)


async def test_what_there_is_none_of_any_more_is_shown_as_none(
    database: Database, billing: Billing
) -> None:
    address = f"{LOOPBACK}:{free_port()}"
    metrics = PrometheusConfig(bind_address=address)
    runtime = Runtime(telemetry=TelemetryConfig(metrics=metrics))
    hour = timedelta(hours=1)
    shown = BusinessMetrics(database, runtime, hour, clock=lambda: NOON + timedelta(minutes=5))

    await billing.issue("INV-1")
    await refuse(database, "stripe", "evt_0")
    await shown.show()
    before = await scraped(address)
    assert before["pay_by_invoice_provider_hints_refused"] == 1
    assert before["pay_by_invoice_provider_hints_oldest_refused_age_seconds"] == 300
    assert before["pay_by_invoice_invoices_open{state=open}"] == 1
    assert before["pay_by_invoice_letters_oldest_unsent_age_seconds"] == 300
    assert before["pay_by_invoice_clocks_checked_every_seconds"] == 3600
    assert before["pay_by_invoice_clocks_checked_timestamp_seconds"] == 300 + NOON.timestamp()
    await billing.pay("130.00", number="INV-1")
    async with LedgerTransactions(database).writing() as transaction:
        await transaction.clocks.note_check(ClockCounts(), NOON)
        await transaction.hints.settle("evt_0", "paula", NOON)
    await shown.show()
    after = await scraped(address)
    assert after["pay_by_invoice_provider_hints_refused"] == 0
    assert after["pay_by_invoice_provider_hints_oldest_refused_age_seconds"] == 0
    assert after["pay_by_invoice_invoices_open{state=open}"] == 0
    assert after["pay_by_invoice_unapplied_credit{currency=EUR}"] == 30
    assert after["pay_by_invoice_clocks_checked_timestamp_seconds"] == NOON.timestamp()
    assert after["pay_by_invoice_figures_timestamp_seconds"] == 300 + NOON.timestamp()
