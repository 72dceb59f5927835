"""Issuing invoices, one or many."""

from collections.abc import Iterator
from contextlib import aclosing
from datetime import date
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends

from clients.invoices.client import Issued, IssueOutcome
from clients.shapes import issued_document
from console.access import Action, Actor, allowed
from console.api.bodies import Invoices, OneInvoiceToIssue
from console.api.documented_refusals import CHANGING
from console.api.parameters import Key
from console.api.reading import ApiRoute
from console.services import OurServices
from domain.errors import InvalidFile
from domain.invoices.views.invoice import InvoiceView
from domain.turns import Part
from wording.catalogue import staff_words

router = APIRouter(prefix="/api/v1", route_class=ApiRoute, tags=["invoices"], responses=CHANGING)


class IssuedLine(Part):
    invoice: str
    outcome: IssueOutcome
    due_on: date | None = None
    reminders_from: date | None = None
    """Set where it was issued after its due date: reminders, late charges and a hold are counted
    from this day on."""


class RefusedLine(Part):
    line: int | None = None
    invoice: str
    code: str
    reason: str
    details: dict[str, Any] = {}


class IssuedInvoices(Part):
    """The result for each."""

    issued: int
    already_issued: int
    refused: tuple[RefusedLine, ...] = ()
    invalid: tuple[dict[str, Any], ...] = ()
    invoices: tuple[IssuedLine, ...] = ()


class IssuedInvoice(InvoiceView, IssuedInvoices):
    """The invoice, and whether it was issued now or before."""


@router.post(
    "/invoices",
    operation_id="issue_invoice",
    summary="Issue an invoice",
    status_code=HTTPStatus.CREATED,
)
async def issue(
    body: OneInvoiceToIssue,
    services: OurServices,
    actor: Annotated[Actor, Depends(allowed(Action.ISSUE_INVOICE))],
    key: Key = None,
) -> IssuedInvoice:
    """It is issued once, however often it is asked: its number says which it is, or a key
    where the ledger gives it the next number of its series. Without lines it
    is one line, and its amount holds the tax that the policy says."""
    if faults := body.faults:
        raise InvalidFile([each.as_json() for each in faults])
    issued = await services.invoices.issue(body, actor.sign_in, key)
    services.live.poll_now()
    view = await services.invoices.view(issued.invoice)
    whole = {**view.model_dump(mode="json", by_alias=True), **issued_document([issued])}
    return IssuedInvoice.model_validate(whole)


@router.post("/invoices/imports", operation_id="issue_invoices", summary="Issue many invoices")
async def issue_many(
    body: Invoices,
    services: OurServices,
    actor: Annotated[Actor, Depends(allowed(Action.ISSUE_INVOICE))],
    key: Key = None,
) -> IssuedInvoices:
    """One that is refused does not stop the others. After an outage the same again continues."""
    twice = [
        {
            "field": f"invoices.{index}.number",
            "code": "twice",
            "problem": staff_words()("api.number_twice"),
        }
        for index in _repeated([each.number for each in body.invoices])
    ]
    faults = [
        {**each.as_json(), "field": f"invoices.{index}.{each.field}"}
        for index, invoice in enumerate(body.invoices)
        for each in invoice.faults
    ]
    if twice or faults:
        raise InvalidFile([*twice, *faults])
    outcomes: list[Issued] = []
    try:
        issuing = services.invoices.issue_all(body.invoices, actor.sign_in, key)
        async with aclosing(issuing) as each:
            async for issued in each:
                outcomes.append(issued)
    finally:
        services.live.poll_now()
    return IssuedInvoices.model_validate(issued_document(outcomes))


def _repeated(numbers: list[str]) -> Iterator[int]:
    """The positions of numbers that occurred before."""
    seen: set[str] = set()
    for index, number in enumerate(numbers):
        if number in seen:
            yield index
        seen.add(number)
