"""What Stripe gave back to a customer of what was paid of an invoice: refunds, with a credit note
or without one, and what a credit note left on the customer's balance there."""

from collections.abc import Sequence

from adapters.providers.stripe import lists
from adapters.providers.stripe.amounts import money_of
from adapters.providers.stripe.calling import Stripe
from adapters.providers.stripe.seen import SeenCreditNote, SeenPayment, SeenRefund
from domain.billing.following import GivenBackThere
from domain.errors import ProviderRefused

_GOES = ("succeeded", "pending")
"""The money is on its way back, or has come."""
_STAYS = ("failed", "canceled")


async def given_back(
    stripe: Stripe, payments: Sequence[SeenPayment], notes: Sequence[SeenCreditNote]
) -> tuple[GivenBackThere, ...]:
    """By payment, the first refund first; then what went to the balance."""
    credited = {each.refund for note in notes for each in note.refunds}
    found = [
        _refund(each, payment, credited)
        for payment in payments
        if (asked := _asked_of(payment)) is not None
        for each in reversed(await lists.refunds_of(stripe, **asked))
        if each.status in (*_GOES, *_STAYS)
    ]
    return (*found, *(back for note in notes if (back := _to_balance(note)) is not None))


async def invoice_of_payment(stripe: Stripe, payment: str) -> str:
    """The invoice that a payment is for.

    Raises:
        ProviderRefused: for none.
    """
    for found in await lists.invoices_of_payment(stripe, payment):
        return found
    raise ProviderRefused(
        "This payment is for no invoice.", provider="stripe", provider_code="resource_missing"
    )


def _asked_of(payment: SeenPayment) -> dict[str, str] | None:
    paid = payment.payment
    if paid.payment_intent is not None:
        return {"payment_intent": paid.payment_intent}
    return {"charge": paid.charge} if paid.charge is not None else None


def _refund(refund: SeenRefund, payment: SeenPayment, credited: set[str | None]) -> GivenBackThere:
    return GivenBackThere(
        reference=refund.id,
        amount=money_of(refund.amount, refund.currency),
        payment=payment.payment.reference,
        credited=refund.id in credited,
        failed=refund.status in _STAYS,
    )


def _to_balance(note: SeenCreditNote) -> GivenBackThere | None:
    """What a credit note left with Stripe, for the customer's next invoices there: those are lower
    by it, so that it must not settle them here as well."""
    refunded = sum(each.amount_refunded for each in note.refunds)
    minor = note.post_payment_amount - refunded - (note.out_of_band_amount or 0)
    if note.status != "issued" or minor <= 0 or note.customer_balance_transaction is None:
        return None
    return GivenBackThere(
        reference=note.customer_balance_transaction,
        amount=money_of(minor, note.currency),
        credited=True,
    )
