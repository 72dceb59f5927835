"""An invoice takes any number of messages: its workflow continues in run after run, and nothing is
lost or done twice on the way."""

from collections.abc import AsyncIterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from temporalio.api.enums.v1 import EventType
from temporalio.client import Client

from domain.errors import DomainError
from domain.invoices.lifecycle import InvoiceState
from domain.invoices.messages import Share
from tests.waiting import at_once
from tests.workflows.billing import Billing, billing
from tests.workflows.endless import invoice_without_end
from tests.workflows.payers import PAULA, dispute, euros, payment
from tests.workflows.runs import runs_of
from tests.workflows.system import System, at_work, opened_system, settings_for

PER_RUN = 15
"""Messages; instead of hundreds."""

MANY = 90


@pytest.fixture
async def system(temporal: Client, tmp_path: Path) -> AsyncIterator[System]:
    """A system whose invoices continue in another run after a few messages."""
    settings = settings_for(tmp_path, messages_each_run=PER_RUN)
    async with opened_system(temporal, settings) as system, at_work(system):
        yield system
        await system.assert_healthy()


async def pay_in_parts(at: Billing, count: int, first: int = 0) -> None:
    """A few at a time, each under a key of its own."""
    for start in range(first, first + count, 8):
        parts = range(start, min(start + 8, first + count))
        _, refused = await at_once(
            *(at.send(payment("1.00", f"B-{part}"), key=f"part-{part}") for part in parts)
        )
        assert refused == []


async def test_an_invoice_that_is_paid_in_hundreds_of_parts_counts_each_once(
    system: System,
) -> None:
    """It takes longer than others for what it is about: hundreds of messages."""
    at = await billing(system)
    await at.issue()
    await pay_in_parts(at, MANY)
    assert (await at.look()).open == euros(str(Decimal(1000 - MANY)))

    runs = await runs_of(at.system.temporal, at.workflow_id)
    continued = EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW
    assert len(runs.ends) > MANY // (2 * PER_RUN)
    assert set(runs.ends[1:]) == {continued}
    assert all(PER_RUN <= count < 2 * PER_RUN for count in runs.messages[1:])
    assert max(runs.sizes) < 2_000_000

    # What an earlier run has done is answered under its key, and not done again.
    for part in (0, MANY // 2, MANY - 1):
        again = await at.send(payment("1.00", f"B-{part}"), key=f"part-{part}")
        assert again.open == euros(str(Decimal(1000 - MANY)))
    assert len((await at.look()).payments) == MANY


async def test_nothing_is_lost_or_doubled_while_workers_are_killed(
    temporal: Client, tmp_path: Path
) -> None:
    """Payments, reversals, disputes. It takes long because the engine waits for the lost worker
    before it gives its task away. `python -m tests.workflows.endless invoice 3000` is the long
    run."""
    settings = settings_for(tmp_path, messages_each_run=PER_RUN)
    async with opened_system(temporal, settings) as system:
        found = await invoice_without_end(system, 2 * PER_RUN, kills=1)
    assert found.wrong == []


async def test_skipped_time_and_alarms_go_on_in_the_next_run(system: System) -> None:
    at = await billing(system)
    await at.issue()
    due = (await at.look()).due_on
    await at.pass_until(due - timedelta(days=6))
    before = await system.invoices.now(at.payer.number)
    await pay_in_parts(at, PER_RUN)
    assert len((await runs_of(at.system.temporal, at.workflow_id)).ends) == 2

    now = await system.invoices.now(at.payer.number)
    assert before <= now < before + timedelta(hours=1)
    view = await at.pass_until(due + timedelta(days=17))
    outcomes = [each.outcome for each in view.reminders]
    assert outcomes[:5] == ["sent"] * 5
    levels = {event.trigger for event in view.timeline}
    assert {"remind", "fall_due", "hold"} <= levels
    assert view.state is InvoiceState.OVERDUE


async def test_what_the_next_run_would_refuse_is_answered_as_it_was_done(system: System) -> None:
    """Of two clicks under one key, the first is the last message of a run; the second comes to the
    next one, where a dispute is under way."""
    at = await billing(system)
    await at.issue()
    await pay_in_parts(at, PER_RUN - 1)
    disputed = dispute(f"{1000 - PER_RUN + 1}.00")

    async def first_click() -> None:
        await at.send(disputed, key="one-click")

    second = await system.invoices.send(at.payer.number, disputed, "one-click", first_click)
    assert len((await runs_of(at.system.temporal, at.workflow_id)).ends) == 2
    assert second.state is InvoiceState.DISPUTED
    assert [event.trigger for event in (await at.look()).timeline].count("dispute") == 1


async def test_the_present_run_answers_a_refusal_like_the_first_one(system: System) -> None:
    at = await billing(system)
    await at.issue()
    await pay_in_parts(at, PER_RUN)
    with pytest.raises(DomainError):
        await at.send(payment("1.00", "B-3"), key="another-key")
    assert len((await at.look()).payments) == PER_RUN


async def test_another_invoices_payment_is_seen_by_a_run_that_was_continued(
    system: System,
) -> None:
    at = await billing(system)
    await at.issue("30.00")
    other = at.payer.another("2")
    await at.issue("100.00", other)
    await pay_in_parts(at, PER_RUN)
    shares = tuple(Share(by=PAULA, number=number) for number in (at.payer.number, other))
    await at.send(payment("110.00", "B-both", shares=shares), other)
    assert await at.end_of() is not None
