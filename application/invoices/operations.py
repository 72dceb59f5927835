"""The use case of everything that people do to an invoice, as `domain.invoices.operations` has it.

The account's money without an invoice is in `application.accounts`.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from application.invoices.apply_credit import apply_credit
from application.invoices.correct import correct
from application.invoices.credit import credit
from application.invoices.declare_wire import declare_wire
from application.invoices.dispute import dispute
from application.invoices.pay import pay
from application.invoices.resolve_dispute import resolve_dispute
from application.invoices.reverse import reverse
from application.invoices.write_off import write_off
from application.ports.ledger import Ledger
from application.steps import Asked, Changed
from domain.invoices import operations
from domain.invoices.operations import BY_MESSAGE, InvoiceOperation

USE_CASES: Mapping[InvoiceOperation[Any], Callable[[Ledger, Asked[Any]], Awaitable[Changed]]] = {
    operations.PAY: pay,
    operations.REVERSE: reverse,
    operations.CORRECT: correct,
    operations.APPLY_CREDIT: apply_credit,
    operations.DECLARE_IN_TRANSIT: declare_wire,
    operations.DISPUTE: dispute,
    operations.RESOLVE: resolve_dispute,
    operations.CREDIT: credit,
    operations.WRITE_OFF: write_off,
}


async def act(ledger: Ledger, asked: Asked[Any]) -> Changed:
    """Do what somebody asks of an invoice, whichever message it is."""
    return await USE_CASES[BY_MESSAGE[type(asked.command)]](ledger, asked)
