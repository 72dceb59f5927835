"""One wire settles many invoices: it is answered at once, and every workflow is signalled once,
whether the money comes in, is taken back or is applied from unapplied credit.

Each takes long: every invoice has a workflow that starts, is signalled and ends."""

import os
import signal
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from temporalio.api.enums.v1 import EventType
from temporalio.client import Client, WorkflowExecutionStatus

from activities.waking import WOKEN_AT_ONCE
from clients.invoices import IssueOutcome
from domain.invoices.invoice import invoice_id
from domain.invoices.lifecycle import InvoiceState
from domain.invoices.messages import RefundCredit
from tests.waiting import eventually
from tests.workflows.billing import Billing, billing
from tests.workflows.crashing import crashing_worker
from tests.workflows.payers import PAULA, correction, credit_note, euros, payment, reversal
from tests.workflows.system import System, at_work, opened_system, settings_for

MANY = int(os.environ.get("ONE_WIRE_FOR", "150"))
"""10,000 takes minutes to prepare: set it yourself."""

SECONDS = 20
"""Within which an answer is given, or none."""


@pytest.mark.timeout(3600)
async def test_one_wire_for_many_invoices_and_its_reversal_signal_every_invoice_once(
    system: System,
) -> None:
    at = await billing(system)
    numbers = await _issued(at)
    whole = payment(f"{MANY * 10}.00", "B-1")
    began = time.monotonic()
    await system.invoices.pay_account(at.payer.account_id, whole, "K")
    assert time.monotonic() - began < SECONDS
    assert len(await system.invoices.settled_by("B-1")) == MANY
    await system.invoices.pay_account(at.payer.account_id, whole, "K")
    await _all(system, numbers, WorkflowExecutionStatus.COMPLETED)
    told = [await _notices(system, number) for number in numbers]
    assert sorted(told) == [0] + [1] * (MANY - 1)  # all but the one that it came through

    began = time.monotonic()
    changed = await system.invoices.reverse_account(at.payer.account_id, reversal("B-1"), "R")
    assert time.monotonic() - began < SECONDS
    assert changed.amount == euros(f"{MANY * 10}.00")
    await _all(system, numbers, WorkflowExecutionStatus.RUNNING)
    assert await system.invoices.settled_by("B-1") == []

    async def all_notified() -> bool:
        told = [await _notices(system, number) for number in numbers]
        return sorted(told) == [0] + [2] * (MANY - 1)

    await eventually("every clock was told of the reversal", all_notified, seconds=1800)


async def test_credit_that_is_freed_settles_many_invoices_by_itself(system: System) -> None:
    """A credit note on one invoice, and a refund that was not paid after all: neither says that it
    is about thousands, and each is."""
    at = await billing(system)
    account = at.payer.account_id
    await at.issue(f"{MANY * 10}.00")
    await at.send(payment(f"{MANY * 10}.00", "B-1"))
    await at.send(credit_note(f"{MANY * 10}.00"))
    refund = RefundCredit(by=PAULA, amount=euros(f"{MANY * 10}.00"), bank_reference="OUT-1")
    paid_back = await system.invoices.refund(account, refund)
    numbers = await _issued(at)
    changed = await system.invoices.correct_account(account, correction(paid_back.entry), "C")
    assert len(changed.touched) == MANY
    await _all(system, numbers, WorkflowExecutionStatus.COMPLETED)
    assert {(await at.look(number)).state for number in numbers[:3]} == {InvoiceState.PAID}
    assert sorted([await _notices(system, number) for number in numbers])[:-1] == [1] * (MANY - 1)


async def test_a_worker_lost_while_it_signals_many_invoices_signals_none_of_them_twice(
    temporal: Client, tmp_path: Path
) -> None:
    async with opened_system(temporal, settings_for(tmp_path)) as system:
        at = await billing(system)
        async with at_work(system):
            numbers = await _issued(at)
        async with crashing_worker(system, "while waking") as worker:
            whole = payment(f"{MANY * 10 - 5}.00", "B-1")
            await system.invoices.pay_account(at.payer.account_id, whole, "K")
            assert await worker.wait() == -signal.SIGKILL
        told = sum([await _notices(system, number) for number in numbers])
        assert told == 3 * WOKEN_AT_ONCE
        async with at_work(system):
            *settled, last = await system.invoices.settled_by("B-1")
            assert last.open == euros("5.00")
            await _all(
                system, [each.invoice for each in settled], WorkflowExecutionStatus.COMPLETED
            )
            notified_each = [await _notices(system, number) for number in numbers]
            assert sorted(notified_each) == [0] + [1] * (MANY - 1)


async def _issued(at: Billing) -> list[str]:
    numbers = [at.payer.another(str(count)) for count in range(MANY)]
    invoices = [at.payer.invoice("10.00", number=number) for number in numbers]
    outcomes = [issued.outcome async for issued in at.system.invoices.issue_all(invoices, PAULA)]
    assert outcomes == [IssueOutcome.ISSUED] * MANY
    return numbers


async def _all(system: System, numbers: Sequence[str], status: WorkflowExecutionStatus) -> None:
    async def so() -> bool:
        for number in numbers:
            handle = system.temporal.get_workflow_handle(invoice_id(number))
            if (await handle.describe()).status is not status:
                return False
        return True

    await eventually(f"every clock is {status.name.lower()}", so, seconds=1800)


async def _notices(system: System, number: str) -> int:
    """How many times an invoice's workflow was signalled to refresh, in all its runs."""
    count = 0
    async for run in system.temporal.list_workflows(f"WorkflowId = '{invoice_id(number)}'"):
        handle = system.temporal.get_workflow_handle(run.id, run_id=run.run_id)
        history = await handle.fetch_history()
        signalled = EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED
        count += sum(event.event_type == signalled for event in history.events)
    return count
