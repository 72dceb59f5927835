"""One whole check of ledger and engine against each other."""

from dataclasses import replace

from application.clocks.check import Check
from application.clocks.invoices import check_invoices
from application.clocks.requests import check_requests
from domain.clocks import ClockReport


async def run_check(check: Check) -> ClockReport:
    """Look for what does not agree, mend what may be mended, and keep what a person must see to."""
    # Switches first: invoices are issued to what was switched.
    requests, of_requests = await check_requests(check)
    invoices, of_invoices = await check_invoices(check)
    report = ClockReport(
        invoices=invoices,
        requests=requests,
        thorough=check.thorough,
        findings=(*of_requests, *of_invoices),
    )
    async with check.ledger.writing() as transaction:
        await transaction.clocks.keep(report.tasks, check.now)
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
    set_back = last != (expected or 0)
    report = await run_check(replace(check, thorough=check.thorough or set_back))
    async with check.ledger.writing() as transaction:
        number = await transaction.clocks.note_check(report.counts, check.now)
    return report, number
