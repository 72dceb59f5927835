"""Invoices: drafts that become final, what is paid of them, and how they end otherwise."""

import secrets
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import stripe

from tests.providers.fake_stripe.customers import change_metadata
from tests.providers.fake_stripe.forms import flag, whole
from tests.providers.fake_stripe.refusing import Refused
from tests.providers.fake_stripe.store import Object, Store, blank, listed

_DAY = 24 * 3600


def drafted(store: Store, subscription: Object, reason: str, start: int) -> Object:
    """An invoice for the period that begins then, with what is pending; not kept yet."""
    key = f"in_{secrets.token_hex(8)}"
    lines = [_line(item, key, subscription, start) for item in subscription["items"]["data"]]
    lines = [*_pending(store, subscription, key), *(lines if reason != "manual" else [])]
    net = sum(line["amount"] for line in lines)
    total = net + sum(tax["amount"] for line in lines for tax in line["taxes"])
    customer = store.get("customer", subscription["customer"])
    method, clock = subscription["collection_method"], subscription["test_clock"]
    days = subscription["days_until_due"] or 0
    return blank(
        stripe.Invoice,
        id=key,
        amount_due=total,
        amount_overpaid=0,
        amount_paid=0,
        amount_remaining=total,
        amount_shipping=0,
        attempt_count=0,
        attempted=False,
        auto_advance=True,
        automatic_tax={
            "disabled_reason": None, "enabled": False, "liability": None, "provider": None,
            "status": None,
        },
        billing_reason=reason,
        collection_method=method,
        created=start if clock else store.now(),
        currency=subscription["currency"],
        customer=customer["id"],
        customer_email=customer["email"],
        customer_name=customer["name"],
        customer_tax_exempt="none",
        customer_tax_ids=[],
        default_tax_rates=[],
        discounts=[],
        due_date=start + days * _DAY if method == "send_invoice" else None,
        issuer={"type": "self"},
        lines=listed(lines, f"/v1/invoices/{key}/lines"),
        metadata={},
        parent={
            "quote_details": None,
            "subscription_details": {"metadata": {}, "subscription": subscription["id"]},
            "type": "subscription_details",
        },
        payment_settings={
            "default_mandate": None, "payment_method_options": None, "payment_method_types": None,
        },
        period_end=start,
        period_start=start,
        post_payment_credit_notes_amount=0,
        pre_payment_credit_notes_amount=0,
        starting_balance=0,
        status="draft",
        status_transitions={
            "finalized_at": None, "marked_uncollectible_at": None, "paid_at": None,
            "voided_at": None,
        },
        subtotal=net,
        subtotal_excluding_tax=net,
        test_clock=clock,
        total=total,
        total_discount_amounts=[],
        total_excluding_tax=net,
        total_pretax_credit_amounts=[],
        total_taxes=[],
        webhooks_delivered_at=None,
    )  # fmt: skip


def _line(item: Object, invoice: str, subscription: Object, start: int) -> Object:
    amount = item["price"]["unit_amount"] * item["quantity"]
    length = item["current_period_end"] - item["current_period_start"]
    return _invoiced(invoice, subscription, amount, "Subscription", start, start + length)


def _invoiced(
    invoice: str, subscription: Object, amount: int, what: str, start: int, end: int
) -> Object:
    return blank(
        stripe.InvoiceLineItem,
        id=f"il_{secrets.token_hex(8)}",
        amount=amount,
        currency=subscription["currency"],
        description=what,
        discount_amounts=[],
        discountable=True,
        discounts=[],
        invoice=invoice,
        metadata={},
        period={"start": start, "end": end},
        pretax_credit_amounts=[],
        quantity=1,
        subscription=subscription["id"],
        subtotal=amount,
        taxes=[],
    )


def _pending(store: Store, subscription: Object, invoice: str) -> list[Object]:
    """What was added to the next invoice: used already, and not billed yet."""
    lines = []
    for each in _items(store, subscription["id"]):
        line = _invoiced(
            invoice, subscription, each["amount"], each["description"] or "",
            each["period"]["start"], each["period"]["end"],
        )  # fmt: skip
        line["quantity"], line["quantity_decimal"] = each["quantity"], each["quantity_decimal"]
        if each["pricing"]:
            line["pricing"] = each["pricing"]
        line["taxes"] = [_taxed(store.get("tax_rate", key), line) for key in each["tax_rates"]]
        lines.append(line)
    return lines


