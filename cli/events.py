"""`events …`: what happened, for other programs."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from cli.output import FOR_PEOPLE, Output
from cli.parameters import WHOLE
from wording.catalogue import staff_words

if TYPE_CHECKING:
    from rich.console import RenderableType

    from clients.events.client import EventPage


async def list_events(
    *,
    since: Annotated[
        datetime | None,
        Parameter(help="What happened then or later, such as 2026-11-30 or 2026-11-30T09:00."),
    ] = None,
    type: Annotated[
        tuple[str, ...],
        Parameter(
            negative=(),
            help="Only these, such as invoice.paid; several with commas, or given again.",
        ),
    ] = (),
    after: Annotated[
        str | None, Parameter(metavar="EVENT", help="What follows this event: `next` of a page.")
    ] = None,
    limit: Annotated[int, WHOLE, Parameter(help="At the most so many, up to 500.")] = 100,
    output: Output = FOR_PEOPLE,
) -> None:
    """Lists what happened, the oldest first: an event for each step that another program may want
    to know of. They are kept for ever, and their order never changes. Needs no engine."""
    from cli.running import opened
    from cli.usage import refuse
    from clients.events.client import MOST, EventClient, types_named

    if not 1 <= limit <= MOST:
        refuse("--limit", staff_words()("usage.events", most=MOST), "out_of_range")
    if since is not None and since.tzinfo is None:
        since = since.replace(tzinfo=UTC)
    async with opened(EventClient.opened) as client:
        page = await client.page(after, types_named(type, "--type"), since, limit)
    output.show(page.model_dump(mode="json"), lambda: _page(page))


def _page(page: "EventPage") -> "RenderableType":
    from rich.console import Group

    from cli.pages.sentences import sentence
    from cli.pages.tables import table
    from cli.pages.text import plain

    if not page.events:
        return sentence("events.none")
    built = table("when_utc", "what", "about", "event")
    for each in page.events:
        when = each.at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")
        built.add_row(when, each.type, plain(each.about), each.id)
    return Group(built, sentence("events.follows", event=page.next))
