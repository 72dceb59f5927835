"""How an account gets its invoices and credit notes."""

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import Field

from clients.invoices.papers import FormatOf
from console.access import Action, Actor, allowed, reaching
from console.api.bodies import Body
from console.api.documented_refusals import CHANGING, READING
from console.api.parameters import AccountId, Key
from console.api.reading import ApiRoute
from console.safe_invoices import format_for_customer
from console.services import OurServices
from domain.access import Role
from domain.accounts.invoice_formats import InvoiceFormat

router = APIRouter(prefix="/api/v1", route_class=ApiRoute, tags=["accounts"], responses=CHANGING)
reading = APIRouter(prefix="/api/v1", route_class=ApiRoute, tags=["accounts"], responses=READING)


class FormatChoice(Body):
    format: InvoiceFormat | None = Field(
        description="`pdf` and `factur-x` come with the letter, with `none` it has no document; the"
        " others go out as e-invoices. `null`: as the policy has it."
    )


@reading.get(
    "/accounts/{account}/invoice-format",
    operation_id="show_invoice_format",
    summary="How an account gets its invoices",
)
async def show(
    account: AccountId,
    services: OurServices,
    actor: Annotated[Actor, Depends(allowed(Action.VIEW_INVOICE))],
) -> FormatOf:
    with reaching(actor, Action.VIEW_INVOICE) as owned_by:
        found = await services.papers.format_of(account)
        owned_by(found.account)
    return _shown(found, actor)


@router.put(
    "/accounts/{account}/invoice-format",
    operation_id="choose_invoice_format",
    summary="Choose how an account gets its invoices",
)
async def choose(
    account: AccountId,
    body: FormatChoice,
    services: OurServices,
    actor: Annotated[Actor, Depends(allowed(Action.CHOOSE_INVOICE_FORMAT))],
    key: Key = None,
) -> FormatOf:
    """For every invoice and credit note from now on."""
    with reaching(actor, Action.CHOOSE_INVOICE_FORMAT) as owned_by:
        owned_by((await services.papers.format_of(account)).account)
    by = Role.CUSTOMER.value if actor.is_customer else actor.sign_in
    return _shown(await services.papers.choose_format(account, body.format, by, key), actor)


def _shown(found: FormatOf, actor: Actor) -> FormatOf:
    return format_for_customer(found) if actor.is_customer else found
