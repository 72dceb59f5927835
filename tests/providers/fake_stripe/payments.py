"""Money that did not come through Stripe, and credit notes."""

import secrets
from typing import Any

import stripe

from tests.providers.fake_stripe import invoices
from tests.providers.fake_stripe.forms import whole
from tests.providers.fake_stripe.refusing import Refused
from tests.providers.fake_stripe.store import Object, Store, blank, listed

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


def list_payments(store: Store, form: Object) -> list[Object]:
    found = list(store.of("invoice_payment"))
    if "invoice" in form:
        found = [each for each in found if each["invoice"] == form["invoice"]]
    return found


def create_credit_note(store: Store, form: Object) -> Object:
    invoice = store.get("invoice", form["invoice"])
    if invoice["status"] not in ("open", "paid", "uncollectible"):
        raise Refused(f"Invoices that are {invoice['status']} cannot be credited.")
    amount = int(form["amount"])
    credited = sum(
        each["amount"] for each in store.of("credit_note", invoice=invoice["id"])
        if each["status"] == "issued"
    )  # fmt: skip
    if amount <= 0 or credited + amount > invoice["total"]:
        raise Refused("The credit notes would come to more than the invoice.", param="amount")
    before = min(amount, invoice["amount_remaining"])
    outside = whole(form.get("out_of_band_amount")) or 0
    if outside + (whole(form.get("credit_amount")) or 0) != amount - before:
        raise Refused(
            "The sum of refund, credit and out of band amounts must equal what was paid already.",
            param="out_of_band_amount",
        )
    made = store.add(
        "cn",
        stripe.CreditNote,
        amount=amount,
        amount_shipping=0,
        created=store.now(invoice["test_clock"]),
        currency=invoice["currency"],
        customer=invoice["customer"],
        discount_amount=0,
        discount_amounts=[],
        effective_at=store.now(invoice["test_clock"]),
        invoice=invoice["id"],
        memo=form.get("memo"),
        metadata=dict(form.get("metadata") or {}),
        number=f"{invoice['number']}-CN-{secrets.token_hex(2)}",
        out_of_band_amount=outside or None,
        pdf="https://invoice.example/credit_note/pdf",
        post_payment_amount=amount - before,
        pre_payment_amount=before,
        pretax_credit_amounts=[],
        reason=form.get("reason"),
        refunds=[],
        status="issued",
        subtotal=amount,
        subtotal_excluding_tax=amount,
        total=amount,
        total_excluding_tax=amount,
        total_taxes=[],
        type="mixed" if 0 < before < amount else "pre_payment" if before else "post_payment",
    )
    line = blank(
        stripe.CreditNoteLineItem,
        id=f"cnli_{secrets.token_hex(8)}", amount=amount, discount_amount=0, discount_amounts=[],
        pretax_credit_amounts=[], tax_rates=[], type="custom_line_item", description=made["memo"],
        quantity=1, unit_amount=amount, unit_amount_decimal=str(amount), taxes=[],
    )  # fmt: skip
    made["lines"] = listed([line], f"/v1/credit_notes/{made['id']}/lines")
    invoice["amount_remaining"] -= before
    invoice["amount_due"] -= before
    invoice["pre_payment_credit_notes_amount"] += before
    invoice["post_payment_credit_notes_amount"] += amount - before
    store.emit("credit_note.created", made, invoice["test_clock"])
    if invoice["status"] == "open" and invoice["amount_remaining"] == 0:
        invoices.paid(store, invoice)
    return made
