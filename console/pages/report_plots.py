"""A chart for each report, its numbers written on the bars."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from console.drawing.plots import Bar, Plot
from console.pages.report_words import called, span
from domain.reports.figures import (
    Decision,
    Figures,
    OverdueAge,
    ReminderEffect,
    Report,
    StateTime,
    WaitingTime,
)
from domain.turns import Who
from wording.catalogue import staff_words
from wording.counts import counted
from wording.invoices import days_from_due
from wording.money import money_with_code

_MOST_BARS = 12


def plots_of(report: Report) -> list[Plot]:
    """One chart, or one for each currency; none where there is nothing to show."""
    drawn = [plot for plot in _drawn(report.lines) if any(bar.value for bar in plot.bars)]
    return [Plot(each.title, each.legend, each.bars[:_MOST_BARS]) for each in drawn]


def _drawn(lines: Sequence[Figures]) -> Iterable[Plot]:
    match lines:
        case [WaitingTime(), *_]:
            yield _waiting([each for each in lines if isinstance(each, WaitingTime)])
        case [StateTime(), *_]:
            yield _states([each for each in lines if isinstance(each, StateTime)])
        case [Decision(), *_]:
            yield _decisions([each for each in lines if isinstance(each, Decision)])
        case [OverdueAge(), *_]:
            ages = [each for each in lines if isinstance(each, OverdueAge)]
            for currency, of_currency in groupby(ages, key=lambda each: each.currency):
                yield _overdue(currency, list(of_currency))
        case [ReminderEffect(), *_]:
            yield _reminders([each for each in lines if isinstance(each, ReminderEffect)])


def _waiting(lines: Sequence[WaitingTime]) -> Plot:
    words, bars = staff_words(), []
    for who in Who:
        of_who = [line for line in lines if line.who is who]
        waiting, overdue = (
            sum(line.waiting for line in of_who),
            sum(line.overdue for line in of_who),
        )
        if waiting:
            bars.append(
                Bar(
                    called(who),
                    words("plot.waiting.bar", waiting=waiting, overdue=overdue),
                    waiting,
                    overdue,
                )
            )
    return Plot(words("plot.waiting"), words("plot.waiting.legend"), tuple(bars))


def _states(lines: Sequence[StateTime]) -> Plot:
    words = staff_words()
    return Plot(
        words("plot.states"),
        words("plot.states.legend"),
        tuple(
            Bar(
                called(line.state),
                words(
                    "plot.states.bar",
                    median=span(line.median_seconds),
                    p90=span(line.p90_seconds),
                ),
                line.p90_seconds or 0,
                line.median_seconds or 0,
            )
            for line in lines
            if line.ended
        ),
    )


def _decisions(lines: Sequence[Decision]) -> Plot:
    words = staff_words()
    return Plot(
        words("plot.decisions"),
        "",
        tuple(
            Bar(
                called(line.outcome)
                if line.reason == line.outcome
                else words(
                    "plot.decisions.label",
                    outcome=called(line.outcome),
                    reason=called(line.reason),
                ),
                f"{line.requests:,}",
                line.requests,
                line.requests,
            )
            for line in lines
        ),
    )


def _overdue(currency: str, lines: Sequence[OverdueAge]) -> Plot:
    words = staff_words()
    return Plot(
        words("plot.overdue", currency=currency),
        words("plot.overdue.legend"),
        tuple(
            Bar(
                called(line.age),
                words(
                    "plot.overdue.bar",
                    open=money_with_code(line.open),
                    invoices=counted(line.invoices, "invoice"),
                ),
                line.open.minor,
                line.disputed.minor,
            )
            for line in lines
        ),
    )


def _reminders(lines: Sequence[ReminderEffect]) -> Plot:
    words = staff_words()
    return Plot(
        words("plot.reminders"),
        words("plot.reminders.legend"),
        tuple(
            Bar(
                days_from_due(line.days),
                words("plot.reminders.bar", worked=line.worked, sent=line.sent),
                line.sent,
                line.worked,
            )
            for line in lines
        ),
    )
