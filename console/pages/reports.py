"""Reports: as plots and tables on one page, and each as CSV."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Query, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BeforeValidator

from console.access import Action, Actor, allowed
from console.pages.forms import given
from console.pages.report_plots import plots_of
from console.pages.report_words import called, span
from console.periods import period_between
from console.services import OurServices
from console.templating import render
from domain.reports.figures import NOW, Figures, ReminderEffect, Report, ReportName
from domain.reports.period import Period
from domain.reports.tables import Column, as_csv, cells, columns, meaning
from domain.values.money import Money
from wording.catalogue import staff_words
from wording.dates import written_day
from wording.invoices import days_from_due
from wording.money import money_with_code

LAST_DAYS = (30, 90, 365)
_AT_FIRST = 90

router = APIRouter()

MayView = Annotated[Actor, Depends(allowed(Action.VIEW_REPORTS))]


Day = Annotated[date | None, BeforeValidator(given), Query()]


def _asked_at() -> datetime:
    """One moment for all of a page, on whichever day it is made."""
    return datetime.now(UTC)


AskedAt = Annotated[datetime, Depends(_asked_at)]


def chosen_period(
    now: AskedAt,
    days: Annotated[int | None, BeforeValidator(given), Query(ge=1, le=3650)] = None,
    since: Day = None,
    until: Day = None,
) -> Period:
    """The last so many days, or the days between two dates; by default the last 90."""
    if since is None and until is None:
        return Period.last(days or _AT_FIRST, now.date())
    return period_between(since, until)


Chosen = Annotated[Period, Depends(chosen_period)]


@router.get("/reports")
async def page(
    request: Request, services: OurServices, actor: MayView, period: Chosen, now: AskedAt
) -> HTMLResponse:
    reports = await asyncio.gather(
        *(services.ledger.report(name, period, now) for name in ReportName)
    )
    return render(
        request,
        "reports/page.html",
        reports=[_shown(report) for report in reports],
        period=period,
        said=_in_words(period),
        days=_last_days(period, now.date()),
        choices=LAST_DAYS,
        asked=_as_query(period),
    )


@router.get("/reports/{name}.csv")
async def download(name: str, services: OurServices, actor: MayView, period: Chosen) -> Response:
    if name not in tuple(ReportName):
        raise HTTPException(404)
    report = await services.ledger.report(ReportName(name), period)
    file = "-".join([name, *(f"{each}" for each in (period.since, period.until) if each)])
    return Response(
        as_csv(report).encode(),
        media_type="text/csv; charset=utf-8; header=present",
        headers={
            "Content-Disposition": f'attachment; filename="{file}.csv"',
            "Cache-Control": "no-store",
        },
    )


def _shown(report: Report) -> dict[str, Any]:
    heads = columns(report.name)
    return {
        "name": report.name,
        "title": staff_words()(f"report.title.{report.name}"),
        "meaning": meaning(report.name),
        "is_now": report.name in NOW,
        "columns": heads,
        "rows": [_row(line, heads) for line in report.lines],
        "plots": plots_of(report),
    }


def _row(line: Figures, heads: tuple[Column, ...]) -> list[tuple[Column, Any, str]]:
    """Each cell with its column, its value for CSV, and its text."""
    return [
        (column, "" if value is None else value, _words(line, column, value))
        for column, value in zip(heads, cells(line), strict=True)
    ]


def _words(line: Figures, column: Column, value: int | str | None) -> str:
    of_domain = getattr(line, column.name)
    if isinstance(of_domain, Money):
        return money_with_code(of_domain)
    if column.is_span:
        return span(of_domain)
    if value is None:
        return staff_words()("reports.unknown")
    if column.name == "percent":
        return staff_words()("reports.percent", percent=value)
    if isinstance(line, ReminderEffect) and column.name == "reminder":
        return days_from_due(line.days)
    return called(of_domain) if isinstance(of_domain, str) else f"{of_domain:,}"


def _last_days(period: Period, today: date) -> int | None:
    """The choice that the period corresponds to, if any."""
    if period.since is None or period.until is not None:
        return None
    days: int = (today - period.since) // timedelta(days=1)
    return days if days in LAST_DAYS else None


def _as_query(period: Period) -> str:
    named = {"since": period.since, "until": period.until}
    return "&".join(f"{name}={on}" for name, on in named.items() if on)


def _in_words(period: Period) -> str:
    words = staff_words()
    since, until = (
        period.since and written_day(period.since),
        period.until and written_day(period.until),
    )
    if until:
        return words(
            "reports.from_to" if since else "reports.beginning_to", since=since, until=until
        )
    return words("reports.from_until_now" if since else "reports.beginning_until_now", since=since)
