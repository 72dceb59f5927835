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

from activities.signalling import SIGNALLED_AT_ONCE
from clients.invoices.client import IssueOutcome
from domain.invoices import messages
from domain.invoices.invoice import invoice_id
from domain.invoices.lifecycle import InvoiceState
from domain.invoices.messages import RefundCredit
from tests.waiting import eventually
from tests.workflows.billing import Billing, billing
from tests.workflows.crashing import crashing_worker
from tests.workflows.payers import PAULA, correction, credit_note, euros, payment, reversal
from tests.workflows.system import System, at_work, opened_system, settings_for

MANY = int(os.environ.get("ONE_WIRE_FOR", messages.MANY + 10))
"""More than one signal names, and several batches of those that are signalled at once. 10,000 takes
minutes to prepare: set it yourself."""

SECONDS = 20
"""Within which an answer is given, or none."""


@pytest.mark.timeout(3600)
async def test_one_wire_for_many_invoices_and_its_reversal_signal_every_invoice_once(
    temporal: Client, tmp_path: Path
) -> None:
    """Although the worker is lost while it signals them."""
    async with opened_system(temporal, settings_for(tmp_path)) as system:
        at = await billing(system)
        account = at.payer.account_id
        async with at_work(system):
            numbers = await _issued(at)
        all_but_five = payment(f"{MANY * 10 - 5}.00", "B-1")
        async with crashing_worker(system, "while waking") as worker:
            began = time.monotonic()
            await system.invoices.pay_account(account, all_but_five, "K")
            assert time.monotonic() - began < SECONDS
            assert await worker.wait() == -signal.SIGKILL
        assert sum([await _notices(system, number) for number in numbers]) == 3 * SIGNALLED_AT_ONCE
        async with at_work(system):
            *settled, last = await system.invoices.settled_by("B-1")
            assert (len(settled), last.open) == (MANY - 1, euros("5.00"))
            await system.invoices.pay_account(account, all_but_five, "K")
            paid = [each.invoice for each in settled]
            await _all(system, paid, WorkflowExecutionStatus.COMPLETED)
            await _notified(system, numbers, 1)

            began = time.monotonic()
            changed = await system.invoices.reverse_account(account, reversal("B-1"), "R")
            assert time.monotonic() - began < SECONDS
            assert changed.amount == euros(f"{MANY * 10 - 5}.00")
            await _all(system, numbers, WorkflowExecutionStatus.RUNNING)
            assert await system.invoices.settled_by("B-1") == []
            await _notified(system, numbers, 2)
        await system.assert_healthy()


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


async def _issued(at: Billing) -> list[str]:
    numbers = [at.payer.another(str(count)) for count in range(MANY)]
    invoices = [at.payer.invoice("10.00", number=number) for number in numbers]
    outcomes = [issued.outcome async for issued in at.system.invoices.issue_all(invoices, PAULA)]
    assert outcomes == [IssueOutcome.ISSUED] * MANY
    return numbers


async def _all(system: System, numbers: Sequence[str], status: WorkflowExecutionStatus) -> None:
    waiting = list(numbers)

    async def so() -> bool:
        while waiting:
            handle = system.temporal.get_workflow_handle(invoice_id(waiting[-1]))
            if (await handle.describe()).status is not status:
                return False
            waiting.pop()
        return True

    await eventually(f"every clock is {status.name.lower()}", so, seconds=1800)


async def _notified(system: System, numbers: Sequence[str], times: int) -> None:
    """Waits until each was told so often, but for the one that the step came through; fails on one
    time too many."""
    behind = list(numbers)

    async def only_one_is() -> bool:
        behind[:] = [each for each in behind if await _notices(system, each) < times]
        return len(behind) <= 1

    await eventually(f"every clock was told {times} times", only_one_is, seconds=1800)
    told = [await _notices(system, number) for number in numbers]
    assert sorted(told) == [0] + [times] * (len(numbers) - 1)


async def _notices(system: System, number: str) -> int:
    """How many times an invoice's workflow was signalled to refresh, in all its runs."""
    count = 0
    async for run in system.temporal.list_workflows(f"WorkflowId = '{invoice_id(number)}'"):
        handle = system.temporal.get_workflow_handle(run.id, run_id=run.run_id)
        history = await handle.fetch_history()
        signalled = EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED
        count += sum(event.event_type == signalled for event in history.events)
    return count
