"""`provider check`: whether the system that bills the customers does what is asked of it."""

from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from cli.output import FOR_PEOPLE, Output
from cli.usage import refuse
from wording.catalogue import staff_words

if TYPE_CHECKING:
    from rich.console import RenderableType

    from clients.provider.check import Checked

NOT_RIGHT = 1


async def check(
    *,
    account: Annotated[
        str, Parameter(help="An account there that is for trying: it is switched, and back.")
    ],
    scope: Annotated[
        tuple[str, ...], Parameter(consume_multiple=True, negative=(), help="Scopes of it.")
    ],
    invoice: Annotated[
        str | None,
        Parameter(
            metavar="NUMBER",
            help="An open invoice of the first scope, of which a part is paid, and all is written"
            " off; by default what is about money is left out.",
        ),
    ] = None,
    url: Annotated[
        str | None, Parameter(help="Where it answers; by default PAYBYINVOICE_PROVIDER_URL.")
    ] = None,
    output: Output = FOR_PEOPLE,
) -> int:
    """Holds your billing system behind HTTP against what is asked of it, call by call, and says in
    sentences what it does otherwise. The secret is PAYBYINVOICE_PROVIDER_SECRET. Needs no engine.

    The exit status is 0 where everything is right, and 1 where something is not.
    """
    from cli.running import progress, settings
    from files.environment import is_web_address

    given = settings()
    address = url or given.provider_url
    if not address or not is_web_address(address):
        refuse("--url", staff_words()("usage.provider_url"), "missing")
    if not given.provider_secrets:
        said = staff_words()("usage.provider_secret")
        refuse("PAYBYINVOICE_PROVIDER_SECRET", said, "missing")
    with progress("billing_system"):
        from structlog import configure, make_filtering_bound_logger

        # What a worker would log of an answer, this says itself.
        configure(wrapper_class=make_filtering_bound_logger("error"))
        from clients.provider.check import Outcome, checked

        asked = checked(address, given.provider_secrets, account, scope, invoice)
        found = [each async for each in asked]
    wrong = sum(each.outcome is Outcome.WRONG for each in found)
    output.show({"checks": [each._asdict() for each in found]}, lambda: _page(found, wrong))
    return NOT_RIGHT if wrong else 0


def _page(found: "list[Checked]", wrong: int) -> "RenderableType":
    from rich.console import Group
    from rich.padding import Padding
    from rich.text import Text

    from cli.pages.sentences import sentence
    from cli.pages.text import plain
    from clients.provider.check import Outcome

    lines: list[RenderableType] = []
    for each in found:
        mark = staff_words()(f"provider_check.{each.outcome}")
        lines.append(Text(f"{mark:<9} {each.what}"))
        if each.why:
            lines.append(Padding(Text(plain(each.why)), (0, 0, 0, 10)))
    right = sum(each.outcome is Outcome.RIGHT for each in found)
    key = "provider_check.not_all_hold" if wrong else "provider_check.all_hold"
    return Group(*lines, sentence(key, right=right, all=len(found)))
