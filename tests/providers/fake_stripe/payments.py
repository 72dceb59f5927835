"""Money that did not come through Stripe, and what was paid of invoices."""

import secrets
from typing import Any

import stripe

from tests.providers.fake_stripe import invoices
from tests.providers.fake_stripe.refusing import Refused
from tests.providers.fake_stripe.store import Object, Store

_AMOUNTS = ("authorized", "canceled", "failed", "refunded")


def report_payment(store: Store, form: Object) -> Object:
    """A payment record: money that another processor, or a bank, has."""
    currency, value = form["amount_requested"]["currency"], int(form["amount_requested"]["value"])
    nothing = {"currency": currency, "value": 0}
    amount = {"currency": currency, "value": value}
    details = form["payment_method_details"]
    empty: dict[str, Any] = {
        "address": None, "email": None, "name": None, "phone": None,
    }  # fmt: skip
    return store.add(
        "pr",
        stripe.PaymentRecord,
        amount=amount,
        **{f"amount_{each}": nothing for each in _AMOUNTS},
        amount_guaranteed=amount,
        amount_requested=amount,
        created=store.now(),
        customer_details={
            "customer": None, "email": None, "name": None, "phone": None,
            **(form.get("customer_details") or {}),
        },
        customer_presence="off_session",
        description=form.get("description"),
        metadata=dict(form.get("metadata") or {}),
        payment_method_details={
            "billing_details": empty,
            "custom": {"display_name": details["custom"]["display_name"], "type": None},
            "payment_method": None,
            "type": "custom",
        },
        processor_details={
            "type": "custom",
            "custom": {
                "payment_reference": form["processor_details"]["custom"]["payment_reference"],
            },
        },
        reported_by="self",
    )  # fmt: skip


def attach_payment(store: Store, key: str, form: Object) -> Object:
    invoice = store.get("invoice", key)
    record = store.get("payment_record", form["payment_record"])
    if invoice["status"] not in ("open", "uncollectible"):
        raise Refused(
            f"Payments can only be attached to open invoices; this is {invoice['status']}"
        )
    if any(each["payment"].get("payment_record") == record["id"]
           for each in store.of("invoice_payment")):  # fmt: skip
        raise Refused("This payment record is attached to an invoice already.")
    payment = {"type": "payment_record", "payment_record": record["id"]}
    return invoices.settle(store, invoice, record["amount"]["value"], payment)


def pay_together(store: Store, *keys: str) -> str:
    """One payment of all that is open of several invoices: which is attached to each of them."""
    intent = f"pi_{secrets.token_hex(8)}"
    for key in keys:
        invoice, payment = store.get("invoice", key), {"payment_intent": intent}
        invoices.settle(
            store, invoice, invoice["amount_remaining"], {"type": "payment_intent", **payment}
        )
    return intent


def list_payments(store: Store, form: Object) -> list[Object]:
    found = list(store.of("invoice_payment"))
    if "invoice" in form:
        found = [each for each in found if each["invoice"] == form["invoice"]]
    if "payment" in form:
        wanted = form["payment"]["payment_intent"]
        found = [each for each in found if each["payment"].get("payment_intent") == wanted]
    return found
