"""Queues: what waits for whom, by deadline."""

from datetime import UTC, datetime
from typing import Annotated

from cyclopts import Parameter

from cli.output import FOR_PEOPLE, Output
from cli.parameters import CHOICE, FLAG, WHOLE
from cli.running import queues
from cli.usage import refuse
from cli.words import StateName, WhoName, as_written
from wording.catalogue import staff_words


async def show(
    *,
    waiting_on: Annotated[
        WhoName | None, CHOICE, Parameter(help="Only those that wait for them.", metavar="WHO")
    ] = None,
    state: Annotated[StateName | None, CHOICE, Parameter(help="Only those in this state.")] = None,
    country: Annotated[
        str | None, Parameter(help="Only those of companies in this country, such as NL.")
    ] = None,
    overdue: Annotated[bool, FLAG, Parameter(help="Only those past their deadline.")] = False,
    search: Annotated[
        str | None,
        Parameter(metavar="TEXT", help="Only those with this in their id, account or company."),
    ] = None,
    limit: Annotated[int, WHOLE, Parameter(metavar="N", help="At most so many.")] = 50,
    after: Annotated[
        str | None,
        Parameter(metavar="NEXT", help="Go on where a page with --json says that the next begins."),
    ] = None,
    output: Output = FOR_PEOPLE,
) -> None:
    """Shows open requests, those due first on top, and how many wait for whom. Needs no engine.

    A state that requests end in lists those that have ended so, the last one first.
    """
    from domain.requests.lifecycle import FINAL, State
    from domain.requests.listing import QueueFilter
    from domain.turns import Who

    if not 1 <= limit <= 1000:
        refuse("--limit", staff_words()("usage.from_1_to", most=1000))
    if country is not None and not (len(country) == 2 and country.isascii() and country.isalpha()):
        refuse("--country", staff_words()("usage.country"))
    if search is not None and len(search) > 200:
        refuse("--search", staff_words()("usage.characters", most=200))
    wanted = State(as_written(state)) if state else None
    chosen = QueueFilter(
        waiting_on=Who(as_written(waiting_on)) if waiting_on else None,
        state=wanted,
        country=country.upper() if country else None,
        overdue=overdue,
        search=search,
        ended=wanted in FINAL,
    )
    now = datetime.now(UTC)
    async with queues() as client:
        page = await client.page(chosen, after, limit, now)
        counts = await client.counts(now)
    from cli.pages.queues import queue_page

    data = {
        "counts": counts.model_dump(mode="json"),
        **page.model_dump(mode="json", by_alias=True, include={"total", "lines", "next"}),
    }
    filtered = chosen != QueueFilter() or after is not None
    output.show(data, lambda: queue_page(page, counts, now, filtered=filtered))


async def rebuild(*, output: Output = FOR_PEOPLE) -> None:
    """Writes anew how every request is listed, from the requests' own histories.

    Requests go on meanwhile. Lines of requests that the engine keeps no more stay as they are.
    """
    async with queues(asking="every_request") as client:
        rebuilt = await client.rebuild()
    from cli.pages.queues import rebuilt_page

    output.show(rebuilt.model_dump(mode="json"), lambda: rebuilt_page(rebuilt))
