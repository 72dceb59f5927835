"""Hundreds of invoices fall due in the same moment."""

import asyncio
from collections import Counter
from datetime import timedelta

import pytest

from clients.invoices import IssueOutcome
from domain.invoices.invoice import invoice_id
from domain.invoices.lifecycle import InvoiceState
from tests.waiting import eventually
from tests.workflows.billing import billing
from tests.workflows.payers import PAULA, payment
from tests.workflows.system import System

MANY = 250
"""Several times what is worked on or written down at once; the benchmarks have a thousand."""
PAID = 5


@pytest.mark.timeout(300)
async def test_reminders_due_in_the_same_moment_all_go_out_once(system: System) -> None:
    """It takes long because hundreds of workflows are started, and each is woken."""
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
