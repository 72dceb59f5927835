"""Reports, and statements of account as files."""

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response

from clients.letters.on_paper import statement_csv
from console.access import Action, Actor, allowed
from console.api.acting import reach_account
from console.api.documented_refusals import READING
from console.api.parameters import AccountId
from console.api.reading import ApiRoute
from console.files import as_download
from console.periods import period_between
from console.safe_invoices import statement_for_customer
from console.services import OurServices
from domain.reports.figures import (
    Decision,
    OverdueAge,
    ReminderEffect,
    ReportName,
    StateTime,
    WaitingTime,
)
from domain.reports.period import Period
from domain.reports.tables import as_csv
from domain.turns import Part
from domain.values.languages import Spoken

reading = APIRouter(prefix="/api/v1", route_class=ApiRoute, responses=READING)

Viewer = Annotated[Actor, Depends(allowed(Action.VIEW_REPORTS))]
Payer = Annotated[Actor, Depends(allowed(Action.VIEW_INVOICE))]
Since = Annotated[date | None, Query(description="The first day.")]
Until = Annotated[date | None, Query(description="The last day.")]


class ShownReport(Part):
    """A report, with a line for each thing that it tells apart."""

    name: ReportName
    at: datetime
    period: Period
    lines: (
        tuple[StateTime, ...]
        | tuple[WaitingTime, ...]
        | tuple[Decision, ...]
        | tuple[OverdueAge, ...]
        | tuple[ReminderEffect, ...]
    )


async def chosen_period(since: Since = None, until: Until = None) -> Period:
    """The days between two dates, in UTC; without end where one is not given."""
    return period_between(since, until)


Chosen = Annotated[Period, Depends(chosen_period)]


@reading.get(
    "/reports/{name}", operation_id="show_report", summary="What takes how long", tags=["reports"]
)
async def report(
    name: ReportName, services: OurServices, actor: Viewer, period: Chosen
) -> ShownReport:
    """Each figure is explained in its field. What waits and what is overdue is as it is now,
    whatever the period."""
    found = await services.ledger.report(name, period)
    return ShownReport.model_construct(**dict(found))


@reading.get(
    "/reports/{name}/csv",
    operation_id="report_as_csv",
    summary="A report as a table",
    tags=["reports"],
    response_class=Response,
    responses={200: {"content": {"text/csv": {}}}},
)
async def report_csv(
    name: ReportName, services: OurServices, actor: Viewer, period: Chosen
) -> Response:
    content = as_csv(await services.ledger.report(name, period)).encode()
    return as_download(content, "text/csv; charset=utf-8; header=present", f"{name}.csv")


@reading.get(
    "/accounts/{account}/statement/pdf",
    operation_id="statement_as_pdf",
    summary="An account's statement on letter paper",
    tags=["accounts"],
    response_class=Response,
    responses={200: {"content": {"application/pdf": {}}}},
)
async def statement_pdf(
    account: AccountId,
    services: OurServices,
    actor: Payer,
    since: Since = None,
    until: Until = None,
    language: Spoken = "en",
) -> Response:
    """As its customer gets it."""
    reach_account(actor, Action.VIEW_INVOICE, account)
    stated = await services.ledger.statement(account, *period_between(since, until).days)
    content = await services.ledger.statement_pdf(stated, language)
    return as_download(content, "application/pdf", "statement.pdf")


@reading.get(
    "/accounts/{account}/statement/csv",
    operation_id="statement_as_csv",
    summary="An account's statement as a table",
    tags=["accounts"],
    response_class=Response,
    responses={200: {"content": {"text/csv": {}}}},
)
async def statement_table(
    account: AccountId,
    services: OurServices,
    actor: Payer,
    since: Since = None,
    until: Until = None,
) -> Response:
    reach_account(actor, Action.VIEW_INVOICE, account)
    stated = await services.ledger.statement(account, *period_between(since, until).days)
    shown = statement_for_customer(stated) if actor.is_customer else stated
    content = statement_csv(shown).encode()
    return as_download(content, "text/csv; charset=utf-8", "statement.csv")
