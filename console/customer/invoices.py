"""The customer's invoices: what is open, when it is due, how to pay, and what they say of it."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import aclosing
from datetime import timedelta
from functools import partial
from typing import Annotated, Any, NamedTuple

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from fastapi.sse import EventSourceResponse, ServerSentEvent
from pydantic import ValidationError

from console.access import Action, reaching
from console.customer.acting import Customer, account_of, customer_may, people_of
from console.customer.history import through_of
from console.customer.papers import Listed, papers_of
from console.customer.problems import Problems, sheet_problems
from console.customer.sent import SentForm
from console.customer.showing import CustomerRoute, is_htmx, led_to, show
from console.live import Live
from console.pages.streaming import changes
from console.safe_invoices import invoice_for_customer, why_for_customer
from console.services import OurServices, Services
from console.templating import language_of
from domain.errors import DomainError
from domain.field_problems import problems_of
from domain.invoices.messages import DeclareWire, InvoiceMessage, OpenDispute
from domain.invoices.policy import WireKind
from domain.invoices.possible import is_possible
from domain.invoices.views.invoice import InvoiceView
from domain.invoices.views.why import WhyOpen
from domain.invoices.why import why_open
from domain.papers.formats import PaperFormat
from wording.invoices import answer_to

router = APIRouter(route_class=CustomerRoute)

Viewer = Annotated[Customer, customer_may(Action.VIEW_INVOICE)]
Declarer = Annotated[Customer, customer_may(Action.DECLARE_WIRE)]
Disputer = Annotated[Customer, customer_may(Action.OPEN_DISPUTE)]

# A number may have slashes and words in it: what is done with an invoice has a place of its own.
_PAGE, _LIVE = "/my/invoices/{number:path}", "/my/invoices-live/{number:path}"
_WIRES, _DISPUTES = "/my/invoice-payments/{number:path}", "/my/invoice-disputes/{number:path}"


class _Theirs(NamedTuple):
    """An invoice, why it is open, and its papers, as its customer may see them."""

    view: InvoiceView
    why: WhyOpen
    papers: Sequence[Listed]


@router.get("/my/invoices")
async def all_of_them(request: Request, customer: Viewer, services: OurServices) -> Response:
    statement = await services.ledger.statement(customer.account)
    newest_first = sorted(statement.invoices, key=lambda each: each.issued_on, reverse=True)
    return show(
        request,
        "invoices",
        statement=statement,
        limit_frozen=bool(await services.ledger.limit_frozen(customer.account)),
        invoices=sorted(newest_first, key=lambda each: each.open.amount == 0),
    )


@router.get(_PAGE)
async def page(request: Request, number: str, customer: Viewer, services: OurServices) -> Response:
    theirs = await _theirs(services, customer, Action.VIEW_INVOICE, number)
    return _show(request, theirs, name="invoice_live" if is_htmx(request) else "invoice")


async def _watched(number: str, customer: Viewer, services: OurServices) -> str:
    """Its own number: it may be called by another name."""
    return (await _reached(services, customer, Action.VIEW_INVOICE, number)).invoice


@router.get(_LIVE, response_class=EventSourceResponse)
async def live(
    watched: Annotated[str, Depends(_watched)], services: OurServices
) -> AsyncIterator[ServerSentEvent]:
    async with aclosing(changes(services.live, Live.invoice(watched))) as events:
        async for event in events:
            yield event


@router.post(_WIRES)
async def declare_wire(
    request: Request, number: str, customer: Declarer, sent: SentForm, services: OurServices
) -> Response:
    """The customer has paid, and the money is on its way."""
    theirs = await _theirs(services, customer, Action.DECLARE_WIRE, number)
    typed = {
        "amount": sent.text("amount"),
        "bank_reference": sent.text("bank_reference"),
        "kind": sent.text("kind"),
    }
    given = {**typed, "by": customer.sign_in, "amount": _money(typed["amount"], theirs.view)}
    try:
        command = DeclareWire.model_validate(given)
    except ValidationError as invalid:
        return _wrong(request, theirs, invalid, "wire", typed)
    return await _sent(request, services, customer, theirs, command, sent.key, typed)


@router.post(_DISPUTES)
async def open_dispute(
    request: Request, number: str, customer: Disputer, sent: SentForm, services: OurServices
) -> Response:
    """The customer holds that the invoice, or a part of it, is wrong."""
    theirs = await _theirs(services, customer, Action.OPEN_DISPUTE, number)
    typed = {"amount": sent.text("amount"), "reason": sent.text("reason")}
    given = {**typed, "by": customer.sign_in, "amount": _money(typed["amount"], theirs.view)}
    try:
        command = OpenDispute.model_validate(given)
    except ValidationError as invalid:
        return _wrong(request, theirs, invalid, "dispute", typed)
    return await _sent(request, services, customer, theirs, command, sent.key, typed)


async def _reached(
    services: Services, customer: Customer, action: Action, number: str
) -> InvoiceView:
    """The whole of it, as staff see it."""
    with reaching(customer.actor, action) as owned_by:
        view = await services.invoices.view(number)
        owned_by(view.account)
    return view


async def _theirs(services: Services, customer: Customer, action: Action, number: str) -> _Theirs:
    view = await _reached(services, customer, action, number)
    account = await account_of(services, customer)
    return _Theirs(
        invoice_for_customer(view, people_of(account, customer)),
        why_for_customer(why_open(view)),
        await papers_of(services, view),
    )


def _money(amount: str, view: InvoiceView) -> dict[str, str]:
    return {"amount": amount, "currency": view.open.currency}


async def _sent(
    request: Request,
    services: Services,
    customer: Customer,
    theirs: _Theirs,
    command: InvoiceMessage,
    key: str | None,
    typed: Mapping[str, str],
) -> Response:
    wire = isinstance(command, DeclareWire)
    form, done = ("wire", "declared") if wire else ("dispute", "disputed")
    try:
        await services.invoices.send(theirs.view.invoice, command, key)
    except DomainError as refusal:
        return _show(request, theirs, refusal=refusal, form=form, typed=typed)
    services.live.poll_now()
    if is_htmx(request):
        after = await _theirs(services, customer, Action.VIEW_INVOICE, theirs.view.invoice)
        return _show(request, after, done=done)
    return led_to(f"/my/invoices/{theirs.view.invoice}", done)


def _wrong(
    request: Request, theirs: _Theirs, invalid: ValidationError, form: str, typed: dict[str, str]
) -> Response:
    named = [
        {**each, "field": each["field"].partition(".")[0]}  # `amount.amount` is one field here
        for each in problems_of(invalid)
    ]
    problems = sheet_problems(named, typed, language_of(request))
    return _show(request, theirs, status=422, form=form, typed=typed, problems=problems)


def _show(
    request: Request,
    theirs: _Theirs,
    *,
    name: str = "invoice",
    form: str | None = None,
    typed: Mapping[str, str] | None = None,
    problems: Problems | None = None,
    **context: Any,
) -> Response:
    """Args:
    form: `wire` or `dispute`: the one that was filled in, and is shown as it was.
    """
    view = theirs.view
    return show(
        request,
        name,
        why=theirs.why,
        papers=theirs.papers,
        formats=tuple(PaperFormat),
        zone=view.time_zone,
        through_of=through_of,
        answer_to=answer_to,
        invoice=view,
        overdue_since=view.due_on + timedelta(days=1),
        form=form,
        typed=typed or {},
        problems=problems or Problems(),
        kinds=[kind.value for kind in WireKind],
        can=partial(is_possible, view=view),
        **context,
    )