def _taxed(rate: Object, line: Object) -> Object:
    reason = "standard_rated" if rate["percentage"] else "reverse_charge"
    return {
        "amount": round(line["amount"] * rate["percentage"] / 100),
        "tax_behavior": "exclusive",
        "tax_rate_details": {"tax_rate": rate["id"]},
        "taxability_reason": reason,
        "taxable_amount": line["amount"],
        "type": "tax_rate_details",
    }


def list_lines(store: Store, key: str, form: Object) -> Object:
    return listed(store.get("invoice", key)["lines"]["data"], f"/v1/invoices/{key}/lines")


def _items(store: Store, subscription: str) -> Iterator[Object]:
    for each in store.of("invoiceitem", invoice=None):
        if subscription_of(each) == subscription:
            yield each


def keep(store: Store, made: Object) -> Object:
    """It is an invoice now, and nothing on it is pending any more."""
    store.objects[made["id"]] = made
    for each in list(_items(store, subscription_of(made))):
        each["invoice"] = made["id"]
    store.emit("invoice.created", made, made["test_clock"])
    return made


def create(store: Store, form: Object) -> Object:
    """An invoice by hand, of what is pending for a subscription."""
    subscription = store.get("subscription", form["subscription"])
    made = drafted(store, subscription, "manual", store.now(subscription["test_clock"]))
    method = form.get("collection_method", "charge_automatically")
    days = whole(form.get("days_until_due"))
    made["collection_method"] = method
    made["due_date"] = made["created"] + (days or 0) * _DAY if method == "send_invoice" else None
    made["auto_advance"] = flag(form.get("auto_advance"))
    return keep(store, made)


def add_item(store: Store, form: Object) -> Object:
    subscription = store.get("subscription", form["subscription"])
    now = store.now(subscription["test_clock"])
    quantity = whole(form.get("quantity")) or 1
    unit = form.get("unit_amount_decimal") or str(Decimal(form["amount"]) / quantity)
    amount = int((Decimal(unit) * quantity).to_integral_value(ROUND_HALF_UP))
    period = form.get("period") or {"start": now, "end": now}
    return store.add(
        "ii",
        stripe.InvoiceItem,
        amount=amount,
        currency=form.get("currency", subscription["currency"]),
        customer=subscription["customer"],
        date=now,
        description=form.get("description"),
        discountable=True,
        discounts=[],
        metadata={},
        net_amount=amount,
        period={name: int(moment) for name, moment in period.items()},
        pricing={
            "price_details": None,
            "type": "price_details",
            "unit_amount_decimal": unit,
        },
        proration=False,
        quantity=quantity,
        quantity_decimal=str(quantity),
        parent={
            "type": "subscription_details",
            "subscription_details": {"subscription": subscription["id"], "subscription_item": None},
        },
        tax_rates=form.get("tax_rates") or [],
        test_clock=subscription["test_clock"],
    )


def update(store: Store, key: str, form: Object) -> Object:
    invoice = store.get("invoice", key)
    fixed = {"collection_method", "days_until_due", "due_date"} & form.keys()
    if fixed and invoice["status"] != "draft":
        raise Refused(f"Finalized invoices can't be updated in this way: {', '.join(fixed)}")
    change_metadata(invoice, form)
    if "auto_advance" in form:
        invoice["auto_advance"] = flag(form["auto_advance"])
    if "collection_method" in form:
        invoice["collection_method"] = form["collection_method"]
    if (days := whole(form.get("days_until_due"))) is not None:
        invoice["due_date"] = store.now(invoice["test_clock"]) + days * _DAY
    store.emit("invoice.updated", invoice, invoice["test_clock"])
    return invoice


