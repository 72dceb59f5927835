"""`engine seal`: what is in clear text from before there was a master key."""

from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from cli.output import FOR_PEOPLE, Output
from cli.parameters import FLAG
from wording.catalogue import staff_words

if TYPE_CHECKING:
    from rich.console import RenderableType

    from domain.clear_text import ClearPart, ClearReport


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
    from clients.personal_data.clear_text import ClearTextClient

    with progress("looking" if dry_run else "sealing"), asking_engine():
        async with ClearTextClient.opened(settings()) as client:
            report = await (client.look() if dry_run else client.seal())
    document = {**report.model_dump(mode="json"), "left": report.left}
    output.show(document, lambda: _page(report))
    return 1 if report.left else 0


def _page(report: "ClearReport") -> "RenderableType":
    from rich.console import Group
    from rich.text import Text

    from cli.pages.sentences import sentence
    from cli.pages.tables import table

    built = table("what", "sealed_now", "still_in_clear", "why")
    for part in report.parts:
        built.add_row(part.what, str(part.sealed or ""), str(part.left or ""), _why(part))
    said: list[RenderableType] = [built]
    if not report.left:
        said.append(sentence("engine_seal.nothing_left"))
    if (ended := report.ended) is not None:
        until = f"{ended.kept_until:%Y-%m-%d}" if ended.kept_until else None
        said.append(sentence("engine_seal.histories", count=ended.count, until=until))
        command = f'temporal workflow delete --query "{ended.query}"'
        said.append(Text(command))
    return Group(*said)


def _why(part: "ClearPart") -> str:
    return "; ".join(staff_words()(f"engine_seal.{each}") for each in part.why)
