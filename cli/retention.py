"""`retention list`: what is kept for a while only."""

from typing import TYPE_CHECKING

from cli.output import FOR_PEOPLE, Output
from wording.catalogue import staff_words
from wording.terms import term

if TYPE_CHECKING:
    from rich.console import RenderableType

    from clients.personal_data.retention import RetentionView


async def list_retention(*, output: Output = FOR_PEOPLE) -> None:
    """Lists what goes by `retention` of the policy file, and when, and what went. Money and books
    never go. A worker's schedule looks once a day. What letters said that were sent goes before,
    after `retention.sent_letters_hours`, and is not listed. Needs no engine."""
    from cli.running import opened
    from clients.personal_data.retention import RetentionClient

    async with opened(RetentionClient.opened) as client:
        view = await client.view()
    output.show(view.model_dump(mode="json"), lambda: _page(view))


def _page(view: "RetentionView") -> "RenderableType":
    from rich.console import Group

    from cli.pages.tables import table

    going = table("what", "kept_for", "goes_next", "then_in_30_days", "the_first_on")
    for each in view.going:
        days = None if each.days is None else str(each.days)
        kept = staff_words()("retention_list.kept_for", days=days)
        counted = ("", "") if each.days is None else (str(each.due), str(each.soon))
        on = str(each.next_on) if each.next_on else ""
        going.add_row(term(each.what), kept, *counted, on)
    gone = table("went_on", "what")
    for run in view.gone:
        said = ", ".join(f"{term(what)}: {n}" for what, n in run.counts.items())
        gone.add_row(run.at.strftime("%Y-%m-%d %H:%M UTC"), said)
    return Group(going, gone) if view.gone else going
