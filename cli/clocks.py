"""Clocks: ledger and engine held against each other."""

from typing import Annotated

from cyclopts import Parameter

from cli.output import FOR_PEOPLE, Output
from cli.parameters import FLAG, MYSELF, Acting
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
    """Finds what should have a running workflow and has none, and the other way round.

    The exit status is 0 where everything agrees or was mended, and 1 where something is left to do.
    Asked again under the same key, it mends nothing more, and says what there is now.
    """
    async with clocks() as client:
        report = await client.check(acting.sign_in, acting.key, mend=mend)
    from cli.clock_page import clock_page

    data = {**report.model_dump(mode="json"), "left": len(report.tasks)}
    output.show(data, lambda: clock_page(report))
    return NOT_RIGHT if report.tasks else 0
