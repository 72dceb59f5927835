"""For rehearsals and explanations: letting time pass, drawing the machine."""

import re
from datetime import timedelta
from typing import Annotated, Literal

from cyclopts import Parameter

from cli.output import FOR_PEOPLE, Output
from cli.pages.text import moment
from cli.parameters import CHOICE
from cli.running import ledger, requests
from cli.usage import refuse
from wording.catalogue import staff_words

_LONGEST = timedelta(days=3650)
_DURATION = re.compile(r"(?:(?P<days>\d{1,4})d)?(?:(?P<hours>\d{1,5})h)?(?:(?P<minutes>\d{1,6})m)?")


async def fast_forward(
    workflow: Annotated[
        str,
        Parameter(
            name="ID",
            help="An invoice's id such as invoice/INV-1, a request's id, or its payment scope.",
        ),
    ],
    by: Annotated[str, Parameter(help="How much time passes: 7d, 12h, 30m, 1d12h.")],
    /,
    *,
    output: Output = FOR_PEOPLE,
) -> None:
    """Lets time pass for one request or invoice, its deadlines firing on the way.

    Only on an engine for rehearsals: 'python worker.py --dev --rehearsal'.
    """
    from cli.pages.sentences import sentence

    duration = duration_in(by)
    async with requests() as client:
        from domain.requests.request import request_id

        name = workflow if "/" in workflow else request_id(workflow)
        now = await client.fast_forward(name, duration)
    if name.startswith("invoice/"):
        async with ledger() as books:
            # Days pass faster than letters are written.
            await books.letters_tried(name)
            await books.time_passed(name, now)
    data = {"id": name, "now": now.isoformat().replace("+00:00", "Z")}
    output.show(data, lambda: sentence("fast_forward.now", name=name, moment=moment(now)))


async def diagram(
    machine: Annotated[
        Literal["request", "invoice"], CHOICE, Parameter(help="Which state machine.")
    ] = "request",
    /,
    *,
    output: Output = FOR_PEOPLE,
) -> None:
    """Prints the state machine as a Mermaid diagram, drawn from the table that runs it."""
    from rich.text import Text

    if machine == "invoice":
        from domain.invoices.lifecycle import MACHINE

        drawing = MACHINE.mermaid()
    else:
        from domain.requests.lifecycle import mermaid

        drawing = mermaid()
    output.show({"machine": machine, "mermaid": drawing}, lambda: Text(drawing))


def duration_in(written: str) -> timedelta:
    """`7d`, `12h`, `30m` or `1d12h`.

    Raises:
        WrongUsage: it is something else, nothing, or more than ten years.
    """
    found = _DURATION.fullmatch(written.strip().lower())
    parts = {unit: int(n) for unit, n in found.groupdict().items() if n} if found else {}
    duration = timedelta(**parts)
    if not timedelta(0) < duration <= _LONGEST:
        refuse("BY", staff_words()("usage.time_span"), "not_a_time_span")
    return duration
