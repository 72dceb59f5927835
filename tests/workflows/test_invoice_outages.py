"""The ledger or a mail server is away for a while: an invoice waits, and goes on by itself."""

import asyncio
from datetime import timedelta

from domain.invoices.lifecycle import InvoiceState
from domain.notices import NoticeKind
from tests.waiting import eventually
from tests.workflows.billing import billing
from tests.workflows.outage import waits_for
from tests.workflows.payers import payment
from tests.workflows.system import System
from tests.workflows.wire import Wire


async def test_a_payment_recorded_while_the_ledger_is_away_counts_once_when_it_is_back(
    remote_system: System, wire: Wire
) -> None:
    at = await billing(remote_system)
    await at.issue()
    await wire.cut()
    asked = asyncio.create_task(at.send(payment("1000.00")))
    await waits_for(remote_system, at, "record_payment")
    await wire.mend()
    assert (await asked).state is InvoiceState.PAID
    assert await at.end_of() is not None
    assert len((await at.look()).payments) == 1


async def test_a_reminder_that_falls_due_while_the_ledger_is_away_is_sent_once_when_it_is_back(
    remote_system: System, wire: Wire
) -> None:
    at = await billing(remote_system)
    await at.issue()
    due = (await at.look()).due_on
    await wire.cut()
    days = asyncio.create_task(at.pass_until(due - timedelta(days=6)))
    await waits_for(remote_system, at, "ring")
    await wire.mend()
    await days

    async def reminded() -> bool:
        return (await at.look()).reminders[0].outcome == "sent"

    await eventually("the reminder is sent", reminded)
    assert (await at.notices())[NoticeKind.INVOICE_DUE_SOON] == 1


async def test_an_invoice_dated_back_begins_with_its_notice_and_no_reminder(system: System) -> None:
    at = await billing(system)
    today = at.payer.today
    await at.issue(issued_on=today - timedelta(days=44))
    view = await at.until_state("overdue")
    assert [step.outcome for step in view.reminders] == ["skipped"] * 2 + ["planned"] * 4
    assert [step.on > today for step in view.reminders] == [False] * 2 + [True] * 4
    assert not view.on_hold
    assert await at.notices() == {NoticeKind.INVOICE_ISSUED: 1}
