"""Ledger and engine held against each other, for invoices: what has a dead clock is found and goes
on where it stood."""

from datetime import UTC, datetime, timedelta

from activities.clocks import ClocksChecked
from activities.signalling import TERMS
from adapters.ledger.database import opened_ledger
from adapters.ledger.transactions import LedgerTransactions
from application.clocks.check import SETTLES
from application.invoices.dispute import dispute as open_dispute
from application.steps import Asked
from domain.clocks import ClockCounts, ClockFinding, Remedy, Trouble
from domain.invoices.lifecycle import InvoiceState
from engine.schedules import CHECKS
from tests.waiting import eventually
from tests.workflows.billing import billing
from tests.workflows.clocks import checked, comes_to_rest
from tests.workflows.payers import dispute, euros, payment
from tests.workflows.system import System


async def test_what_agrees_is_left_alone(system: System) -> None:
    at = await billing(system)
    await at.issue()
    await at.send(payment("400.00"))
    await at.issue("10.00", at.payer.another("2"))
    await at.send(payment("10.00", "B-2"), at.payer.another("2"))
    before = (await at.look()).timeline

    for thorough in (False, True):
        report = await checked(system, thorough=thorough, mend=True, do_again=True)
        assert (report.invoices, report.findings) == (1, ())
    assert (await at.look()).timeline == before


async def test_an_invoice_whose_workflow_was_terminated_is_told_and_then_started_again(
    system: System,
) -> None:
    at = await billing(system)
    await at.issue()
    await at.send(payment("400.00"))
    due = (await at.look()).due_on
    await at.handle().terminate("by an operator")

    dead = ClockFinding(about=at.workflow_id, trouble=Trouble.NOT_RUNNING, remedy=Remedy.STARTED)
    for settles in (SETTLES, timedelta(0)):  # however young: it will never go on by itself
        assert (await checked(system, settles=settles)).findings == (dead,)
    assert (await at.look()).timeline[-1].kind == "pay"
    report = await checked(system, mend=True)
    assert report.findings == (dead.model_copy(update={"mended": True}),)
    assert report.tasks == ()
    await comes_to_rest(system)

    view = await at.look()
    assert (view.timeline[-1].kind, view.timeline[-1].codes) == (
        "clock_set_right",
        ("not_running",),
    )
    view = await at.pass_until(due + timedelta(days=2))
    assert view.state is InvoiceState.OVERDUE
    assert view.open == euros("600.00")


async def test_a_workflow_that_missed_what_the_ledger_has_is_refreshed(system: System) -> None:
    """As when the engine was set back, or a signal was lost."""
    at = await billing(system)
    await at.issue()
    command = dispute("100.00")
    async with opened_ledger(system.settings.ledger_url) as database:
        now = datetime.now(UTC)
        asked = Asked(at.payer.number, command, "past-the-workflow", now)
        await open_dispute(LedgerTransactions(database), asked)

    (found,) = (await checked(system, thorough=True)).findings
    assert (found.trouble, found.remedy) == (Trouble.BEHIND, Remedy.REFRESHED)
    await checked(system, thorough=True, mend=True)

    async def agrees() -> bool:
        return not (await checked(system, thorough=True)).findings

    await eventually("ledger and workflow agree", agrees)


async def test_a_workflow_whose_task_keeps_failing_is_told_until_it_goes_on(system: System) -> None:
    """As after a release whose workers cannot read what an older one wrote. Others are still asked
    what they know. It takes as long as the engine tries the task until it reports that it fails."""
    at = await billing(system)
    await at.issue()
    await at.handle().terminate("by an operator")
    await system.temporal.start_workflow(
        TERMS, "unreadable", id=at.workflow_id, task_queue=system.settings.task_queue
    )
    stuck = ClockFinding(about=at.workflow_id, trouble=Trouble.STUCK)

    async def told() -> bool:
        return (await checked(system)).findings == (stuck,)

    await eventually("the engine reports that its task fails", told)
    assert (await checked(system, thorough=True, mend=True, do_again=True)).tasks == (stuck,)

    await at.handle().terminate("the failing one, by an operator")

    async def found() -> bool:
        report = await checked(system, mend=True)
        return not report.tasks and bool(report.findings)

    await eventually("it is started again where it stood", found)


async def test_the_schedule_checks_by_itself_and_counts_on_both_sides(system: System) -> None:
    """However often it is registered. A check that one side does not know of makes the next one
    thorough: one of both was set back."""
    queue = system.settings.task_queue
    for _ in range(2):
        await CHECKS.register(system.temporal, queue, timedelta(hours=1))
    schedule = system.temporal.get_schedule_handle(CHECKS.id(queue))

    async def checks() -> list[ClocksChecked]:
        return [
            await system.temporal.get_workflow_handle(
                each.id, run_id=each.run_id, result_type=ClocksChecked
            ).result()
            async for each in system.temporal.list_workflows(
                f"WorkflowType = 'ReconcileClocks' AND TaskQueue = '{queue}'"
                " AND ExecutionStatus = 'Completed'"
            )
        ]

    async def check_again(number: int) -> ClocksChecked:
        await schedule.trigger()

        async def done() -> bool:
            return len(await checks()) == number

        await eventually("another check is complete", done)
        return max(await checks(), key=lambda each: each.number)

    try:
        assert await check_again(1) == ClocksChecked(number=1)
        assert await check_again(2) == ClocksChecked(number=2)
        async with (
            opened_ledger(system.settings.ledger_url) as database,
            LedgerTransactions(database).writing() as transaction,
        ):
            await transaction.clocks.note_check(ClockCounts(), datetime.now(UTC))
        assert await check_again(3) == ClocksChecked(number=4, counts=ClockCounts(thorough=True))
    finally:
        await schedule.delete()
