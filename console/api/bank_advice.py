"""Payment advice: what customers write that their transfers pay."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, File, Query, UploadFile

from clients.bank.advice_shapes import advice_document, advised_document
from console.access import Action, Actor, allowed
from console.api.bank_shapes import ToldProblem
from console.api.documented_refusals import CHANGING, READING
from console.api.parameters import ID_PATTERN, Key
from console.api.reading import ApiRoute
from console.services import OurServices
from domain.turns import Part
from domain.values.money import Money
from wording.catalogue import staff_words

router = APIRouter(prefix="/api/v1/bank", route_class=ApiRoute, tags=["bank"], responses=CHANGING)
reading = APIRouter(prefix="/api/v1/bank", route_class=ApiRoute, tags=["bank"], responses=READING)


class AdvisedInvoice(Part):
    invoice: str
    amount: Money


class PaymentAdviceLine(Part):
    """What one transfer pays."""

    advice: str
    account: str
    reference: str | None
    """Of the transfer."""
    amount: Money
    invoices: tuple[AdvisedInvoice, ...]
    name: str
    """Of the file."""
    kept_at: datetime
    kept_by: str
    entry: str | None
    """The entry of a bank statement that it was used for."""


class KeptPaymentAdvice(Part):
    advice: tuple[PaymentAdviceLine, ...]


class TakenPaymentAdvice(KeptPaymentAdvice):
    """What a file came to."""

    already: int
    """That were known before."""
    booked: int
    suggested: int
    """That wait for a person, of this file and of earlier ones."""
    unmatched: int
    """That wait without a proposal, of this file and of earlier ones."""
    problems: tuple[ToldProblem, ...]


@router.post("/advice", operation_id="take_payment_advice", summary="Take payment advice")
async def take_advice(
    file: Annotated[UploadFile, File(description="A mail (.eml), a table (CSV) or a text.")],
    services: OurServices,
    actor: Annotated[Actor, Depends(allowed(Action.IMPORT_STATEMENTS))],
    account: Annotated[
        str | None,
        Query(
            min_length=1,
            max_length=100,
            pattern=ID_PATTERN,
            description="Whose it is, where it names invoices of several accounts.",
        ),
    ] = None,
    key: Key = None,
) -> TakenPaymentAdvice:
    """Invoices with their amounts, and the transfer's reference and total where they are said. What
    does not add up is refused. It is used for a transfer that came before or comes later, and what
    waits is matched with it at once."""
    name = file.filename or staff_words()("api.unnamed_file")
    try:
        taken = await services.bank.advise(name, file.file, actor.sign_in, account, key)
    finally:
        services.live.poll_now()
    return TakenPaymentAdvice.model_validate(advised_document(taken))


@reading.get("/advice", operation_id="list_payment_advice", summary="Kept advice, the latest first")
async def list_advice(
    services: OurServices,
    _: Annotated[Actor, Depends(allowed(Action.VIEW_BANK))],
    after: Annotated[
        str | None,
        Query(
            max_length=40,
            pattern=r"^[A-Za-z0-9-]+$",
            description="The last one of a list: those that follow it.",
        ),
    ] = None,
) -> KeptPaymentAdvice:
    """Each with the entry that it was used for, 500 at a time."""
    listed = await services.bank.advice(after or "")
    return KeptPaymentAdvice.model_validate({"advice": [advice_document(each) for each in listed]})
