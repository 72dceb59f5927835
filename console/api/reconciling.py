"""The reconciliation of a bank's account."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import Field

from clients.bank.reconciling_table import document_of
from console.access import Action, Actor, allowed
from console.api.documented_refusals import READING
from console.api.reading import ApiRoute
from console.services import OurServices
from domain.bank.reconciling import Differs, Line
from domain.errors import InvalidFile
from domain.turns import Part
from domain.values.money import Money
from wording.catalogue import staff_words

reading = APIRouter(prefix="/api/v1/bank", route_class=ApiRoute, tags=["bank"], responses=READING)


class ReconciledSum(Part):
    amount: Money
    entries: int


class ReconciledLine(ReconciledSum):
    line: Line


class ReconciliationDifference(Part):
    kind: Differs
    amount: Money
    """Zero where the sums are right nevertheless."""
    said: str
    entries: tuple[str, ...]
    statements: tuple[str, ...]
    booked_on: date | None


class ReconciledCurrency(Part):
    currency: str
    explained: bool
    """Whether no cent differs."""
    opening: Money | None
    closing: Money | None
    """Nothing where no statement says it of the period's ends."""
    received: ReconciledSum
    received_as: tuple[ReconciledLine, ...]
    """They come to what was received."""
    went_out: ReconciledSum
    went_out_as: tuple[ReconciledLine, ...]
    pending: ReconciledSum
    """Not booked by the bank: no part of the others."""
    charges_credited: ReconciledSum
    """Kept by banks on the way, and credited on invoices: no part of the others."""
    differences: tuple[ReconciliationDifference, ...]
    differences_left_out: int


class ReconciledAccount(Part):
    account: str
    since: date = Field(alias="from")
    until: date = Field(alias="to")
    currencies: tuple[ReconciledCurrency, ...]


@reading.get(
    "/reconciliation", operation_id="reconcile_bank_account", summary="What came in adds up"
)
async def reconciliation(
    services: OurServices,
    actor: Annotated[Actor, Depends(allowed(Action.VIEW_BANK))],
    account: Annotated[
        str,
        Query(
            min_length=1,
            max_length=50,
            pattern=r"^[A-Za-z0-9./ -]+$",
            description="The account of ours.",
            examples=["NL91ABNA0417164300"],
        ),
    ],
    since: Annotated[date, Query(alias="from", description="The first day, as the bank booked.")],
    until: Annotated[date, Query(alias="to", description="The last day.")],
) -> ReconciledAccount:
    """What the bank received is booked on invoices, unapplied credit, paid back, taken back, not
    matched, or ignored; what differs is named. As it is now, whatever the period."""
    if until < since:
        problem = staff_words()("period.ends_before_it_begins")
        raise InvalidFile([{"field": "to", "code": "period_reversed", "problem": problem}])
    found = await services.bank.reconcile(account, since, until)
    return ReconciledAccount.model_validate(document_of(found))
