"""What Stripe has, in the port's words."""

import hashlib
from datetime import UTC, date, datetime

from adapters.providers.stripe.amounts import money_of
from adapters.providers.stripe.seen import SeenInvoice, SeenMethod, SeenSubscription
from domain.accounts.account import PaymentMethod
from domain.billing.provider import Charge, Collecting, Collection, OpenItem
from domain.values.money import Money

ACCOUNT = "pay_by_invoice_account"
"""The field of a customer's metadata that has our account's id."""

_OVER = frozenset({"canceled", "incomplete_expired"})


def collecting(subscription: SeenSubscription) -> Collecting:
    if subscription.status in _OVER or subscription.pause_collection is not None:
        return Collecting.NOT
    by_invoice = subscription.collection_method == "send_invoice"
    return Collecting.BY_INVOICE if by_invoice else Collecting.AUTOMATICALLY


def collection_of(subscription: SeenSubscription) -> Collection:
    how = collecting(subscription)
    kept = subscription.default_payment_method
    customer = subscription.customer
    method = kept or customer.invoice_settings.default_payment_method
    state = (
        subscription.status, subscription.collection_method, subscription.days_until_due,
        subscription.pause_collection and subscription.pause_collection.behavior,
        method if method is None or isinstance(method, str) else method.id,
    )  # fmt: skip
    return Collection(
        scope_id=subscription.id,
        collecting=how,
        days_until_due=subscription.days_until_due if how is Collecting.BY_INVOICE else None,
        method=_method(method, bool(customer.default_source)),
        version=hashlib.sha256(repr(state).encode()).hexdigest()[:16],
    )


def _method(method: SeenMethod | str | None, has_source: bool) -> PaymentMethod | None:
    if method is None:
        return PaymentMethod.CREDIT_CARD if has_source else None
    if isinstance(method, str):
        return PaymentMethod.CREDIT_CARD
    if method.type.endswith("_debit") or method.type in ("us_bank_account", "nz_bank_account"):
        return PaymentMethod.DIRECT_DEBIT
    debit = method.card is not None and method.card.funding == "debit"
    return PaymentMethod.DEBIT_CARD if debit else PaymentMethod.CREDIT_CARD


def moment_of(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def day_of(seconds: int | None) -> date | None:
    """The day in UTC: where the payer's counts, ask for the moment."""
    moment = moment_of(seconds)
    return moment and moment.date()


def open_item(scope_id: str, invoice: SeenInvoice) -> OpenItem | None:
    """An invoice that something is open on, and a draft; None for any other."""
    if invoice.status not in ("open", "draft") or invoice.amount_remaining <= 0:
        return None
    return OpenItem(
        scope_id=scope_id,
        reference=invoice.id,
        number=invoice.number,
        open=money_of(invoice.amount_remaining, invoice.currency),
        due_on=day_of(invoice.due_date) if invoice.collection_method == "send_invoice" else None,
        upcoming=invoice.status == "draft",
    )


def upcoming_item(scope_id: str, preview: SeenInvoice, at: datetime) -> OpenItem | None:
    """What of the next invoice is charged already at this moment: its lines whose time has begun,
    and not those of a period that is still to come."""
    began = [line.amount for line in preview.lines.data if line.period.start <= at.timestamp()]
    if (total := sum(began)) <= 0:
        return None
    return OpenItem(
        scope_id=scope_id,
        reference=f"upcoming:{scope_id}",
        open=money_of(total, preview.currency),
        upcoming=True,
    )


def charges(scope_id: str, invoice: SeenInvoice, since: datetime) -> list[Charge]:
    """What Stripe took by itself for this invoice."""
    if invoice.collection_method != "charge_automatically":
        return []
    return [
        Charge(
            scope_id=scope_id,
            reference=paid.payment.reference,
            amount=money_of(paid.amount_paid or 0, paid.currency),
            at=datetime.fromtimestamp(paid.status_transitions.paid_at, UTC),
        )
        for paid in invoice.payments.data
        if paid.status == "paid"
        and paid.payment.type in ("payment_intent", "charge")
        and paid.status_transitions.paid_at is not None
        and paid.status_transitions.paid_at >= since.timestamp()
    ]


def spent_by_month(invoices: list[SeenInvoice]) -> dict[str, Money]:
    """`YYYY-MM` to what was paid of invoices in it; in one currency, that of the newest."""
    months: dict[str, Money] = {}
    for invoice in sorted(invoices, key=lambda each: each.created, reverse=True):
        moment = invoice.status_transitions.paid_at
        if moment is None or invoice.amount_paid <= 0:
            continue
        month = f"{datetime.fromtimestamp(moment, UTC):%Y-%m}"
        paid = money_of(invoice.amount_paid, invoice.currency)
        before = months.get(month)
        if before is None:
            months[month] = paid
        elif before.currency == paid.currency:
            months[month] = Money(amount=before.amount + paid.amount, currency=paid.currency)
    return months
