"""A time line of an invoice: issued, due, overdue, and what happened or is planned.

Everything differs by shape and row, and is named in words: nothing depends on colour alone.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from domain.invoices.lifecycle import SETTLED
from domain.invoices.parts import DisputeState, WireState
from domain.invoices.views.invoice import InvoiceView
from domain.invoices.views.reminders import ReminderView
from domain.values.money import Money
from wording.catalogue import staff_words
from wording.counts import counted
from wording.dates import day_of_month
from wording.money import money_with_code
from wording.terms import term

WIDTH = 760
_LEFT, _RIGHT = 104, 736
_LANE = 34
_WEEK = 7


@dataclass(frozen=True, slots=True)
class Mark:
    """A moment: a reminder, or money that came in."""

    kind: str
    """`sent`, `planned`, `paused`, `skipped` or `cancelled` of a reminder, `paid` or `reversed`."""
    x: float
    said: str
    letter: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """A period: a payment in transit, or a dispute."""

    kind: str
    x: float
    width: float
    said: str


@dataclass(frozen=True, slots=True)
class Tick:
    x: float
    label: str


@dataclass(frozen=True, slots=True)
class Lane:
    kind: str
    """`terms`, `reminders`, `payments`, `wires` or `disputes`."""
    name: str
    """The kind in words."""
    y: int
    marks: tuple[Mark, ...] = ()
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class ThirtyDays:
    height: int
    terms: Lane
    """The line itself: until it is due, and what is overdue."""
    lanes: tuple[Lane, ...]
    ticks: tuple[Tick, ...]
    due: Tick
    today: Tick | None
    """None when today is after the end of the line."""
    said: str


def thirty_days(view: InvoiceView) -> ThirtyDays:
    """The time line of this invoice, on the day of its amounts, in the payer's time zone."""
    zone = ZoneInfo(view.time_zone)
    today = view.as_of or view.due_on
    settled_on = _settled_on(view, zone)
    first, last = view.issued_on, _last(view, today, settled_on, zone)
    scale = _Scale(first, last)
    words = staff_words()
    reminders = _reminders(view, scale)
    above = [_lane("reminders", 44, reminders)] if reminders else []
    kinds = [
        ("payments", _payments(view, scale, zone), ()),
        ("wires", (), _wires(view, scale, zone)),
        ("disputes", (), _disputes(view, scale, today, zone)),
    ]
    below = [(kind, marks, spans) for kind, marks, spans in kinds if marks or spans]
    placed = [
        _lane(kind, 84 + _LANE * place, marks, spans)
        for place, (kind, marks, spans) in enumerate(below, 1)
    ]
    return ThirtyDays(
        height=84 + _LANE * len(below) + 44,
        terms=_lane("terms", 84, spans=_terms(view, scale, settled_on or today)),
        lanes=(*above, *placed),
        ticks=_weeks(scale),
        due=Tick(scale.x(view.due_on), words("line.due", day=_day(view.due_on))),
        today=Tick(scale.x(today), words("line.today")) if first <= today <= last else None,
        said=_said(view),
    )


def _lane(kind: str, y: int, marks: tuple[Mark, ...] = (), spans: tuple[Span, ...] = ()) -> Lane:
    return Lane(kind, staff_words()(f"line.lane.{kind}"), y, marks, spans)


@dataclass(frozen=True, slots=True)
class _Scale:
    first: date
    last: date

    def x(self, day: date) -> float:
        inside = min(max(day, self.first), self.last)
        share = (inside - self.first).days / max(1, (self.last - self.first).days)
        return round(_LEFT + share * (_RIGHT - _LEFT), 1)


def _last(view: InvoiceView, today: date, settled_on: date | None, zone: ZoneInfo) -> date:
    days = [view.due_on, settled_on or today]
    days += [each.on for each in view.reminders if each.outcome != "cancelled"]
    days += [each.value_date for each in view.payments]
    days += [each.expected_by for each in view.wires]
    days += [each.resolved_at.astimezone(zone).date() for each in view.disputes if each.resolved_at]
    return max(days) + timedelta(days=2)


