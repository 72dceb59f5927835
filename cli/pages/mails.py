"""Mails for people."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.text import Text

from cli.pages.tables import more, table
from cli.pages.text import moment, plain, words

if TYPE_CHECKING:
    from clients.ledger import OutboxEntry, StuckLetter

_STUCK = ("refused", "unconfirmed")


def mails_page(entries: Sequence["OutboxEntry"], following: str | None = None) -> RenderableType:
    """The notices, their recipients, and how far each mail got; the stuck ones with what to do."""
    if not entries:
        return Text("There are no notices yet.")
    built = table("queued", "what", "to", "state")
    for each in entries:
        stuck = each.state in _STUCK and each.dismissed_at is None
        state = Text(words(each.state), "bold red" if stuck else "")
        if each.sent_at:
            state.append(f" {moment(each.sent_at)}")
        if stuck:
            state.append(f"\n{plain(each.last_error or '')}\nresend {plain(each.key)}")
        if each.dismissed_at is not None:
            why = plain(each.dismissed_because or "")
            state.append(f"\ndismissed by {plain(each.dismissed_by or '')}: {why}", "yellow")
        to = plain(each.to or f"the {each.audience} team")
        if each.e_invoice:
            to = f"an e-invoice, {each.e_invoice}"
            if each.answer:
                state.append(f"\n{plain(each.answer)}", "dim")
        elif each.blanked_at is not None and each.to is None:
            to = "not kept any more"
        if each.instead:
            to = f"an administrator: {to} is not confirmed"
        built.add_row(moment(each.queued_at), words(each.kind), to, state)
    return Group(built, *more(following))


def stuck_page(
    letters: Sequence["StuckLetter"], counts: Mapping[str, int], following: str | None = None
) -> RenderableType:
    """Every letter that did not arrive, with what to do; and how many are in each state."""
    counted = ", ".join(f"{number} {words(state)}" for state, number in counts.items() if number)
    total = Text(f"All letters: {counted or 'none yet'}.", "dim")
    if not letters:
        return Group(Text("No letter is stuck."), total)
    built = table("since", "about", "what", "state")
    for each in letters:
        state = Text(words(each.state), "bold red")
        state.append(f"\n{plain(each.last_error or '')}\nresend {plain(each.key)}")
        what = words(each.kind)
        if each.e_invoice:
            what += f", as an e-invoice, {each.e_invoice}"
        built.add_row(moment(each.since), plain(each.about), what, state)
    return Group(built, *more(following), total)
