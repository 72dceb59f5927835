"""Tables about invoices, for people."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from cli.pages.sentences import sentence
from cli.pages.tables import table, who
from cli.pages.text import moment, plain, term
from domain.invoices.happenings import InvoiceEvent
from domain.invoices.lifecycle import SETTLED, InvoiceState
from domain.invoices.terms import local_date
from domain.invoices.views.lists import InvoiceLine
from domain.invoices.views.money import AdjustmentView, DisputeView, PaymentView, WireView
from domain.invoices.views.reminders import ReminderView, UndeliveredView
from domain.values.money import Money
from wording.catalogue import staff_words
from wording.counts import counted
from wording.invoices import (
    answer_to,
    days_from_due,
    happened_to_invoice,
    known_of,
    why_adjusted,
    why_skipped,
)

STYLES = {
    InvoiceState.OVERDUE: "bold red",
    InvoiceState.DISPUTED: "bold yellow",
    InvoiceState.PAID: "bold green",
    InvoiceState.CREDITED: "bold green",
    InvoiceState.WRITTEN_OFF: "bold",
}
_OUTCOMES = {"sent": "green", "skipped": "yellow", "paused": "yellow", "cancelled": "dim"}


def amount(money: Money | None) -> str:
    """An amount in a column; nothing where there is none."""
    return str(money) if money is not None and money.amount else ""


def days(count: int) -> str:
    return counted(count, "day")


def days_away(count: int) -> str:
    """`in 4 days`, `today`, `1 day ago`."""
    if count == 0:
        return staff_words()("distance.today")
    direction = "ahead" if count > 0 else "ago"
    return staff_words()(f"distance.{direction}", length=days(abs(count)))


def invoices_table(lines: Sequence[InvoiceLine], now: datetime, company: bool = True) -> Table:
    """Invoices in one line each; one whose time is over is marked, by its payer's calendar."""
    columns = ["invoice", *["company"] * company, "state", "issued", "due", "amount", "open"]
    built = table(*columns, right=("amount", "open"))
    if company:
        # It gives way first: the others are what the list is for.
        built.columns[1].overflow = "ellipsis"
    for name, column in zip(columns, built.columns, strict=True):
        if name in ("issued", "due"):
            column.min_width = len("2026-01-31")  # a date is never broken
    for each in lines:
        built.add_row(
            plain(each.invoice),
            *[plain(each.company)] * company,
            Text(term(each.state), STYLES.get(each.state, "")),
            str(each.issued_on),
            _due(each, now),
            str(each.amount),
            amount(each.open),
        )
    return built


def _due(line: InvoiceLine, now: datetime) -> Text:
    today = local_date(now, line.time_zone)
    due, away = Text(str(line.due_on)), (line.due_on - today).days
    if line.state in SETTLED:
        return due
    if line.state is InvoiceState.OVERDUE or away < 0:
        ago = days_away(away) if away < 0 else ""
        return due.append(sentence("invoice_list.overdue", "bold red", ago=ago))
    return due.append(f", {days_away(away)}")


def payments_table(payments: Iterable[PaymentView]) -> Table:
    built = table("payment", "amount", "of_it_here", "value_date", "how", "note",
                  right=("amount", "of_it_here"))  # fmt: skip
    for each in payments:
        note = sentence("invoice_show.recorded", "dim", entry=each.entry, by=plain(each.by))
        if each.reversed_at is not None:
            note = sentence(
                "invoice_show.taken_back",
                "yellow",
                entry=each.entry,
                part=each.reversed if each.counts.amount else "",
                when=moment(each.reversed_at),
                why=plain(each.reversal_reason or ""),
            )
        if each.corrected_at is not None:
            note = _corrected(each.entry, each)
        reference, here = plain(each.bank_reference), amount(each.settled)
        built.add_row(
            reference, str(each.amount), here, str(each.value_date), term(each.instrument), note
        )
    return built


