"""Amounts that somebody names: whether they can be of an invoice."""

from domain.errors import AmountNotAcceptable
from domain.invoices.invoice import Invoice
from domain.invoices.policy import InvoicePolicy
from domain.values.amounts import largest_amount
from domain.values.money import Money


def minor_of(invoice: Invoice, asked: Money, what: str) -> int:
    """An amount that somebody named, in minor units.

    Raises:
        AmountNotAcceptable: it is in another currency, not more than zero, or larger than the
            policy lets anything be.
    """
    if asked.currency != invoice.currency:
        raise AmountNotAcceptable(
            f"Invoice {invoice.number} is in {invoice.currency}; {what} must be, too.",
            invoice=invoice.number,
            currency=invoice.currency,
        )
    if asked.amount <= 0:
        raise AmountNotAcceptable(
            f"{what[0].upper()}{what[1:]} must be more than zero.", invoice=invoice.number
        )
    refuse_too_large(asked, what, invoice.policy, invoice.amount, invoice=invoice.number)
    return asked.minor


def refuse_too_large(
    asked: Money, what: str, policy: InvoicePolicy, issued: int, **details: str
) -> None:
    """Refuses more than the policy lets anything be; what was once issued can be paid all the same.

    Args:
        issued: The largest amount of an invoice that it may be for, in minor units; 0: of none.

    Raises:
        AmountNotAcceptable: it is too large, with `details`.
    """
    most = largest_amount(asked.currency, policy.largest_amount)
    if asked.amount > most and asked.minor > issued:
        raise AmountNotAcceptable(
            f"{what[0].upper()}{what[1:]} is larger than anything that is taken at once:"
            f" {Money(amount=most, currency=asked.currency).written}.",
            problem="amount_too_large",
            **details,
        )
