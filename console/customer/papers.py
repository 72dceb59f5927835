"""The customer's papers: each invoice and credit note as a document, to be seen and downloaded."""

from datetime import date
from typing import Annotated, NamedTuple

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from clients.invoices.papers import KeptPaper
from console.access import Action, reaching
from console.customer.acting import Customer, customer_may
from console.customer.showing import CustomerRoute, led_to, now, show
from console.papers import as_download, credit_notes_of
from console.services import OurServices, Services
from domain.access import Role
from domain.accounts.invoice_formats import InvoiceFormat
from domain.invoices.views.invoice import InvoiceView
from domain.invoices.views.lists import InvoiceLine
from domain.papers.formats import PaperFormat
from domain.papers.paper import PaperKind
from domain.values.money import Money

router = APIRouter(route_class=CustomerRoute)

Viewer = Annotated[Customer, customer_may(Action.VIEW_INVOICE)]
Chooser = Annotated[Customer, customer_may(Action.CHOOSE_INVOICE_FORMAT)]


class Listed(NamedTuple):
    """A paper in a list."""

    invoice: str
    """The invoice that it is, or is for."""
    kind: PaperKind
    number: str
    on: date
    amount: Money

    @property
    def credit_note(self) -> str | None:
        return self.number if self.kind is PaperKind.CREDIT_NOTE else None


@router.get("/my/papers")
async def page(request: Request, customer: Viewer, services: OurServices) -> Response:
    statement = await services.ledger.statement(customer.account)
    credit_notes = await services.papers.credit_notes_of(customer.account)
    papers = [*map(_of_line, statement.invoices), *map(_of_credit_note, credit_notes)]
    papers.sort(key=lambda each: (each.on, each.number), reverse=True)
    return show(
        request,
        "papers",
        papers=papers,
        formats=tuple(PaperFormat),
        chosen=await services.papers.format_of(customer.account),
        may_choose=customer.actor.may(Action.CHOOSE_INVOICE_FORMAT),
    )


@router.post("/my/papers")
async def choose(request: Request, customer: Chooser, services: OurServices) -> Response:
    """How they come from now on; as usual where it is no format."""
    sent = (await request.form()).get("format", "")
    wanted = next((each for each in InvoiceFormat if each == sent), None)
    await services.papers.choose_format(customer.account, wanted, Role.CUSTOMER)
    return led_to("/my/papers", "format_chosen")


# A number may have slashes and words in it: its papers have a place of their own.
@router.get("/my/invoice-papers/{number:path}")
async def paper(
    number: str,
    customer: Viewer,
    services: OurServices,
    as_: Annotated[PaperFormat, Query(alias="as")] = PaperFormat.PDF,
    credit_note: Annotated[str | None, Query(max_length=40)] = None,
) -> Response:
    """The file, of the invoice or of one of its credit notes."""
    with reaching(customer.actor, Action.VIEW_INVOICE) as owned_by:
        view = await services.invoices.view(number, now())
        owned_by(view.account)
    return as_download(await services.papers.file_of(view.invoice, credit_note, as_))


async def papers_of(services: Services, view: InvoiceView) -> list[Listed]:
    """The invoice itself, and its credit notes in the order they were written.

    Args:
        view: The whole of it, as staff see it.
    """
    itself = Listed(view.invoice, PaperKind.INVOICE, view.invoice, view.issued_on, view.amount)
    return [itself, *map(_of_credit_note, await credit_notes_of(services, view))]


def _of_credit_note(kept: KeptPaper) -> Listed:
    paper = kept.paper
    amount = Money(amount=paper.totals.gross, currency=paper.currency)
    return Listed(kept.invoice, paper.kind, paper.number, paper.issued_on, amount)


def _of_line(line: InvoiceLine) -> Listed:
    return Listed(line.invoice, PaperKind.INVOICE, line.invoice, line.issued_on, line.amount)