def _settled_on(view: InvoiceView, zone: ZoneInfo) -> date | None:
    if view.state not in SETTLED or not view.timeline:
        return None
    return view.timeline[-1].at.astimezone(zone).date()


def _terms(view: InvoiceView, scale: _Scale, until: date) -> tuple[Span, ...]:
    start, due = scale.x(view.issued_on), scale.x(view.due_on)
    length = (view.due_on - view.issued_on).days
    spans = [
        Span(
            "in-time", start, due - start, staff_words()("line.terms", days=counted(length, "day"))
        )
    ]
    if until > view.due_on:
        late = (until - view.due_on).days
        spans.append(Span("late", due, scale.x(until) - due, counted(late, "overdue")))
    return tuple(spans)


def _reminders(view: InvoiceView, scale: _Scale) -> tuple[Mark, ...]:
    words = staff_words()
    return tuple(
        Mark(
            outcome,
            scale.x(each.on),
            words("line.reminder", level=each.level, day=_day(each.on), outcome=outcome),
            str(each.level),
        )
        for each, outcome in _with_outcomes(view)
        if scale.first <= each.on <= scale.last
    )


def _with_outcomes(view: InvoiceView) -> Iterator[tuple[ReminderView, str]]:
    """The reminders, with what came of each, or what keeps it from going out."""
    for each in view.reminders:
        waits = view.paused and each.outcome == "planned" and each.letter is None
        yield each, "paused" if waits else each.outcome


def _payments(view: InvoiceView, scale: _Scale, zone: ZoneInfo) -> tuple[Mark, ...]:
    words = staff_words()
    return tuple(
        Mark(
            "reversed" if each.reversed_at else "paid",
            scale.x(each.received_at.astimezone(zone).date()),
            words(
                "line.taken_back" if each.reversed_at else "line.paid",
                amount=money_with_code(each.amount),
                day=_day(each.value_date),
            ),
        )
        for each in view.payments
    )


def _wires(view: InvoiceView, scale: _Scale, zone: ZoneInfo) -> tuple[Span, ...]:
    def span(start: date, end: date, said: str, state: str) -> Span:
        x = scale.x(start)
        missed = state == WireState.NOT_ARRIVED
        return Span("missed" if missed else "wire", x, max(8.0, scale.x(end) - x), said)

    return tuple(
        span(
            each.declared_at.astimezone(zone).date(),
            each.expected_by,
            _of_amount(each.amount, each.state),
            each.state,
        )
        for each in view.wires
    )


def _disputes(view: InvoiceView, scale: _Scale, today: date, zone: ZoneInfo) -> tuple[Span, ...]:
    spans = []
    for each in view.disputes:
        x = scale.x(each.opened_at.astimezone(zone).date())
        end = each.resolved_at.astimezone(zone).date() if each.resolved_at else today
        kind = "dispute" if each.state == DisputeState.OPEN else "resolved"
        said = _of_amount(each.amount, each.state)
        spans.append(Span(kind, x, max(8.0, scale.x(end) - x), said))
    return tuple(spans)


def _of_amount(amount: Money, state: str) -> str:
    return staff_words()("line.span", amount=money_with_code(amount), state=term(state))


def _weeks(scale: _Scale) -> tuple[Tick, ...]:
    days = (scale.last - scale.first).days
    step = _WEEK * max(1, round(days / 56))
    every = (scale.first + timedelta(days=each) for each in range(0, days + 1, step))
    return tuple(Tick(scale.x(day), day_of_month(day)) for day in every)


def _day(day: date) -> str:
    return day_of_month(day)


def _said(view: InvoiceView) -> str:
    words = staff_words()
    return words(
        "line.in_words",
        issued=_day(view.issued_on),
        due=_day(view.due_on),
        open=view.open,
        overdue=view.days_overdue and counted(view.days_overdue, "overdue"),
        reminders=_count(outcome for _, outcome in _with_outcomes(view))
        or words("line.no_reminders"),
    )


def _count(outcomes: Iterable[str]) -> str:
    listed = list(outcomes)
    return ", ".join(f"{listed.count(each)} {each}" for each in dict.fromkeys(listed))
