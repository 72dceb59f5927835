"""Pages about queues, for people."""

from collections.abc import Sequence
from datetime import datetime

from rich.console import Group, RenderableType
from rich.text import Text

from cli.pages.sentences import sentence
from cli.pages.tables import table, until
from cli.pages.text import plain, term
from domain.requests.listing import QueueCounts, QueuePage, Rebuilt, RequestLine
from wording.codes import list_with_names
from wording.turns import to_do


def queue_page(
    page: QueuePage, counts: QueueCounts, now: datetime, *, filtered: bool
) -> RenderableType:
    """How many requests wait for whom, and the requests in one line each."""
    none = sentence("list.none_like_this" if filtered else "list.none")
    listed = _lines_table(page.lines, now) if page.lines else none.append("\n")
    shown, total = len(page.lines), page.total
    more = sentence("queues_show.shown", "dim", shown=shown, total=total) if shown < total else ""
    return Group(_counts_table(counts), listed, more)


def _counts_table(counts: QueueCounts) -> RenderableType:
    built = table("waiting_on", "requests", "overdue", right=("requests", "overdue"))
    for who, waiting in counts.by_who.items():
        overdue = Text(str(waiting.overdue), "bold red" if waiting.overdue else "dim")
        built.add_row(term(who), str(waiting.count), overdue)
    return built


def _lines_table(lines: Sequence[RequestLine], now: datetime) -> RenderableType:
    built = table("request", "waiting_on", "for", "until", "company", "state")
    for each in lines:
        state = (
            f"{term(each.state)}: {plain(list_with_names(each.reason))}"
            if each.reason
            else term(each.state)
        )
        built.add_row(
            plain(each.scope),
            term(each.waiting_on.who),
            plain(to_do(each.waiting_on)),
            until(each.waiting_on.until, now),
            plain(each.company),
            state,
        )
    return built


def rebuilt_page(rebuilt: Rebuilt) -> RenderableType:
    said = [
        sentence("queues_rebuild.requests", count=rebuilt.requests),
        sentence("queues_rebuild.mended", count=rebuilt.mended),
        sentence("queues_rebuild.kept", count=rebuilt.kept),
    ]
    if rebuilt.changing:
        said.append(sentence("queues_rebuild.changing", count=rebuilt.changing))
    if rebuilt.unreadable:
        said.append(sentence("queues_rebuild.unreadable", count=rebuilt.unreadable))
    return Group(*said)