def finalize(store: Store, key: str, form: Object) -> Object:
    invoice = store.get("invoice", key)
    if invoice["status"] != "draft":
        raise Refused("This invoice is already finalized, you can't re-finalize a non-draft.")
    clock = invoice["test_clock"]
    customer = store.get("customer", invoice["customer"])
    number = customer["next_invoice_sequence"]
    customer["next_invoice_sequence"] = number + 1
    invoice.update(
        status="open",
        number=f"{customer['invoice_prefix']}-{number:04}",
        effective_at=store.now(clock),
        ending_balance=0,
        hosted_invoice_url=f"https://invoice.example/{key}",
        invoice_pdf=f"https://invoice.example/{key}/pdf",
    )
    invoice["status_transitions"]["finalized_at"] = store.now(clock)
    store.emit("invoice.finalized", invoice, clock)
    if invoice["total"] == 0:
        paid(store, invoice)
        return invoice
    if invoice["collection_method"] == "charge_automatically":
        return collect(store, invoice)
    store.emit("invoice.sent", invoice, clock)
    return invoice


def collect(store: Store, invoice: Object) -> Object:
    """Charges the payment method."""
    subscription = store.get("subscription", subscription_of(invoice))
    customer = store.get("customer", invoice["customer"])
    method = (
        subscription["default_payment_method"]
        or (customer["invoice_settings"]["default_payment_method"])
    )
    invoice.update(attempted=True, attempt_count=invoice["attempt_count"] + 1)
    if method is None:
        store.emit("invoice.payment_failed", invoice, invoice["test_clock"])
        return invoice
    intent = f"pi_{secrets.token_hex(8)}"
    return settle(
        store, invoice, invoice["amount_remaining"], {"type": "payment_intent",
        "payment_intent": intent},
    )  # fmt: skip


def subscription_of(invoice: Object) -> str:
    """Of an invoice, or of what is to be on one."""
    return str(invoice["parent"]["subscription_details"]["subscription"])


def settle(store: Store, invoice: Object, amount: int, payment: dict[str, Any]) -> Object:
    now, clock = store.now(invoice["test_clock"]), invoice["test_clock"]
    made = store.add(
        "inpay",
        stripe.InvoicePayment,
        amount_paid=amount,
        amount_requested=amount,
        created=now,
        currency=invoice["currency"],
        invoice=invoice["id"],
        is_default=payment["type"] == "payment_intent",
        payment=payment,
        status="paid",
        status_transitions={"canceled_at": None, "paid_at": now},
    )
    invoice["amount_paid"] += amount
    over = max(0, amount - invoice["amount_remaining"])
    invoice["amount_overpaid"] += over
    invoice["amount_remaining"] -= amount - over
    store.emit("invoice_payment.paid", made, clock)
    if invoice["amount_remaining"] == 0:
        paid(store, invoice)
    return invoice


def paid(store: Store, invoice: Object) -> None:
    invoice["status"] = "paid"
    invoice["auto_advance"] = False
    invoice["status_transitions"]["paid_at"] = store.now(invoice["test_clock"])
    store.emit("invoice.paid", invoice, invoice["test_clock"])


def pay(store: Store, key: str, form: Object) -> Object:
    invoice = store.get("invoice", key)
    if invoice["status"] == "paid":
        raise Refused("Invoice is already paid", code="invoice_already_paid")
    if invoice["status"] not in ("open", "uncollectible"):
        raise Refused(f"This invoice is {invoice['status']} and cannot be paid.")
    if flag(form.get("paid_out_of_band")):
        amount = invoice["amount_remaining"]
        invoice.update(amount_paid=invoice["amount_paid"] + amount, amount_remaining=0)
        paid(store, invoice)
        return invoice
    return collect(store, invoice)


def end(store: Store, key: str, status: str, event: str, moment: str) -> Object:
    """Void, or uncollectible."""
    invoice = store.get("invoice", key)
    if invoice["status"] not in ("open", "uncollectible") or invoice["status"] == status:
        raise Refused(f"This invoice is {invoice['status']}: it cannot become {status}.")
    invoice["status"] = status
    invoice["auto_advance"] = False
    invoice["status_transitions"][moment] = store.now(invoice["test_clock"])
    if status == "void":
        invoice["amount_remaining"] = 0
    store.emit(event, invoice, invoice["test_clock"])
    return invoice
