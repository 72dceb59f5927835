"""Whole lives of invoices, each by itself, for the histories that later code must still replay.

Together they use every message: a test sees to it.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

from temporalio.service import RPCError

from activities.signalling import REFRESH_TOUCHED
from clients.invoices.client import InvoiceClient, IssueOutcome
from domain.errors import DomainError
from domain.invoices.messages import IssueInvoice, Share
from tests.waiting import eventually
from tests.workflows.billing import Billing, billing
from tests.workflows.outage import ledger_held
from tests.workflows.payers import (
    APPLY_CREDIT,
    PAULA,
    WRITE_OFF,
    correction,
    credit_note,
    dispute,
    euros,
    payment,
    resolution,
    reversal,
    wire,
)
from tests.workflows.system import System

InvoiceLife = Callable[[System], Awaitable[Billing]]


async def invoice_paid_in_time(system: System) -> Billing:
    at = await billing(system)
    await at.issue()
    await at.send(payment("1000.00"))
    return at


async def invoice_reminded_up_to_the_hold(system: System) -> Billing:
    """Part of it paid; a declared wire that does not come; the hold; the rest, which is disputed
    by then, from credit."""
    at = await billing(system)
    await at.issue()
    due = (await at.look()).due_on
    await at.send(payment("400.00", "B-1"))
    await at.pass_until(due + timedelta(days=2))
    await at.send(wire("600.00", "B-2"))
    await at.pass_until(due + timedelta(days=17))
    other = at.payer.another("2")
    await at.issue("50.00", other)
    await at.send(dispute("600.00"))
    await at.send(payment("650.00", "B-3"), other)
    await at.send(APPLY_CREDIT)
    return at


async def invoice_disputed_and_credited(system: System) -> Billing:
    """A part disputed and rejected, then all of it disputed and upheld, after a credit note."""
    at = await billing(system)
    await at.issue()
    await at.send(dispute("300.00"))
    await at.send(resolution(upheld=False))
    await at.pass_days(7)
    await at.send(credit_note("100.00"))
    await at.send(dispute("900.00"))
    await at.pass_days(40)
    await at.send(resolution(upheld=True))
    return at


async def invoice_opened_again_and_written_off(system: System) -> Billing:
    """The history is that of the second run: the first had ended with the payment."""
    at = await billing(system)
    await at.issue()
    await at.send(payment("1000.00"))
    await at.end_of()
    await at.send(reversal())
    await at.pass_days(45)
    await at.send(WRITE_OFF)
    return at


async def invoice_paid_by_mistake(system: System) -> Billing:
    """A payment that was entered wrongly is taken back, and the right one entered."""
    at = await billing(system)
    await at.issue()
    await at.send(payment("100.00", "B-1"))
    (wrong,) = (await at.look()).payments
    await at.send(correction(wrong.entry))
    await at.send(payment("1000.00", "B-1"))
    return at


async def invoice_settled_by_anothers_payment(system: System) -> Billing:
    """It is sent nothing but the signal to refresh."""
    at = await billing(system)
    other = at.payer.another("2")
    await at.issue()
    await at.issue("100.00", other)
    shares = tuple(Share(by=PAULA, number=number) for number in (at.payer.number, other))
    await at.send(payment("1100.00", shares=shares), other)
    return at


async def invoice_paid_with_hundreds_of_others(system: System) -> Billing:
    """Money for thirty others comes through it, and then one wire for itself and all the rest."""
    at = await billing(system)
    await at.issue("10.00")
    others = [at.payer.another(str(count)) for count in range(2, 140)]
    orders = [at.payer.invoice("10.00", number=number) for number in others]
    async for issued in system.invoices.issue_all(orders, PAULA):
        if issued.outcome is not IssueOutcome.ISSUED:
            raise ValueError(f"{issued.invoice} was not issued")
    shares = tuple(Share(by=PAULA, number=number) for number in others[:30])
    await at.send(payment("300.00", "B-1", shares=shares))
    await at.send(payment("1090.00", "B-2", of_account=True))
    return at


async def invoice_opened_again_with_hundreds_of_others(system: System) -> Billing:
    """The bank takes back one wire for all of them, which the message does not show. The
    history is that of the second run, which is signalled about a step on the account as well."""
    at = await billing(system)
    await at.issue("10.00")
    orders = [at.payer.invoice("10.00", number=at.payer.another(str(n))) for n in range(2, 122)]
    async for issued in system.invoices.issue_all(orders, PAULA):
        if issued.outcome is not IssueOutcome.ISSUED:
            raise ValueError(f"{issued.invoice} was not issued")
    await at.send(payment("1210.00", "B-1", of_account=True))
    await at.end_of()
    await at.send(reversal())
    await at.handle().signal(REFRESH_TOUCHED, "account/A/of-nothing")
    await at.send(payment("10.00", "B-2"))
    return at


async def invoice_continued_in_another_run(system: System) -> Billing:
    """The history is that of the first run, which takes three messages and no more."""
    at = await billing(system)
    short = system.settings.model_copy(update={"messages_each_run": 3})
    async with InvoiceClient.opened(short, system.temporal) as client:
        await client.issue(at.payer.invoice(), PAULA)
    system.opened.append(at.workflow_id)
    at.run = (await at.handle().describe()).run_id
    for part in range(3):
        await at.send(payment("1.00", f"B-{part}"))
    await at.send(WRITE_OFF)
    return at


async def invoice_that_goes_on_in_another_run(system: System) -> Billing:
    """The history is that of the second run."""
    at = await invoice_continued_in_another_run(system)
    at.run = None
    return at


async def invoice_that_could_not_be_issued(system: System) -> Billing:
    at = await billing(system)
    try:
        await system.invoices.issue(at.payer.invoice().model_copy(update={"scope": "no"}), PAULA)
    except DomainError as refused:
        if refused.code != "invoice_not_issuable":
            raise
    return at


async def invoice_issued_during_an_outage(system: System) -> Billing:
    """Asked again for the very same invoice once it is there."""
    at = await billing(system)
    with ledger_held(system):
        asked = asyncio.create_task(at.issue())

        async def retrying() -> bool:
            try:
                described = await at.handle().describe()
            except RPCError:  # it is about to begin
                return False
            return bool(described.raw_description.pending_activities)

        await eventually("the step has become a patient one", retrying)
    await asked
    same = IssueInvoice(by=PAULA, **at.payer.invoice().model_dump())
    await at.handle().execute_update("issue", same)
    await at.send(payment("1000.00"))
    assert (await at.look()).open == euros("0.00")
    return at


INVOICE_LIVES: tuple[InvoiceLife, ...] = (
    invoice_paid_in_time,
    invoice_reminded_up_to_the_hold,
    invoice_disputed_and_credited,
    invoice_opened_again_and_written_off,
    invoice_paid_by_mistake,
    invoice_settled_by_anothers_payment,
    invoice_paid_with_hundreds_of_others,
    invoice_opened_again_with_hundreds_of_others,
    invoice_continued_in_another_run,
    invoice_that_goes_on_in_another_run,
    invoice_that_could_not_be_issued,
    invoice_issued_during_an_outage,
)
