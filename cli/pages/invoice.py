"""An invoice for people: its state first, then everything else."""

from collections.abc import Iterator
from datetime import date, datetime

from rich.console import Group, RenderableType
from rich.text import Text

from cli.pages.invoice_next_steps import next_steps
from cli.pages.invoice_tables import (
    STYLES,
    adjustments_table,
    days,
    days_away,
    disputes_table,
    events_table,
    facts_table,
    payments_table,
    reminders_table,
    undelivered_table,
    wires_table,
)
from cli.pages.sentences import sentence
from cli.pages.tables import steps_table
from cli.pages.text import moment, plain, term
from domain.invoices.lifecycle import SETTLED
from domain.invoices.new.references import written
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
        parts += [sentence("invoice_show.how_to_pay", "bold"), _how_to_pay(view)]
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
    reminders = reminders_table(view.reminders, view.paused)
    parts += [sentence("invoice_show.reminders", "bold"), reminders]
    parts += [sentence("requests.timeline", "bold"), events_table(view.timeline)]
    return Group(*parts, steps_table(next_steps(view)))


def in_brief(view: InvoiceView, now: datetime) -> RenderableType:
    """An invoice's state, and what can be done next."""
    return Group(_head(view, now), _amounts(view), steps_table(next_steps(view)))


def issued_page(view: InvoiceView, now: datetime, again: bool) -> RenderableType:
    """An invoice that was just issued, or had been before."""
    message = sentence("invoice_issue.again" if again else "invoice_issue.issued")
    parts: list[RenderableType] = [message, _head(view, now), _amounts(view)]
    if view.state not in SETTLED:
        parts += [sentence("invoice_show.how_to_pay", "bold"), _how_to_pay(view)]
    return Group(*parts)


def in_one_line(view: InvoiceView) -> str:
    """An invoice's state, as a line of a growing list."""
    waiting, last = view.waiting_on, view.timeline[-1] if view.timeline else None
    said = staff_words()(
        "invoice_watch.line",
        since=moment(last.at if last else waiting.since),
        state=term(view.state),
        what=happened_to_invoice(last).lower() if last else "",
        open=view.open,
        who=named(waiting.who) if view.state not in SETTLED else "",
        task=to_do(waiting),
    )
    return plain(said)


def _head(view: InvoiceView, now: datetime) -> Text:
    style = STYLES.get(view.state, "bold cyan")
    name = f"invoice/{plain(view.invoice)}"
    text = Text.assemble((term(view.state).upper(), style), "  ", name)
    if view.on_hold:
        text.append("  ").append(sentence("invoice_show.on_hold", "bold red"))
    whose = sentence(
        "invoice_show.whose",
        "dim",
        company=plain(view.company),
        account=plain(view.account),
        scope=plain(view.scope),
    )
    lines = [text, whose, *_dates(view)]
    if view.state in SETTLED:
        return Text("\n").join(lines)
    lines.append(_waiting(view, now))
    lines += [_paused(pause, now) for pause in view.pauses]
    if (alarm := view.next_alarm) is not None:
        what, when = plain(comes_next(alarm)), _with_distance(alarm.at, now)
        lines.append(sentence("invoice_show.next", "dim", what=what, when=when))
    return Text("\n").join(lines)


def _dates(view: InvoiceView) -> Iterator[Text]:
    """When it was issued and is due, and how far away that is, on the day of its amounts, while
    something is open."""
    settled = view.state in SETTLED
    today = view.as_of or view.due_on
    late: str | Text = ""
    away = ""
    if not settled and view.days_overdue:
        late = sentence("invoice_show.overdue_by", "bold red", days=days(view.days_overdue))
    elif not settled:
        away = days_away((view.due_on - today).days)
    when = {"late": late, "away": away}
    issued_late = view.reminders_from is not None and not settled
    yield sentence(
        "invoice_show.issued",
        issued=_day(view.issued_on),
        due=_day(view.due_on),
        **({"late": "", "away": ""} if issued_late else when),
    )
    if view.reminders_from is not None and not settled:
        counted_from = _day(view.reminders_from)
        yield sentence("invoice_show.issued_late", "yellow", day=counted_from, **when)


def _waiting(view: InvoiceView, now: datetime) -> Text:
    waiting, task = view.waiting_on, plain(to_do(view.waiting_on))
    when = _with_distance(waiting.until, now) if waiting.until else ""
    over = waiting.until is not None and waiting.until <= now
    until = {"until": "" if over else when, "since": when if over else ""}
    if waiting.who is Who.NOBODY:
        return sentence("invoice_show.waiting_on_nobody", "bold", task=task, **until)
    who = Text(named(waiting.who), "bold")
    return sentence("invoice_show.waiting_on", who=who, task=Text(task, "bold"), **until)


def _paused(pause: PauseView, now: datetime) -> Text:
    why = staff_words()(f"paused.{pause.kind}")
    until = _with_distance(pause.until, now) if pause.until else ""
    said = f" {pause.amount} {why} {until}".rstrip()
    return Text.assemble(sentence("invoice_show.paused", "bold yellow"), said)


def _with_distance(at: datetime, now: datetime) -> str:
    return f"{moment(at)} ({distance(at, now)})"


def _amounts(view: InvoiceView) -> RenderableType:
    def rows() -> Iterator[tuple[str, RenderableType]]:
        yield "amount", str(view.amount)
        for name, money in (
            ("late_charges", view.late_charges),
            ("paid", view.paid),
            ("credited", view.credited),
            ("written_off", view.written_off),
        ):
            if money.amount:
                yield name, str(money)
        yield "open", Text(str(view.open), "bold" if view.open.amount else "bold green")
        if view.open.amount and view.holds_until:
            yield "holds_until", _day(view.holds_until)
        for name, money in (("disputed", view.disputed), ("in_transit", view.in_transit)):
            if money.amount:
                yield name, Text(str(money), "yellow")

    built = facts_table(rows())
    built.columns[1].justify = "right"
    return built


def _how_to_pay(view: InvoiceView) -> RenderableType:
    to = view.pay_to
    rows: list[tuple[str, RenderableType]] = [
        ("to", plain(to.name)),
        ("iban", written(plain(to.iban))),
        ("reference", Text(written(view.reference), "bold")),
        *(("or", written_as(each)) for each in view.national_references),
    ]
    if to.bic:
        rows.insert(2, ("bic", plain(to.bic)))
    return facts_table(rows)


def _day(day: date) -> str:
    return f"{day:%a %Y-%m-%d}"
