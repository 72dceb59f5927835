"""What Stripe gave back to a customer of what was paid of an invoice: refunds, with a credit note
or without one, and what a credit note left on the customer's balance there."""

from collections.abc import Container, Iterator, Mapping, Sequence
from typing import NamedTuple

from adapters.providers.stripe import lists
from adapters.providers.stripe.amounts import money_of
from adapters.providers.stripe.calling import Stripe
from adapters.providers.stripe.seen import SeenCreditNote, SeenPayment, SeenRefund
from domain.billing.following import RemoteRefund
from domain.billing.giving_back import split_by_what_each_got
from domain.errors import ProviderRefused

_GOES = ("succeeded", "pending")
"""The money is on its way back, or has come."""
_STAYS = ("failed", "canceled")


async def given_back(
    stripe: Stripe,
    invoice: str,
    payments: Sequence[SeenPayment],
    notes: Sequence[SeenCreditNote],
) -> tuple[RemoteRefund, ...]:
    """By payment of the invoice, the first refund first; then what went to the balance."""
    found: list[RemoteRefund] = []
    for payment in payments:
        if (asked := _asked_of(payment)) is None:
            continue
        refunds = [
            each
            for each in reversed(await lists.refunds_of(stripe, **asked))
            if each.status in (*_GOES, *_STAYS)
        ]
        if not refunds:
            continue
        of_all = await _of_all(stripe, invoice, payment, notes)
        found += (
            _refund(each, minor, payment, of_all[invoice].credited)
            for each, minor in _of_this(invoice, refunds, of_all)
        )
    return (*found, *(back for note in notes if (back := _to_balance(note)) is not None))


async def invoices_of_payment(stripe: Stripe, payment: str) -> list[str]:
    """The invoices that a payment is for, the first first.

    Raises:
        ProviderRefused: for none.
    """
    parts = await lists.parts_of_payment(stripe, payment)
    if not parts:
        raise ProviderRefused(
            "This payment is for no invoice.", provider="stripe", provider_code="resource_missing"
        )
    return list(dict.fromkeys(part.invoice for part in reversed(parts)))


class _Got(NamedTuple):
    """What one invoice got of a payment."""

    payment: SeenPayment
    credited: Mapping[str | None, int]
    """What went back of it with credit notes of this invoice, by refund."""


async def _of_all(
    stripe: Stripe, invoice: str, payment: SeenPayment, notes: Sequence[SeenCreditNote]
) -> dict[str, _Got]:
    """What each invoice got of this payment of ours, by invoice: nearly always it is the one."""
    mine = {invoice: _Got(payment, _credited_by(notes))}
    intent = payment.payment.payment_intent
    if intent is None:
        return mine
    for part in await lists.parts_of_payment(stripe, intent):
        if part.status == "paid" and part.invoice not in mine:
            theirs = await lists.credit_notes_of(stripe, part.invoice)
            mine[part.invoice] = _Got(part, _credited_by(theirs))
    return dict(sorted(mine.items()))


def _of_this(
    invoice: str, refunds: Sequence[SeenRefund], of_all: Mapping[str, _Got]
) -> Iterator[tuple[SeenRefund, int]]:
    """What of each refund is of this invoice. A credit note says whose it is; without one it is of
    all that the payment had been for by then, by what each got and still has."""
    if len(of_all) == 1:
        yield from ((each, each.amount) for each in refunds)
        return
    left = {each: got.payment.amount_paid or 0 for each, got in of_all.items()}
    for refund in refunds:
        credited = {each: got.credited.get(refund.id, 0) for each, got in of_all.items()}
        had = {
            each: left[each] if got.payment.paid_at <= refund.created else 0
            for each, got in of_all.items()
        }
        rest = split_by_what_each_got(max(0, refund.amount - sum(credited.values())), had)
        parts = {each: credited[each] + rest[each] for each in of_all}
        if refund.status in _GOES:
            left = {each: max(0, left[each] - parts[each]) for each in of_all}
        if parts[invoice]:
            yield refund, parts[invoice]


def _credited_by(notes: Sequence[SeenCreditNote]) -> dict[str | None, int]:
    return {each.refund: each.amount_refunded for note in notes for each in note.refunds}


def _asked_of(payment: SeenPayment) -> dict[str, str] | None:
    paid = payment.payment
    if paid.payment_intent is not None:
        return {"payment_intent": paid.payment_intent}
    return {"charge": paid.charge} if paid.charge is not None else None


def _refund(
    refund: SeenRefund, minor: int, payment: SeenPayment, credited: Container[str | None]
) -> RemoteRefund:
    return RemoteRefund(
        reference=refund.id,
        amount=money_of(minor, refund.currency),
        payment=payment.payment.reference,
        credited=refund.id in credited,
        failed=refund.status in _STAYS,
    )


def _to_balance(note: SeenCreditNote) -> RemoteRefund | None:
    """What a credit note left with Stripe, for the customer's next invoices there: those are lower
    by it, so that it must not settle them here as well."""
    refunded = sum(each.amount_refunded for each in note.refunds)
    minor = note.post_payment_amount - refunded - (note.out_of_band_amount or 0)
    if note.status != "issued" or minor <= 0 or note.customer_balance_transaction is None:
        return None
    return RemoteRefund(
        reference=note.customer_balance_transaction,
        amount=money_of(minor, note.currency),
        credited=True,
    )
