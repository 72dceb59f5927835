"""`report`: how long things take, what waits, is decided or overdue, and what reminders do."""

import sys
from datetime import UTC, date, datetime
from typing import Annotated

from cyclopts import Parameter

from cli.output import FOR_PEOPLE, Output
from cli.parameters import CHOICE
from cli.running import ledger
from cli.usage import refuse
from cli.words import ReportChoice
from wording.catalogue import staff_words


async def report(
    name: Annotated[
        ReportChoice | None, CHOICE, Parameter(help="Which report; all of them by default.")
    ] = None,
    /,
    *,
    since: Annotated[
        date | None,
        Parameter(metavar="DAY", help="The period's first day, in UTC. By default it has none."),
    ] = None,
    until: Annotated[
        date | None,
        Parameter(metavar="DAY", help="The period's last day. By default it has none."),
    ] = None,
    as_csv: Annotated[
        bool, Parameter(name="--csv", negative=(), help="Print one report as CSV.")
    ] = False,
    output: Output = FOR_PEOPLE,
) -> None:
    """Shows how long each state takes, how many wait and for how long, approvals and refusals by
    reason, what is overdue by age, and the reminders that worked. Needs no engine.

    What waits and what is overdue is as it is now, whatever the period.
    """
    from domain.reports.figures import ReportName
    from domain.reports.period import Period

    if as_csv and output.json:
        refuse("--csv", staff_words()("usage.csv_or_json"), "not_together")
    if as_csv and name is None:
        refuse("--csv", staff_words()("usage.which_report"), "missing")
    if since and until and until < since:
        refuse("--until", staff_words()("period.ends_before_it_begins"))
    period = Period(since=since, until=until)
    now = datetime.now(UTC)
    async with ledger() as client:
        names = [ReportName(name)] if name else [*ReportName]
        reports = [await client.report(each, period, now) for each in names]
    if as_csv:
        from domain.reports.tables import as_csv as written

        sys.stdout.flush()
        sys.stdout.buffer.write(written(reports[0]).encode())
        sys.stdout.buffer.flush()
        return
    from cli.pages.reports import report_pages

    whole = [each.model_dump(mode="json") for each in reports]
    data = whole[0] if name else {each["name"]: each for each in whole}
    output.show(data, lambda: report_pages(reports))
