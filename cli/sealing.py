"""`engine seal`: what is in clear text from before there was a master key."""

from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from cli.output import FOR_PEOPLE, Output
from cli.parameters import FLAG

if TYPE_CHECKING:
    from rich.console import RenderableType

    from domain.clear_text import ClearPart, ClearReport

_WHY = {
    "not_asked": "'engine seal' seals it",
    "under_way": "a step is under way, or no worker took it: ask again",
    "no_key": "its worker has no master key: start it again with one",
    "ends_soon": "it ends by itself: ask again in some minutes",
    "altered": "it is not what was uploaded: upload it again",
    "erased": "its account was erased: take it away",
}


async def seal(
    *,
    dry_run: Annotated[
        bool, FLAG, Parameter(help="Only say what is in clear; change nothing.")
    ] = False,
    output: Output = FOR_PEOPLE,
) -> int:
    """Seals what is in clear text from before there was a master key, while everything goes on:
    requests and invoices that run, documents, the ledger.

    It may be interrupted and typed again. Exits with 1 while something is left, and says why.
    """
    from cli.running import asking_engine, progress, settings
    from clients.clear_text import ClearTextClient

    with progress("Looking" if dry_run else "Sealing"), asking_engine():
        async with ClearTextClient.opened(settings()) as client:
            report = await (client.look() if dry_run else client.seal())
    document = {**report.model_dump(mode="json"), "left": report.left}
    output.show(document, lambda: _page(report))
    return 1 if report.left else 0


def _page(report: "ClearReport") -> "RenderableType":
    from rich.console import Group
    from rich.text import Text

    from cli.pages.tables import table

    built = table("what", "sealed_now", "still_in_clear", "why")
    for part in report.parts:
        built.add_row(part.what, str(part.sealed or ""), str(part.left or ""), _why(part))
    said: list[RenderableType] = [built]
    if not report.left:
        said.append(
            Text("Nothing that goes on is in clear: PAYBYINVOICE_REFUSE_CLEAR=true can be set.")
        )
    if (ended := report.ended) is not None:
        until = f"until {ended.kept_until:%Y-%m-%d}" if ended.kept_until else "for ever"
        said.append(
            Text(
                f"Histories in clear of what has ended: {ended.count}. The engine keeps them"
                f" {until}. They cannot be changed; this deletes them:"
            )
        )
        command = f'temporal workflow delete --query "{ended.query}"'
        said.append(Text(command))
    return Group(*said)


def _why(part: "ClearPart") -> str:
    return "; ".join(_WHY[each] for each in part.why)
