"""Invoices: issuing, reading, and everything that happens to one."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from console.access import Action, Actor, allowed
from console.api.acting import reach_account, reach_invoice, send_to_invoice, shown_invoice
from console.api.bodies import (
    AmountWithReason,
    InTransit,
    Resolution,
    WithReason,
)
from console.api.documented_refusals import CHANGING, READING
from console.api.paging import After, says_next
from console.api.parameters import ID_PATTERN, Key, Number
from console.api.reading import ApiRoute
from console.papers import PaperLine, as_download
from console.safe_invoices import why_for_customer
from console.services import OurServices
from domain.access import require
from domain.invoices import messages
from domain.invoices.lifecycle import InvoiceState
from domain.invoices.views.invoice import InvoiceView
from domain.invoices.views.lists import InvoiceFilter, InvoiceLine
from domain.invoices.views.why import WhyOpen
from domain.invoices.why import why_open
from domain.papers.formats import PaperFormat

router = APIRouter(prefix="/api/v1", route_class=ApiRoute, tags=["invoices"], responses=CHANGING)
reading = APIRouter(prefix="/api/v1", route_class=ApiRoute, tags=["invoices"], responses=READING)

# A number may have slashes in it.
_INVOICE = "/invoices/{number:path}"


@reading.get(
    "/invoices", operation_id="list_invoices", summary="Invoices by due date, the earliest first"
)
async def list_invoices(
    services: OurServices,
    request: Request,
    response: Response,
    actor: Annotated[Actor, Depends(allowed(Action.VIEW_INVOICE))],
    state: InvoiceState | None = None,
    account: Annotated[
        str | None,
        Query(
            max_length=100,
            pattern=ID_PATTERN,
            description="Of this account; a customer's own without it.",
        ),
    ] = None,
    overdue: Annotated[
        bool, Query(description="Only those of which something is open after the due date.")
    ] = False,
    limit: Annotated[int, Query(ge=1, le=1000)] = 200,
    after: After = None,
) -> list[InvoiceLine]:
    """A page of them; `Link` and `X-Next` say where the next one begins."""
    if actor.is_customer:
        account = account or actor.account or ""
        reach_account(actor, Action.VIEW_INVOICE, account)
    wanted = InvoiceFilter(state=state, account=account, overdue=overdue)
    page = await services.ledger.invoice_page(wanted, after, limit)
    says_next(request, response, page.next)
    return list(page.lines)


@reading.get(f"{_INVOICE}/why", operation_id="why_open", summary="Why an invoice is open")
async def why(
    number: Number,
    services: OurServices,
    actor: Annotated[Actor, Depends(allowed(Action.VIEW_INVOICE))],
) -> WhyOpen:
    """What was invoiced, charged, paid, credited and written off, when and by which transfer; and
    of what is open, which part is disputed, in transit or to be paid, by whom and until when. Both
    add up to what is open."""
    number = await reach_invoice(services, actor, Action.VIEW_INVOICE, number)
    found = why_open(await services.invoices.view(number))
    return why_for_customer(found) if actor.is_customer else found


@reading.get(
    f"{_INVOICE}/paper",
    operation_id="invoice_paper",
    summary="An invoice or a credit note as a document",
    response_class=Response,
    responses={200: {"content": {"application/pdf": {}, "application/xml": {}}}},
)
async def paper(
    number: Number,
    services: OurServices,
    actor: Annotated[Actor, Depends(allowed(Action.VIEW_INVOICE))],
    as_: Annotated[PaperFormat, Query(alias="as")] = PaperFormat.PDF,
) -> Response:
    """A credit note goes by its own number. The same bytes each time: `X-Paper-Differs` is true
    where another release made them otherwise first."""
    kept = await services.papers.known(number)
    name = kept.invoice if kept is not None else number
    reached = await reach_invoice(services, actor, Action.VIEW_INVOICE, name)
    return as_download(await services.papers.file(number if kept else reached, as_))


@reading.get(
    f"{_INVOICE}/papers", operation_id="invoice_papers", summary="The papers of an invoice"
)
async def papers(
    number: Number,
    services: OurServices,
    actor: Annotated[Actor, Depends(allowed(Action.VIEW_INVOICE))],
) -> list[PaperLine]:
    """Its own, and those of its credit notes, in the order they were written."""
    number = await reach_invoice(services, actor, Action.VIEW_INVOICE, number)
    return [PaperLine.of(each) for each in await services.papers.of_invoice(number)]


@reading.get(
    _INVOICE,
    operation_id="show_invoice",
    summary="Where an invoice stands",
)
async def show(
    number: Number,
    services: OurServices,
    actor: Annotated[Actor, Depends(allowed(Action.VIEW_INVOICE))],
) -> InvoiceView:
    """Who must act, what is open, what came in, every reminder, and what happened."""
    number = await reach_invoice(services, actor, Action.VIEW_INVOICE, number)
    return shown_invoice(actor, await services.invoices.view(number))


@router.post(
    f"{_INVOICE}/in-transit", operation_id="declare_wire", summary="The money is on its way"
)
async def in_transit(
    number: Number,
    body: InTransit,
    services: OurServices,
    actor: Annotated[Actor, Depends(allowed(Action.DECLARE_WIRE))],
    key: Key = None,
) -> InvoiceView:
    """Reminders pause for the time that its kind takes to post. A payment under the same bank
    reference, or of the same amount, then records its arrival. Where one that was declared before
    did not come in, only billing can say that it pauses reminders again."""
    if body.again:
        require(actor, Action.RECORD_PAYMENT)
    command = messages.DeclareWire(by=actor.sign_in, **dict(body))
    return await send_to_invoice(services, actor, Action.DECLARE_WIRE, number, command, key)


@router.post(f"{_INVOICE}/dispute", operation_id="open_dispute", summary="Say that it is not right")
async def dispute(
    number: Number,
    body: AmountWithReason,
    services: OurServices,
    actor: Annotated[Actor, Depends(allowed(Action.OPEN_DISPUTE))],
    key: Key = None,
) -> InvoiceView:
    """Reminders and holds pause for that part until it is resolved."""
    command = messages.OpenDispute(by=actor.sign_in, **dict(body))
    return await send_to_invoice(services, actor, Action.OPEN_DISPUTE, number, command, key)


@router.post(f"{_INVOICE}/resolve", operation_id="resolve_dispute", summary="End a dispute")
async def resolve(
    number: Number,
    body: Resolution,
    services: OurServices,
    actor: Annotated[Actor, Depends(allowed(Action.RESOLVE_DISPUTE))],
    key: Key = None,
) -> InvoiceView:
    """Upheld credits the disputed part; otherwise the clock goes on after the policy's grace."""
    command = messages.ResolveDispute(by=actor.sign_in, **dict(body))
    return await send_to_invoice(services, actor, Action.RESOLVE_DISPUTE, number, command, key)


@router.post(f"{_INVOICE}/credit", operation_id="credit_invoice", summary="Issue a credit note")
async def credit(
    number: Number,
    body: AmountWithReason,
    services: OurServices,
    actor: Annotated[Actor, Depends(allowed(Action.CREDIT_INVOICE))],
    key: Key = None,
) -> InvoiceView:
    """What had been paid of the credited part becomes unapplied credit of the account."""
    command = messages.CreditInvoice(by=actor.sign_in, **dict(body))
    return await send_to_invoice(services, actor, Action.CREDIT_INVOICE, number, command, key)


@router.post(f"{_INVOICE}/write-off", operation_id="write_off", summary="Give up what is open")
async def write_off(
    number: Number,
    body: WithReason,
    services: OurServices,
    actor: Annotated[Actor, Depends(allowed(Action.WRITE_OFF))],
    key: Key = None,
) -> InvoiceView:
    """Its reminders end."""
    command = messages.WriteOff(by=actor.sign_in, reason=body.reason)
    return await send_to_invoice(services, actor, Action.WRITE_OFF, number, command, key)
