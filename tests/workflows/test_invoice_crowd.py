"""Hundreds of invoices fall due in the same moment."""

import asyncio
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from temporalio.client import Client

from clients.invoices.client import IssueOutcome
from domain.invoices.invoice import invoice_id
from domain.invoices.lifecycle import InvoiceState
from tests.waiting import eventually
from tests.workflows.billing import billing
from tests.workflows.crowd import lived, spreading_policy
from tests.workflows.payers import PAULA, payment
from tests.workflows.system import System, opened_system, settings_for

MANY = 120
"""More than the hundred steps that a worker takes at once, and several batches of what is issued
and mailed at once; the benchmarks have a thousand."""
PAID = 5
SPREAD = 45
"""More than the workflows that are worked on at once, and several batches of letters and of those
that are signalled. Ten thousand by hand: `python -m tests.workflows.crowd 10000`."""
SKIPPED = "skipped"


@pytest.mark.timeout(300)
async def test_reminders_due_in_the_same_moment_all_go_out_once(system: System) -> None:
    """It takes long because hundreds of workflows are started, and each is signalled."""
    at = await billing(system)
    numbers = [at.payer.another(str(count)) for count in range(MANY)]
    invoices = [at.payer.invoice("10.00", number=number) for number in numbers]
    outcomes = [issued.outcome async for issued in system.invoices.issue_all(invoices, PAULA)]
    assert outcomes == [IssueOutcome.ISSUED] * MANY
    await asyncio.gather(*(at.send(payment("10.00", f"B-{n}"), n) for n in numbers[:PAID]))

    # The first reminder is a week before the invoice is due, which is after thirty days.
    ahead = timedelta(days=25)
    await asyncio.gather(
        *(system.requests.fast_forward(invoice_id(n), ahead) for n in numbers[PAID:])
    )

    def mailed() -> int:
        return sum(1 for _ in system.settings.outbox_folder.glob("*_invoice_due_soon_*.eml"))

    async def all_reminded() -> bool:
        return mailed() >= MANY - PAID

    await eventually("all are reminded", all_reminded, seconds=200)
    assert mailed() == MANY - PAID
    lines = await system.ledger.invoices(account=at.payer.account_id)
    assert Counter(line.state for line in lines) == {
        InvoiceState.OPEN: MANY - PAID,
        InvoiceState.PAID: PAID,
    }


@pytest.mark.timeout(300)
async def test_a_spread_hour_a_wire_for_all_and_forty_days_without_a_worker_tell_each_once(
    temporal: Client, tmp_path: Path
) -> None:
    """It takes long because two workers are started, and each of many clocks is moved."""
    settings = settings_for(tmp_path, policy=spreading_policy(tmp_path, 60))
    async with opened_system(temporal, settings) as system:
        crowd = await lived(system, SPREAD, until_begins=-timedelta(minutes=61))

    assert timedelta(0) <= crowd.spread.earliest
    assert crowd.spread.latest < timedelta(minutes=1)
    assert crowd.spread.hours == {0}
    assert crowd.spread.most_in_a_minute < SPREAD / 4
    assert crowd.spread.twice == []

    assert crowd.signalled == {1: SPREAD - 1, 0: 1}

    assert crowd.back.told == {(6,): SPREAD}
    assert crowd.back.steps == {("sent", *[SKIPPED] * 4, "sent"): SPREAD}
    assert crowd.back.failed == 0
