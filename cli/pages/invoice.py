"""An invoice for people: its state first, then everything else."""

from collections.abc import Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

from rich.console import Group, RenderableType
from rich.text import Text

from cli.pages.invoice_next_steps import next_steps
from cli.pages.invoice_tables import (
    STYLES,
    adjustments_table,
    days,
    disputes_table,
    events_table,
    facts_table,
    payments_table,
    reminders_table,
    undelivered_table,
    wires_table,
)
from cli.pages.tables import steps_table
from cli.pages.text import moment, plain, words
from domain.invoices.lifecycle import SETTLED
from domain.invoices.references import written
from domain.invoices.views.invoice import InvoiceView
from domain.invoices.views.reminders import PauseView
from domain.turns import Who
from domain.values.national_references import written_as
from wording.catalogue import staff_words
from wording.counts import distance
from wording.invoices import comes_next, happened_to_invoice
from wording.turns import named, to_do


def in_full(view: InvoiceView, now: datetime) -> RenderableType:
    """Everything there is to say of an invoice."""
    parts: list[RenderableType] = [_head(view, now), _amounts(view)]
    if view.state not in SETTLED:
        parts += [Text("How to pay", "bold"), _how_to_pay(view)]
    if view.payments:
        parts.append(payments_table(view.payments))
    if view.adjustments:
        parts.append(adjustments_table(view.adjustments))
    if view.wires:
        parts.append(wires_table(view.wires))
    if view.disputes:
        parts.append(disputes_table(view.disputes))
    if view.undelivered:
        parts.append(undelivered_table(view.undelivered))
    parts += [Text("Reminders", "bold"), reminders_table(view.reminders, view.paused)]
    parts += [Text("Timeline", "bold"), events_table(view.timeline)]
    return Group(*parts, steps_table(next_steps(view)))


def in_brief(view: InvoiceView, now: datetime) -> RenderableType:
    """An invoice's state, and what can be done next."""
    return Group(_head(view, now), _amounts(view), steps_table(next_steps(view)))


def issued_page(view: InvoiceView, now: datetime, again: bool) -> RenderableType:
    """An invoice that was just issued, or had been before."""
    message = Text("It was issued before; nothing was changed." if again else "Issued.")
    parts: list[RenderableType] = [message, _head(view, now), _amounts(view)]
    if view.state not in SETTLED:
        parts += [Text("How to pay", "bold"), _how_to_pay(view)]
    return Group(*parts)


def in_one_line(view: InvoiceView) -> str:
    """An invoice's state, as a line of a growing list."""
    waiting, last = view.waiting_on, view.timeline[-1] if view.timeline else None
    since = moment(last.at if last else waiting.since)
    what = f" ({happened_to_invoice(last).lower()})" if last else ""
    waits = (
        f", waiting on {named(waiting.who)} to {to_do(waiting)}"
        if view.state not in SETTLED
        else ""
    )
    return plain(f"{since}  {words(view.state)}{what}, {view.open} open{waits}")


def _head(view: InvoiceView, now: datetime) -> Text:
    style = STYLES.get(view.state, "bold cyan")
    text = Text.assemble((words(view.state).upper(), style), f"  invoice/{plain(view.invoice)}")
    if view.on_hold:
        text.append("  ACCOUNT ON CREDIT HOLD", "bold red")
    whose = f"{plain(view.company)}, account {plain(view.account)}, {plain(view.scope)}"
    text.append(f"\n{whose}", "dim")
    text.append(f"\nIssued {_day(view.issued_on)}, due {_day(view.due_on)}")
    if view.state in SETTLED:
        return text
    if view.reminders_from is not None:
        said = "\nIssued after its due date: reminders, late charges and a hold are counted from "
        text.append(said + _day(view.reminders_from), "yellow")
    waiting = view.waiting_on
    today = now.astimezone(ZoneInfo(view.time_zone)).date()
    if view.days_overdue:
        text.append(f" OVERDUE by {days(view.days_overdue)}", "bold red")
    else:
        away = (view.due_on - today).days
        text.append(f", in {days(away)}" if away > 0 else ", today")
    if waiting.who is Who.NOBODY:
        text.append(f"\nWaiting on nobody: {plain(to_do(waiting))}", "bold")
    else:
        text.append("\nWaiting on ").append(named(waiting.who), "bold").append(" to ")
        text.append(plain(to_do(waiting)), "bold")
    if waiting.until is not None:
        word = "until" if waiting.until > now else "overdue since"
        text.append(f", {word} {moment(waiting.until)} ({distance(waiting.until, now)})")
    for pause in view.pauses:
        text.append("\nPaused: ", "bold yellow").append(_paused(pause, now))
    if (alarm := view.next_alarm) is not None:
        what, when = plain(comes_next(alarm)), distance(alarm.at, now)
        said = f"\nNext: {what}, {moment(alarm.at)} ({when})"
        text.append(said, "dim")
    return text


def _paused(pause: PauseView, now: datetime) -> str:
    until = pause.until
    when = f" {moment(until)} ({distance(until, now)})" if until else ""
    return f"{pause.amount} {staff_words()(f'paused.{pause.kind}')}{when}"


def _amounts(view: InvoiceView) -> RenderableType:
    def rows() -> Iterator[tuple[str, RenderableType]]:
        yield "amount", str(view.amount)
        for name, money in (
            ("late charges", view.late_charges),
            ("paid", view.paid),
            ("credited", view.credited),
            ("written off", view.written_off),
        ):
            if money.amount:
                yield name, str(money)
        yield "open", Text(str(view.open), "bold" if view.open.amount else "bold green")
        if view.open.amount and view.holds_until:
            yield "holds until", _day(view.holds_until)
        for name, money in (("of it disputed", view.disputed), ("on its way", view.in_transit)):
            if money.amount:
                yield name, Text(str(money), "yellow")

    built = facts_table(rows())
    built.columns[1].justify = "right"
    return built


def _how_to_pay(view: InvoiceView) -> RenderableType:
    to = view.pay_to
    rows: list[tuple[str, RenderableType]] = [
        ("to", plain(to.name)),
        ("IBAN", written(plain(to.iban))),
        ("reference", Text(written(view.reference), "bold")),
        *(("or", written_as(each)) for each in view.national_references),
    ]
    if to.bic:
        rows.insert(2, ("BIC", plain(to.bic)))
    return facts_table(rows)


def _day(day: date) -> str:
    return f"{day:%a %Y-%m-%d}"
