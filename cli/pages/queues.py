"""Pages about queues, for people."""

from collections.abc import Sequence
from datetime import datetime

from rich.console import Group, RenderableType
from rich.text import Text

from cli.pages.first_steps import FIRST_REQUEST
from cli.pages.tables import table, until
from cli.pages.text import plain, words
from domain.requests.listing import QueueCounts, QueuePage, Rebuilt, RequestLine
from wording.codes import list_with_names
from wording.turns import to_do


def queue_page(
    page: QueuePage, counts: QueueCounts, now: datetime, *, filtered: bool
) -> RenderableType:
    """How many requests wait for whom, and the requests in one line each."""
    none = "No request is like this.\n" if filtered else f"No requests yet.\n{FIRST_REQUEST}\n"
    listed = _lines_table(page.lines, now) if page.lines else Text(none)
    shown = len(page.lines)
    more = Text(f"{shown} of {page.total}." if shown < page.total else "", "dim")
    return Group(_counts_table(counts), listed, more)


def _counts_table(counts: QueueCounts) -> RenderableType:
    built = table("waiting_on", "requests", "overdue", right=("requests", "overdue"))
    for who, waiting in counts.by_who.items():
        overdue = Text(str(waiting.overdue), "bold red" if waiting.overdue else "dim")
        built.add_row(words(who), str(waiting.count), overdue)
    return built


def _lines_table(lines: Sequence[RequestLine], now: datetime) -> RenderableType:
    built = table("request", "waiting_on", "for", "until", "company", "state")
    for each in lines:
        state = (
            f"{words(each.state)}: {plain(list_with_names(each.reason))}"
            if each.reason
            else words(each.state)
        )
        built.add_row(
            plain(each.scope),
            words(each.waiting_on.who),
            plain(to_do(each.waiting_on)),
            until(each.waiting_on.until, now),
            plain(each.company),
            state,
        )
    return built


def rebuilt_page(rebuilt: Rebuilt) -> RenderableType:
    said = [
        f"{rebuilt.requests} requests were asked how they are listed.",
        f"{rebuilt.mended} lines were missing or wrong, and are written anew.",
        f"{rebuilt.kept} lines are of requests that the engine keeps no more; they stay.",
    ]
    if rebuilt.changing:
        said.append(f"{rebuilt.changing} requests were changing their lines themselves meanwhile.")
    if rebuilt.unreadable:
        said.append(f"{rebuilt.unreadable} requests have a history that nobody here can read.")
    return Text("\n".join(said))
