"""The customer's statement of account, on a page and as a file: what was invoiced and paid, with
the balance after each."""

from datetime import date
from typing import Annotated, NamedTuple

from fastapi import APIRouter, Request
from fastapi.responses import Response

from clients.letters.on_paper import statement_csv
from console.access import Action
from console.customer.acting import Customer, customer_may
from console.customer.showing import CustomerRoute, led_to, show
from console.files import as_download
from console.safe_invoices import statement_for_customer
from console.services import OurServices, Services
from console.templating import language_of
from domain.invoices.views.statement import Statement
from domain.values.languages import Spoken

router = APIRouter(route_class=CustomerRoute)

Viewer = Annotated[Customer, customer_may(Action.VIEW_INVOICE)]


class _Days(NamedTuple):
    """The days that were asked for."""

    since: date | None = None
    until: date | None = None
    wrong: bool = False
    """They cannot be read, or the last is before the first: all days are shown."""


@router.get("/my/statement")
async def page(
    request: Request, customer: Viewer, services: OurServices, since: str = "", until: str = ""
) -> Response:
    days = _days(since, until)
    return show(
        request,
        "statement",
        status=422 if days.wrong else 200,
        statement=await _stated(services, customer, days),
        wrong=days.wrong,
        typed={"since": since, "until": until},
        asked=request.url.query,
    )


@router.get("/my/statement.pdf")
async def as_pdf(
    request: Request, customer: Viewer, services: OurServices, since: str = "", until: str = ""
) -> Response:
    if (days := _days(since, until)).wrong:
        return _to_page(request)
    stated = await _stated(services, customer, days)
    language: Spoken = "nl" if language_of(request) == "nl" else "en"
    content = await services.ledger.statement_pdf(stated, language)
    return as_download(content, "application/pdf", "statement.pdf")


@router.get("/my/statement.csv")
async def as_csv(
    request: Request, customer: Viewer, services: OurServices, since: str = "", until: str = ""
) -> Response:
    if (days := _days(since, until)).wrong:
        return _to_page(request)
    stated = await _stated(services, customer, days)
    return as_download(statement_csv(stated).encode(), "text/csv; charset=utf-8", "statement.csv")


def _to_page(request: Request) -> Response:
    """To the page, which says what is wrong with the days: a file would not."""
    return led_to(f"/my/statement?{request.url.query}")


async def _stated(services: Services, customer: Customer, days: _Days) -> Statement:
    stated = await services.ledger.statement(customer.account, days.since, days.until)
    return statement_for_customer(stated)


def _days(since: str, until: str) -> _Days:
    try:
        first, last = (date.fromisoformat(each) if each else None for each in (since, until))
    except ValueError:
        return _Days(wrong=True)
    if first and last and last < first:
        return _Days(wrong=True)
    return _Days(first, last)
