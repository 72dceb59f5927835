"""Records at Stripe what happened to an invoice here: payments, credit notes, write-offs."""

from datetime import UTC, date, datetime, time
from typing import Any

from adapters.providers.stripe import lists
from adapters.providers.stripe.amounts import minor_of, money_of
from adapters.providers.stripe.calling import Stripe, digest_of
from adapters.providers.stripe.seen import SeenInvoice, SeenRecord, seen
from domain.billing.provider import InvoiceAt, Settled
from domain.errors import ProviderRefused
from domain.values.money import Money

OURS = "pay_by_invoice"
"""The field of metadata that has the digest of our key: what has one was made by us."""

_NAME_OF_PAYMENT = "Bank transfer"


async def found_invoice(stripe: Stripe, ours: InvoiceAt) -> SeenInvoice:
    """By its id there, or by its number among those of its subscription.

    Raises:
        ProviderRefused: there is none.
    """
    if ours.reference is not None:
        return await lists.invoice(stripe, ours.reference)
    for each in await lists.invoices_of(stripe, ours.scope_id):
        if each.number == ours.number:
            return each
    raise ProviderRefused(
        "Stripe has no such invoice.", provider="stripe", provider_code="resource_missing"
    )


async def record_payment(
    stripe: Stripe, ours: InvoiceAt, amount: Money, on: date, bank_reference: str, key: str
) -> Settled:
    invoice = await found_invoice(stripe, ours)
    if (before := await _recorded_payment(stripe, invoice, key)) is not None:
        return before
    _within(invoice, amount)
    if minor_of(amount) == invoice.amount_remaining:
        return await _pay_whole(stripe, invoice, bank_reference, key)
    return await _pay_part(stripe, invoice, amount, on, bank_reference, key)


def _within(invoice: SeenInvoice, amount: Money) -> None:
    opened = money_of(invoice.amount_remaining, invoice.currency)
    if amount.currency != opened.currency or amount.amount > opened.amount:
        raise ProviderRefused(
            "There is less open on this invoice in Stripe.",
            provider="stripe",
            provider_code="amount_above_open",
            open=str(opened),
        )


async def _recorded_payment(stripe: Stripe, invoice: SeenInvoice, key: str) -> Settled | None:
    """What this key came to before."""
    if invoice.metadata.get(f"{OURS}_paid") == digest_of(key) and invoice.status == "paid":
        return _settled(invoice.id, invoice)
    for payment in await lists.payments_of(stripe, invoice.id):
        if payment.payment.payment_record is None:
            continue
        record = await lists.record(stripe, payment.payment.payment_record)
        if record.metadata.get(OURS) == digest_of(key):
            return _settled(record.id, invoice)
    return None


def _settled(reference: str, invoice: SeenInvoice) -> Settled:
    remaining = 0 if invoice.status == "paid" else invoice.amount_remaining
    return Settled(reference=reference, open=money_of(remaining, invoice.currency))


async def _pay_whole(
    stripe: Stripe, invoice: SeenInvoice, bank_reference: str, key: str
) -> Settled:
    """Whose payment it is stands in the invoice before it is paid: Stripe keeps nothing else of
    a payment that went past it."""

    async def done() -> Settled | None:
        return await _recorded_payment(stripe, await lists.invoice(stripe, invoice.id), key)

    async def do(options: Any) -> None:
        marks = {f"{OURS}_paid": digest_of(key), f"{OURS}_reference": bank_reference[:500]}
        await stripe.v1.invoices.update_async(invoice.id, {"metadata": marks})
        await stripe.v1.invoices.pay_async(invoice.id, {"paid_out_of_band": True}, options)

    return await stripe.once(f"{key}/pay/{invoice.id}", done, do, looked=True)


async def _pay_part(
    stripe: Stripe, invoice: SeenInvoice, amount: Money, on: date, bank_reference: str, key: str
) -> Settled:
    """As a payment record that is attached to the invoice."""

    async def done() -> Settled | None:
        return await _recorded_payment(stripe, await lists.invoice(stripe, invoice.id), key)

    async def do(options: Any) -> None:
        moment = int(datetime.combine(on, time(), UTC).timestamp())
        record: Any = {
            "amount_requested": {"currency": invoice.currency, "value": minor_of(amount)},
            "initiated_at": moment,
            "outcome": "guaranteed",
            "guaranteed": {"guaranteed_at": moment},
            "customer_details": {"customer": invoice.customer},
            "payment_method_details": {
                "type": "custom",
                "custom": {"display_name": _NAME_OF_PAYMENT},
            },
            "processor_details": {
                "type": "custom",
                "custom": {"payment_reference": bank_reference},
            },
            "metadata": {OURS: digest_of(key)},
        }
        reported = await stripe.v1.payment_records.report_payment_async(record, options)
        attached = {"idempotency_key": f"{options['idempotency_key']}-attach"}
        params: Any = {"payment_record": seen(SeenRecord, reported).id}
        await stripe.v1.invoices.attach_payment_async(invoice.id, params, attached)  # type: ignore[arg-type]

    return await stripe.once(f"{key}/record/{invoice.id}", done, do, looked=True)


async def credit(stripe: Stripe, ours: InvoiceAt, amount: Money, reason: str, key: str) -> Settled:
    """What was paid already and is credited is given back outside of Stripe: by us."""
    found = await found_invoice(stripe, ours)

    async def done() -> Settled | None:
        for note in await lists.credit_notes_of(stripe, found.id):
            if note.metadata.get(OURS) == digest_of(key):
                return _settled(note.id, await lists.invoice(stripe, found.id))
        return None

    async def do(options: Any) -> None:
        invoice = await lists.invoice(stripe, found.id)
        minor = minor_of(amount)
        params: Any = {
            "invoice": invoice.id,
            "amount": minor,
            "memo": reason[:500],
            "email_type": "none",
            "metadata": {OURS: digest_of(key)},
        }
        if (outside := minor - min(minor, invoice.amount_remaining)) > 0:
            params["out_of_band_amount"] = outside
        await stripe.v1.credit_notes.create_async(params, options)

    return await stripe.once(f"{key}/credit/{found.id}", done, do)


async def write_off(stripe: Stripe, ours: InvoiceAt, reason: str, key: str) -> Settled:
    found = await found_invoice(stripe, ours)

    async def done() -> Settled | None:
        invoice = await lists.invoice(stripe, found.id)
        return _settled(invoice.id, invoice) if invoice.status == "uncollectible" else None

    async def do(options: Any) -> None:
        await stripe.v1.invoices.mark_uncollectible_async(found.id, None, options)

    return await stripe.once(f"{key}/write-off/{found.id}", done, do)
