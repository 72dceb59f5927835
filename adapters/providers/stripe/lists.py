"""Whole lists of Stripe's, page by page."""

from typing import Any

from adapters.providers.stripe.calling import Stripe, translated_errors
from adapters.providers.stripe.seen import (
    SeenCreditNote,
    SeenInvoice,
    SeenLine,
    SeenPayment,
    SeenRecord,
    SeenRefund,
    SeenSubscription,
    SeenTaxRate,
    seen,
)

_PAGE = 100


async def subscription(stripe: Stripe, scope_id: str) -> SeenSubscription:
    """With its customer and both of the payment methods that it may be charged to."""
    expand = ["customer.invoice_settings.default_payment_method", "default_payment_method"]
    with translated_errors():
        found = await stripe.v1.subscriptions.retrieve_async(scope_id, {"expand": expand})
    return seen(SeenSubscription, found)


async def invoices_of(
    stripe: Stripe, scope_id: str, *, payments: bool = False, **only: Any
) -> list[SeenInvoice]:
    """A subscription's invoices, the newest first; `payments` brings what was paid of each."""
    asked: Any = {"subscription": scope_id, "limit": _PAGE, **only}
    if payments:
        asked["expand"] = ["data.payments"]
    with translated_errors():
        listed = await stripe.v1.invoices.list_async(asked)
        return [seen(SeenInvoice, each) async for each in listed.auto_paging_iter()]


async def invoice(stripe: Stripe, key: str) -> SeenInvoice:
    with translated_errors():
        found = await stripe.v1.invoices.retrieve_async(key)
    return seen(SeenInvoice, found)


async def credit_notes_of(stripe: Stripe, invoice_id: str) -> list[SeenCreditNote]:
    with translated_errors():
        listed = await stripe.v1.credit_notes.list_async({"invoice": invoice_id, "limit": _PAGE})
        return [seen(SeenCreditNote, each) async for each in listed.auto_paging_iter()]


async def payments_of(stripe: Stripe, invoice_id: str) -> list[SeenPayment]:
    with translated_errors():
        listed = await stripe.v1.invoice_payments.list_async(
            {"invoice": invoice_id, "limit": _PAGE}
        )
        return [seen(SeenPayment, each) async for each in listed.auto_paging_iter()]


async def refunds_of(stripe: Stripe, **payment: str) -> list[SeenRefund]:
    """Of a `payment_intent` or a `charge`, the newest first."""
    asked: Any = {**payment, "limit": _PAGE}
    with translated_errors():
        listed = await stripe.v1.refunds.list_async(asked)
        return [seen(SeenRefund, each) async for each in listed.auto_paging_iter()]


async def parts_of_payment(stripe: Stripe, payment_intent: str) -> list[SeenPayment]:
    """What the payment is for, the newest first."""
    asked: Any = {
        "payment": {"type": "payment_intent", "payment_intent": payment_intent}, "limit": _PAGE,
    }  # fmt: skip
    with translated_errors():
        listed = await stripe.v1.invoice_payments.list_async(asked)
        return [seen(SeenPayment, each) async for each in listed.auto_paging_iter()]


async def lines_of(stripe: Stripe, invoice_id: str) -> list[SeenLine]:
    with translated_errors():
        listed = await stripe.v1.invoices.line_items.list_async(invoice_id, {"limit": _PAGE})
        return [seen(SeenLine, each) async for each in listed.auto_paging_iter()]


async def tax_rate(stripe: Stripe, key: str) -> SeenTaxRate:
    with translated_errors():
        found = await stripe.v1.tax_rates.retrieve_async(key)
    return seen(SeenTaxRate, found)


async def record(stripe: Stripe, key: str) -> SeenRecord:
    with translated_errors():
        found = await stripe.v1.payment_records.retrieve_async(key)
    return seen(SeenRecord, found)