def adjustments_table(adjustments: Iterable[AdjustmentView]) -> Table:
    """Credit notes, write-offs and their corrections."""
    built = table("other_entry", "amount", "why", "note", right=("amount",))
    for each in adjustments:
        when, by = moment(each.at), plain(each.by)
        note = sentence("invoice_show.adjusted", "dim", entry=each.entry, when=when, by=by)
        if each.corrected_at is not None:
            note = _corrected(each.entry, each)
        built.add_row(term(each.kind), str(each.amount), plain(why_adjusted(each)), note)
    return built


def _corrected(entry: str, of: PaymentView | AdjustmentView) -> Text:
    return sentence(
        "invoice_show.corrected",
        "yellow",
        entry=entry,
        when=moment(of.corrected_at) if of.corrected_at else "",
        by=plain(of.corrected_by or ""),
        why=plain(of.correction_reason or ""),
    )


def wires_table(wires: Iterable[WireView]) -> Table:
    built = table("on_its_way", "amount", "kind", "declared", "expected_by", "state",
                  right=("amount",))  # fmt: skip
    for each in wires:
        missed = each.state == "not_arrived"
        built.add_row(
            plain(each.bank_reference),
            str(each.amount),
            term(each.kind),
            f"{moment(each.declared_at)}, {plain(each.by)}",
            str(each.expected_by),
            Text(term(each.state), "bold red" if missed else ""),
        )
    return built


def disputes_table(disputes: Iterable[DisputeView]) -> Table:
    built = table("dispute", "amount", "why", "state", right=("amount",))
    for each in disputes:
        state = Text(term(each.state), "bold yellow" if each.resolved_at is None else "")
        if answer := answer_to(each):
            by, said = plain(each.resolved_by or ""), plain(answer)
            state = sentence("invoice_show.dispute_answered", state=state, by=by, answer=said)
        since = moment(each.opened_at)
        built.add_row(since, str(each.amount), f"{plain(each.by)}: {plain(each.reason)}", state)
    return built


def reminders_table(reminders: Iterable[ReminderView], paused: bool = False) -> Table:
    built = table("level", "day", "which", "outcome", "why")
    for each in reminders:
        pauses = paused and each.outcome == "planned" and each.letter is None
        said = staff_words()("invoice_show.reminder_paused") if pauses else term(each.outcome)
        outcome = Text(said, _OUTCOMES.get("paused" if pauses else each.outcome, ""))
        if each.letter in (None, "left"):
            outcome.append(f" {moment(each.at)}" if each.at else "")
        else:
            waits = "yellow" if each.letter == "on_its_way" else "bold red"
            letter = sentence("invoice_show.letter", waits, state=term(each.letter))
            outcome.append(", ").append(letter)
        which = days_from_due(each.days)
        built.add_row(str(each.level), str(each.on), which, outcome, plain(why_skipped(each)))
    return built


def undelivered_table(letters: Iterable[UndeliveredView]) -> Table:
    """Letters that did not arrive; what to type for them are the next steps."""
    built = table("undelivered", "since", "see_to_it_by")
    for each in letters:
        said = Text(f"{term(each.letter)}: {term(each.state)}", "bold red")
        built.add_row(said, moment(each.at), moment(each.until))
    return built


def events_table(events: Iterable[InvoiceEvent]) -> Table:
    built = table("when", "who", "what", "amount", "state", "note", right=("amount",))
    for each in events:
        moved = each.from_ is not None and each.from_ is not each.to
        before = f"{term(each.from_)} → " if each.from_ and moved else ""
        built.add_row(
            moment(each.at),
            who(each.by, each.through),
            happened_to_invoice(each),
            amount(each.amount),
            Text(f"{before}{term(each.to)}", "bold" if moved else "dim"),
            plain(known_of(each)),
        )
    return built


def facts_table(rows: Iterable[tuple[str, RenderableType]]) -> Table:
    """A name and what it is, a line each; the name as the catalogue has it in the family `fact`."""
    built = table("", "")
    built.show_header = False
    for name, what in rows:
        built.add_row(staff_words()(f"fact.{name}"), what)
    return built
