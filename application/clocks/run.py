"""One whole check of ledger and engine against each other."""

from collections.abc import Sequence
from dataclasses import replace

from application.clocks.check import Check
from application.clocks.files import FilesChecked, check_files
from application.clocks.invoices import check_invoices
from application.clocks.lasting import check_lasting
from application.clocks.requests import check_requests
from domain.clocks import BY_THOROUGH_CHECKS, ClockFinding, ClockReport, Remedy, Trouble


async def run_check(check: Check) -> ClockReport:
    """Look for what does not agree, mend what may be mended, and keep what a person must see to."""
    check = replace(check, stuck=await check.engine.stuck())
    # Switches first: invoices are issued to what was switched.
    requests, of_requests = await check_requests(check)
    invoices, of_invoices = await check_invoices(check)
    lasting = await check_lasting(check)
    files = await check_files(check) if check.thorough else FilesChecked()
    report = ClockReport(
        invoices=invoices,
        requests=requests,
        thorough=check.thorough,
        findings=_each_once(
            [*_stuck(check), *of_requests, *of_invoices, *lasting, *files.findings]
        ),
        storage_answered=files.answered,
    )
    async with check.ledger.writing() as transaction:
        told = _told_before(report, await transaction.clocks.lost())
        report = report.model_copy(update={"findings": (*report.findings, *told)})
        await transaction.clocks.keep(report.tasks, check.now, but=_not_looked_for(check, files))
    return report


async def scheduled_check(check: Check, expected: int | None) -> tuple[ClockReport, int]:
    """The same as the schedule makes it: thoroughly where ledger or engine was set back, of which
    each remembers how many checks there were.

    Args:
        expected: The number of the last check, as the engine remembers it.

    Returns:
        The report, and the number of this check.
    """
    async with check.ledger.reading() as transaction:
        last = await transaction.clocks.last_check()
        since = await transaction.clocks.checked_at()
    set_back = last != (expected or 0)
    thorough = check.thorough or set_back
    report = await run_check(replace(check, thorough=thorough, since=since))
    async with check.ledger.writing() as transaction:
        number = await transaction.clocks.note_check(report.counts, check.now)
    return report, number


def _stuck(check: Check) -> Sequence[ClockFinding]:
    return [ClockFinding(about=each, trouble=Trouble.STUCK) for each in sorted(check.stuck)]


def _not_looked_for(check: Check, files: FilesChecked) -> frozenset[Trouble]:
    if not check.thorough:
        return BY_THOROUGH_CHECKS
    return frozenset() if files.answered else frozenset({Trouble.FILES_MISSING})


def _each_once(findings: Sequence[ClockFinding]) -> tuple[ClockFinding, ...]:
    """The same of the same may be seen in several places."""
    return tuple({(each.about, each.trouble): each for each in findings}.values())


def _told_before(report: ClockReport, lost: Sequence[str]) -> Sequence[ClockFinding]:
    """Requests that an earlier check closed as lost, and that nobody has seen to yet."""
    now = {each.about for each in report.findings if each.trouble is Trouble.LOST}
    return [
        ClockFinding(about=each, trouble=Trouble.LOST, remedy=Remedy.CLOSED, mended=True)
        for each in lost
        if each not in now
    ]
