"""Credit notes, and refunds with one or without."""

import secrets

import stripe

from tests.providers.fake_stripe import invoices
from tests.providers.fake_stripe.forms import whole
from tests.providers.fake_stripe.refusing import Refused
from tests.providers.fake_stripe.store import Object, Store, blank, listed


def create_refund(store: Store, form: Object) -> Object:
    """Of a payment; the invoices that it was for stay paid."""
    parts = [
        each
        for each in store.of("invoice_payment")
        if each["payment"].get("payment_intent") == form["payment_intent"]
    ]
    if not parts:
        raise Refused("No such payment_intent.", status=404, code="resource_missing")
    paid = sum(each["amount_paid"] for each in parts)
    before = sum(
        each["amount"]
        for each in store.of("refund", payment_intent=form["payment_intent"])
        if each["status"] in ("succeeded", "pending")
    )
    amount = whole(form.get("amount")) or paid - before
    if amount > paid - before:
        raise Refused("Refund amount is greater than unrefunded amount on charge.", param="amount")
    invoice = store.get("invoice", parts[0]["invoice"])
    return _refunded(store, invoice, amount, form["payment_intent"])


def _refunded(store: Store, invoice: Object, amount: int, intent: str) -> Object:
    made = store.add(
        "re",
        stripe.Refund,
        amount=amount,
        created=store.now(invoice["test_clock"]),
        currency=invoice["currency"],
        metadata={},
        payment_intent=intent,
        status="succeeded",
    )
    store.emit("refund.created", made, invoice["test_clock"])
    return made


def fail_refund(store: Store, key: str) -> None:
    """What the customer's bank does days later."""
    refund = store.get("refund", key)
    refund.update(status="failed", failure_reason="expired_or_canceled_card")
    store.emit("refund.failed", refund)


def list_refunds(store: Store, form: Object) -> Object:
    wanted = form.get("payment_intent")
    found = list(store.of("refund", payment_intent=wanted) if wanted else store.of("refund"))
    return listed(found, "/v1/refunds")


def void_credit_note(store: Store, key: str, form: Object) -> Object:
    note = store.get("credit_note", key)
    invoice = store.get("invoice", note["invoice"])
    if note["status"] == "void" or invoice["status"] != "open":
        raise Refused("You can only void credit notes of open invoices.")
    note.update(status="void", voided_at=store.now(invoice["test_clock"]))
    invoice["amount_remaining"] += note["pre_payment_amount"]
    invoice["amount_due"] += note["pre_payment_amount"]
    invoice["pre_payment_credit_notes_amount"] -= note["pre_payment_amount"]
    store.emit("credit_note.voided", note, invoice["test_clock"])
    return note


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
    kept, refunded = (whole(form.get(f"{each}_amount")) or 0 for each in ("credit", "refund"))
    if outside + kept + refunded != amount - before:
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
        customer_balance_transaction=f"cbtxn_{secrets.token_hex(8)}" if kept else None,
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
        refunds=_refunds(store, invoice, refunded),
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


def _refunds(store: Store, invoice: Object, amount: int) -> list[Object]:
    if not amount:
        return []
    paid = next(store.of("invoice_payment", invoice=invoice["id"]))
    made = _refunded(store, invoice, amount, paid["payment"]["payment_intent"])
    return [
        {
            "amount_refunded": amount, "payment_record_refund": None, "refund": made["id"],
            "type": "refund",
        }
    ]  # fmt: skip
