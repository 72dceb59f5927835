"""`access log` and what an administrator does for somebody who lost their second factor."""

from typing import Annotated

from cyclopts import Parameter
from cyclopts.validators import Number

from cli.access.parameters import SignIn
from cli.access.running import access, once
from cli.output import FOR_PEOPLE, Output
from cli.parameters import ANYBODY, CHOICE, FLAG, MYSELF, WHOLE, Acting, Who
from domain.people.access_events import AccessEvent


async def show(
    *,
    event: Annotated[
        AccessEvent | None, CHOICE, Parameter(metavar="E", help="Only what happened of this kind.")
    ] = None,
    about: Annotated[
        str | None,
        Parameter(metavar="WHO", help="Only this sign-in, or the id of a key, link or session."),
    ] = None,
    most: Annotated[
        int,
        WHOLE,
        Parameter(metavar="N", validator=Number(gte=1, lte=100_000), help="At most so many."),
    ] = 50,
    lines: Annotated[bool, FLAG, Parameter(help="An entry on each line, as JSON.")] = False,
    acting: Who = ANYBODY,
    output: Output = FOR_PEOPLE,
) -> None:
    """Shows who came in or was refused, and who changed what others may, the newest first.

    Nothing of it is ever changed or removed.
    """
    from cli.access.pages import log_table

    async with access(acting) as client:
        entries = await client.log(event=event, about=about, most=most)
    if lines:
        import sys

        sys.stdout.writelines(f"{each.model_dump_json()}\n" for each in entries)
        return
    data = {"entries": [each.model_dump(mode="json") for each in entries]}
    output.show(data, lambda: log_table(entries))


async def reset_second_factor(
    sign_in: SignIn, /, *, acting: Acting = MYSELF, output: Output = FOR_PEOPLE
) -> None:
    """Takes every second factor from somebody who lost theirs, and signs them out. They set up
    another once they have signed in with their password."""
    from cli.pages.sentences import sentence

    async with once(acting, "reset-second-factor", sign_in) as (client, claim):
        count = 0 if claim.done else await client.reset_factors(sign_in)
    data = {"sign_in": sign_in, "removed": count}
    output.show(data, lambda: sentence("access_people.factors_removed", count=count))
