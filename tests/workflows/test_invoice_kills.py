"""Processes are killed outright in an invoice's life: no money counts twice, no mail goes twice, no
step is lost.

Several workers start at once here, and each may take longer than a client waits for an answer. So
whatever is asked is asked again under the same key until it is answered, and what bounds a test is
only there for one that hangs.
"""

import asyncio
import signal
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from temporalio.client import Client

from domain.errors import ServiceUnreachable
from domain.invoices.lifecycle import InvoiceState
from domain.invoices.messages import InvoiceMessage, Share
from domain.invoices.views.standing import InvoiceStanding
from domain.invoices.views.statement import EntryKind
from domain.notices import NoticeKind
from tests.waiting import eventually
from tests.workflows.billing import Billing, billing
from tests.workflows.crashing import crashing_worker
from tests.workflows.payers import (
    PAULA,
    WRITE_OFF,
    credit_note,
    dispute,
    euros,
    payment,
    resolution,
    reversal,
    wire,
)
from tests.workflows.system import at_work, opened_system, settings_for

_HANGS = 500
"""Seconds after which a test waits for something that will not come."""

pytestmark = pytest.mark.timeout(_HANGS + 100)


async def _until_answered(at: Billing, command: InvoiceMessage, key: str) -> InvoiceStanding:
    """Asks again under the same key for as long as nobody answers, as the refusal advises."""

    async def answer() -> InvoiceStanding | None:
        with suppress(ServiceUnreachable):
            return await at.send(command, key=key)
        return None

    answered = await eventually(f"{type(command).__name__} is answered", answer, seconds=_HANGS)
    assert answered is not None
    return answered


async def _until_issued(at: Billing, amount: str = "1000.00", number: str | None = None) -> None:
    """The same for an invoice, which is issued once however often it is asked."""

    async def issued() -> bool:
        with suppress(ServiceUnreachable):
            await at.issue(amount, number)
            return True
        return False

    await eventually("the invoice is issued", issued, seconds=_HANGS)


async def test_a_worker_killed_while_it_issues_an_invoice_issues_it_once(
    temporal: Client, tmp_path: Path
) -> None:
    async def life(point: str) -> None:
        async with opened_system(
            temporal, settings_for(tmp_path / point.replace(" ", "-"))
        ) as system:
            at = await billing(system)
            async with crashing_worker(system, point) as worker:
                asked = asyncio.create_task(_until_issued(at))
                assert await worker.wait() == -signal.SIGKILL
            async with at_work(system):
                await asked
                view = await at.look()
                assert [event.trigger for event in view.timeline] == ["issue"], point
                assert await at.notices() == {NoticeKind.INVOICE_ISSUED: 1}
                await system.assert_healthy()

    await asyncio.gather(*(life(f"{when} commit of issue_invoice") for when in ("before", "after")))


async def test_a_worker_killed_while_it_reminds_reminds_once(
    temporal: Client, tmp_path: Path
) -> None:
    async def life(point: str) -> None:
        async with opened_system(
            temporal, settings_for(tmp_path / point.replace(" ", "-"))
        ) as system:
            at = await billing(system)
            async with crashing_worker(system, point) as worker:
                await _until_issued(at)
                due = (await at.look()).due_on
                days = asyncio.create_task(at.pass_until(due - timedelta(days=6)))
                assert await worker.wait() == -signal.SIGKILL
            async with at_work(system):
                await days

                async def reminded() -> bool:
                    return (await at.look()).reminders[0].outcome == "sent"

                await eventually("the reminder is sent", reminded, seconds=_HANGS)
                told = await at.notices()
                assert told[NoticeKind.INVOICE_DUE_SOON] == 1, point
                await system.assert_healthy()

    await asyncio.gather(*(life(f"{when} commit of ring") for when in ("before", "after")))


async def test_a_worker_killed_while_a_payment_is_recorded_counts_it_once_and_wakes_the_others(
    temporal: Client, tmp_path: Path
) -> None:
    async def life(point: str) -> None:
        async with opened_system(
            temporal, settings_for(tmp_path / point.replace(" ", "-"))
        ) as system:
            at = await billing(system)
            other = at.payer.another("2")
            shares = tuple(Share(by=PAULA, number=number) for number in (at.payer.number, other))
            async with crashing_worker(system, point) as worker:
                await _until_issued(at, "100.00")
                await _until_issued(at, "100.00", other)
                paid = payment("250.00", shares=shares)
                asked = asyncio.create_task(_until_answered(at, paid, "one-click"))
                assert await worker.wait() == -signal.SIGKILL
            async with at_work(system):
                assert (await asked).state is InvoiceState.PAID
                assert await at.end_of(within=_HANGS) is not None
                assert await at.end_of(other, within=_HANGS) is not None, point
                statement = await system.ledger.statement(at.payer.account_id)
                (exposure,) = statement.exposures
                assert exposure.unapplied_credit == euros("50.00")
                kinds = [entry.kind for entry in statement.entries]
                assert kinds.count(EntryKind.PAYMENT) == 1
                assert (await at.notices())[NoticeKind.PAYMENT_RECEIVED] == 1
                await system.assert_healthy()

    points = [f"{when} commit of record_payment" for when in ("before", "after")]
    await asyncio.gather(*(life(point) for point in (*points, "before waking")))


_PART = payment("400.00")

AND_THEN: tuple[tuple[tuple[InvoiceMessage, ...], InvoiceMessage, str, str], ...] = (
    ((_PART,), reversal(), "reverse", "reverse_payment"),
    ((), wire("500.00", "B-2"), "declare_in_transit", "declare_wire"),
    ((), dispute("300.00"), "dispute", "open_dispute"),
    ((dispute("300.00"),), resolution(upheld=True), "resolve", "resolve_dispute"),
    ((_PART,), credit_note("100.00"), "credit", "credit_invoice"),
    ((_PART,), WRITE_OFF, "write_off", "write_off_invoice"),
)
"""What came before, what the worker dies of, what the timeline calls it, and its activity."""


async def test_a_worker_killed_after_any_step_has_taken_it_once(
    temporal: Client, tmp_path: Path
) -> None:
    async def life(
        before: tuple[InvoiceMessage, ...], command: InvoiceMessage, called: str, activity: str
    ) -> None:
        async with opened_system(temporal, settings_for(tmp_path / called)) as system:
            at = await billing(system)
            point = f"after commit of {activity}"
            async with crashing_worker(system, point) as worker:
                await _until_issued(at)
                for place, each in enumerate(before):
                    await _until_answered(at, each, f"before-{place}")
                asked = asyncio.create_task(_until_answered(at, command, "one-click"))
                assert await worker.wait() == -signal.SIGKILL
            async with at_work(system):
                answered = await asked
                view = await at.look()
                assert [event.trigger for event in view.timeline].count(called) == 1, called
                assert answered.open == view.open
                assert max((await at.notices()).values()) == 1
                await system.assert_healthy()

    await asyncio.gather(*(life(*step) for step in AND_THEN))
