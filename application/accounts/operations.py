"""Everything that people do to an account's money, once: its message, who may, and the use case.

The client goes by this table; commands, the API and the console's forms are held to it by tests.
Where an invoice is concerned the message goes to that invoice's workflow, and by the table in
`application.invoices.operations`. Charges that count as paid are a subscription's, and no message.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from application.accounts.correct import correct_account
from application.accounts.pay import pay_account
from application.accounts.refund import refund
from application.accounts.reverse import reverse_account
from application.accounts.steps import AskedOfAccount
from application.ports.ledger import Ledger
from domain.access import Action
from domain.invoices import messages
from domain.invoices.views.statement import AccountChanged
from domain.operations.operation import Operation

Said = TypeVar("Said", bound=messages.InvoiceMessage)


@dataclass(frozen=True, slots=True)
class AccountOperation(Operation[Said]):
    use_case: Callable[[Ledger, AskedOfAccount[Any]], Awaitable[AccountChanged]]
    """For where no invoice is concerned."""


PAY = AccountOperation("pay_account", Action.RECORD_PAYMENT, messages.RecordPayment, pay_account)
REFUND = AccountOperation("refund", Action.REFUND_CREDIT, messages.RefundCredit, refund)
CORRECT = AccountOperation(
    "correct_account", Action.CORRECT_ENTRY, messages.CorrectEntry, correct_account
)
REVERSE = AccountOperation(
    "reverse_account", Action.REVERSE_PAYMENT, messages.ReversePayment, reverse_account
)

OPERATIONS: tuple[AccountOperation[Any], ...] = (PAY, REFUND, CORRECT, REVERSE)

BY_MESSAGE: Mapping[type[messages.InvoiceMessage], AccountOperation[Any]] = {
    each.message: each for each in OPERATIONS
}
BY_ACTION: Mapping[Action, AccountOperation[Any]] = {each.action: each for each in OPERATIONS}


async def act(ledger: Ledger, asked: AskedOfAccount[Any]) -> AccountChanged:
    """Do what somebody asks of an account's money, whichever message it is."""
    return await BY_MESSAGE[type(asked.command)].use_case(ledger, asked)
