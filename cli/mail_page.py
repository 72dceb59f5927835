"""Mails for people."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.text import Text

from cli.tables import table
from cli.text import moment, plain, words

if TYPE_CHECKING:
    from ledger_client import OutboxEntry

_STUCK = ("refused", "unconfirmed")


def mails_page(entries: Sequence["OutboxEntry"]) -> RenderableType:
    """What was told, to whom, and how far each mail got; the stuck ones with what to do."""
    if not entries:
        return Text("Nothing was told yet.")
    built = table("queued", "what", "to", "state")
    for each in entries:
        stuck = each.state in _STUCK
        state = Text(words(each.state), "bold red" if stuck else "")
        if each.sent_at:
            state.append(f" {moment(each.sent_at)}")
        if stuck:
            state.append(f"\n{plain(each.last_error or '')}\nresend {plain(each.key)}")
        to = plain(each.to or f"the {each.audience} team")
        built.add_row(moment(each.queued_at), words(each.kind), to, state)
    return Group(built)
