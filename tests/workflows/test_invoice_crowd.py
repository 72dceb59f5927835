"""A thousand invoices fall due in the same minute."""

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from clients.invoices import IssueOutcome
from domain.invoices import dunning
from domain.invoices.invoice import Invoice
from domain.invoices.lifecycle import InvoiceState
from tests.waiting import eventually
from tests.workflows.billing import billing
from tests.workflows.payers import PAULA, payment
from tests.workflows.system import System

CROWD = 1000


@pytest.mark.timeout(450)
async def test_a_thousand_reminders_due_in_the_same_minute_all_go_out_once(
    system: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = await billing(system)
    # Ahead of the last of them: an invoice that is issued later has this reminder skipped.
    at_once = datetime.now(UTC) + timedelta(seconds=120)
    later = dunning.step_at

    def first_step_at_once(invoice: Invoice, level: int) -> datetime:
        return at_once if level == 1 else later(invoice, level)

    monkeypatch.setattr(dunning, "step_at", first_step_at_once)
    numbers = [at.payer.another(str(count)) for count in range(CROWD)]
    invoices = [at.payer.invoice("10.00", number=number) for number in numbers]
    outcomes = [issued.outcome async for issued in system.invoices.issue_all(invoices, PAULA)]
    assert outcomes == [IssueOutcome.ISSUED] * CROWD
    assert datetime.now(UTC) < at_once, "issuing took longer than the reminders wait"
    await asyncio.gather(*(at.send(payment("10.00", f"B-{n}"), n) for n in numbers[:5]))

    def mailed() -> int:
        return sum(1 for _ in system.settings.outbox_folder.glob("*_invoice_due_soon_*.eml"))

    async def all_reminded() -> bool:
        return mailed() >= CROWD - 5

    await eventually("all are reminded", all_reminded, seconds=200)
    assert mailed() == CROWD - 5
    lines = await system.ledger.invoices(account=at.payer.account_id)
    assert Counter(line.state for line in lines) == {
        InvoiceState.OPEN: CROWD - 5,
        InvoiceState.PAID: 5,
    }
