"""Which use case a message to an invoice is for."""

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
from domain.invoices import messages

UseCase = Callable[[Ledger, Asked[Any]], Awaitable[Changed]]

USE_CASES: Mapping[type[messages.InvoiceMessage], UseCase] = {
    messages.RecordPayment: pay,
    messages.ReversePayment: reverse,
    messages.CorrectEntry: correct,
    messages.ApplyCredit: apply_credit,
    messages.DeclareWire: declare_wire,
    messages.OpenDispute: dispute,
    messages.ResolveDispute: resolve_dispute,
    messages.CreditInvoice: credit,
    messages.WriteOff: write_off,
}


async def act(ledger: Ledger, asked: Asked[Any]) -> Changed:
    """Do what somebody asks of an invoice, whichever message it is."""
    return await USE_CASES[type(asked.command)](ledger, asked)
