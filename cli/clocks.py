"""Clocks: ledger and engine held against each other."""

from typing import Annotated

from cyclopts import Parameter

from cli.output import FOR_PEOPLE, Output
from cli.parameters import FLAG, MYSELF, Acting, Request
from cli.running import clocks

NOT_RIGHT = 1


async def check(
    *,
    mend: Annotated[
        bool, FLAG, Parameter(help="Mend what can be, instead of only saying it.")
    ] = False,
    acting: Acting = MYSELF,
    output: Output = FOR_PEOPLE,
) -> int:
    """Finds what should have a running workflow and has none, and the other way round, and files
    that requests name and the storage does not have.

    The exit status is 0 where everything agrees or was mended, and 1 where something is left to do.
    Asked again under the same key, it mends nothing more, and says what there is now.
    """
    async with clocks() as client:
        report = await client.check(acting.sign_in, acting.key, mend=mend)
    from cli.pages.clocks import clock_page

    data = {**report.model_dump(mode="json"), "left": len(report.tasks)}
    output.show(data, lambda: clock_page(report))
    return NOT_RIGHT if report.tasks or not report.storage_answered else 0


async def tasks(*, output: Output = FOR_PEOPLE) -> None:
    """Lists what the last check left to a person: the schedule's, or the last 'clocks check'. Needs
    no engine."""
    async with clocks() as client:
        found = await client.tasks()
    from cli.pages.clocks import tasks_page

    output.show(found.model_dump(mode="json"), lambda: tasks_page(found))


async def seen(
    request: Request, /, *, acting: Acting = MYSELF, output: Output = FOR_PEOPLE
) -> None:
    """Says that you have seen to a request that was lost, such as by asking the customer to apply
    again, or to the files that it misses: it is nobody's task any more. Needs no engine."""
    from cli.pages.sentences import sentence
    from domain.requests.request import request_id

    async with clocks() as client:
        await client.seen(request, acting.sign_in, acting.key)
    data = {"request": request_id(request), "seen": True}
    output.show(data, lambda: sentence("task_done.seen"))
