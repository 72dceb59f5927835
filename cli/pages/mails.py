"""Mails for people."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.text import Text

from cli.pages.next_steps import typed
from cli.pages.sentences import sentence
from cli.pages.tables import Commands, more, table
from cli.pages.text import moment, plain, term
from wording.catalogue import staff_words

if TYPE_CHECKING:
    from clients.accounts.ledger import OutboxEntry, StuckLetter

_STUCK = ("refused", "unconfirmed")


def mails_page(entries: Sequence["OutboxEntry"], following: str | None = None) -> RenderableType:
    """The notices, their recipients, and how far each mail got; the stuck ones with what to do."""
    if not entries:
        return sentence("mails.none")
    built = table("queued", "what", "to", "state")
    for each in entries:
        state = Text(term(each.state), "bold red" if _is_stuck(each) else "")
        if each.sent_at:
            state.append(f" {moment(each.sent_at)}")
        if _is_stuck(each):
            state.append(_why(each))
        if each.dismissed_at is not None:
            by, why = plain(each.dismissed_by or ""), plain(each.dismissed_because or "")
            state.append("\n").append(sentence("mails.dismissed", "yellow", by=by, why=why))
        if each.e_invoice and each.answer:
            state.append(f"\n{plain(each.answer)}", "dim")
        built.add_row(moment(each.queued_at), term(each.kind), _to(each), state)
    stuck = [each for each in entries if _is_stuck(each)]
    return Group(built, _ways_out(stuck), *more(following))


def _is_stuck(entry: "OutboxEntry") -> bool:
    return entry.state in _STUCK and entry.dismissed_at is None


def _to(entry: "OutboxEntry") -> str:
    said = staff_words()
    if entry.e_invoice:
        to = said("mails.e_invoice", format=term(entry.e_invoice))
    elif entry.to:
        to = plain(entry.to)
    elif entry.blanked_at is not None:
        to = said("mails.not_kept")
    else:
        to = said("mails.team", team=term(entry.audience))
    return said("mails.instead", to=to) if entry.instead else to


def _why(letter: "OutboxEntry | StuckLetter") -> str:
    """Why it did not arrive."""
    return f"\n{plain(letter.last_error or '')}"


def _ways_out(letters: Sequence["OutboxEntry | StuckLetter"]) -> RenderableType:
    """What to type to send each of them again."""
    said = staff_words()
    return Commands(
        [(said("mails.again", what=term(each.kind)), typed("resend", each.key)) for each in letters]
    )


def stuck_page(
    letters: Sequence["StuckLetter"], counts: Mapping[str, int], following: str | None = None
) -> RenderableType:
    """Every letter that did not arrive, with what to do; and how many are in each state."""
    counted = ", ".join(f"{number} {term(state)}" for state, number in counts.items() if number)
    total = sentence("mails.all", "dim", counts=counted)
    if not letters:
        return Group(sentence("mails.none_stuck"), total)
    built = table("since", "about", "what", "state")
    for each in letters:
        state = Text(term(each.state), "bold red")
        state.append(_why(each))
        what = staff_words()(
            "mails.what", what=term(each.kind), format=each.e_invoice and term(each.e_invoice)
        )
        built.add_row(moment(each.since), plain(each.about), what, state)
    return Group(built, _ways_out(letters), *more(following), total)
