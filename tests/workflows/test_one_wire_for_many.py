"""One wire settles many invoices: it is answered at once, and every clock ends, each told once."""

import os
import time

import pytest
from temporalio.api.enums.v1 import EventType
from temporalio.client import WorkflowExecutionStatus

from domain.invoices.invoice import invoice_id
from invoice_client import IssueOutcome
from tests.waiting import eventually
from tests.workflows.billing import billing
from tests.workflows.house import House
from tests.workflows.payers import PAULA, payment

MANY = int(os.environ.get("ONE_WIRE_FOR", "120"))
"""10,000 takes minutes to prepare; by hand."""

SECONDS = 20
"""Within which an answer is given, or none."""


@pytest.mark.timeout(3600)
async def test_one_wire_for_many_invoices_is_answered_and_every_clock_ends_told_once(
    house: House,
) -> None:
    at = await billing(house)
    numbers = [at.payer.another(str(count)) for count in range(MANY)]
    invoices = [at.payer.invoice("10.00", number=number) for number in numbers]
    outcomes = [issued.outcome async for issued in house.invoices.issue_all(invoices, PAULA)]
    assert outcomes == [IssueOutcome.ISSUED] * MANY

    began = time.monotonic()
    whole = payment(f"{MANY * 10}.00", "B-1")
    await house.invoices.pay_account(at.payer.account_id, whole, "K")
    assert time.monotonic() - began < SECONDS
    assert len(await house.invoices.settled_by("B-1")) == MANY
    await house.invoices.pay_account(at.payer.account_id, whole, "K")

    async def all_ended() -> bool:
        for number in numbers:
            handle = house.temporal.get_workflow_handle(invoice_id(number))
            if (await handle.describe()).status is not WorkflowExecutionStatus.COMPLETED:
                return False
        return True

    await eventually("every clock has ended", all_ended, seconds=1800)
    told = [await _told(house, number) for number in numbers]
    assert sorted(told) == [0] + [1] * (MANY - 1)  # all but the one that it came through


async def _told(house: House, number: str) -> int:
    """How many times an invoice's clock was told to look again, in all its runs."""
    count = 0
    async for run in house.temporal.list_workflows(f"WorkflowId = '{invoice_id(number)}'"):
        handle = house.temporal.get_workflow_handle(run.id, run_id=run.run_id)
        history = await handle.fetch_history()
        signalled = EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED
        count += sum(event.event_type == signalled for event in history.events)
    return count
