"""Customers, their tax ids and payment methods, and what is sold to them."""

from typing import Any

import stripe

from tests.providers.fake_stripe.forms import whole
from tests.providers.fake_stripe.refusing import Refused
from tests.providers.fake_stripe.store import Object, Store, listed

_CARDS = {"pm_card_visa": ("visa", "credit"), "pm_card_visa_debit": ("visa", "debit")}


def create_customer(store: Store, form: Object) -> Object:
    if clock := form.get("test_clock"):
        store.get("test_clock", clock)
    made = store.add(
        "cus",
        stripe.Customer,
        created=store.now(clock),
        balance=0,
        name=form.get("name"),
        email=form.get("email"),
        address=form.get("address"),
        metadata=dict(form.get("metadata") or {}),
        invoice_settings=_invoice_settings(form),
        preferred_locales=[],
        tax_exempt="none",
        delinquent=False,
        test_clock=clock,
        next_invoice_sequence=1,
        invoice_prefix=f"F{store.numbers:07}",
    )
    store.numbers += 1
    return made


def _invoice_settings(form: Object) -> Object:
    asked = form.get("invoice_settings") or {}
    return {
        "custom_fields": None,
        "default_payment_method": asked.get("default_payment_method"),
        "footer": None,
        "rendering_options": None,
    }


def update_customer(store: Store, key: str, form: Object) -> Object:
    customer = store.get("customer", key)
    change_metadata(customer, form)
    if "invoice_settings" in form:
        customer["invoice_settings"] = _invoice_settings(form)
    for name in ("name", "email"):
        customer[name] = form.get(name, customer[name])
    store.emit("customer.updated", customer, customer["test_clock"])
    return customer


def change_metadata(about: Object, form: Object) -> None:
    """Values are added and replaced; an empty one takes its name away."""
    for name, value in (form.get("metadata") or {}).items():
        if value == "":
            about["metadata"].pop(name, None)
        else:
            about["metadata"][name] = value


def create_tax_id(store: Store, customer: str, form: Object) -> Object:
    store.get("customer", customer)
    return store.add(
        "txi",
        stripe.TaxId,
        created=store.now(),
        customer=customer,
        country=form["value"][:2],
        type=form["type"],
        value=form["value"],
        owner={"type": "customer", "customer": customer, "account": None, "application": None},
        verification={"status": "pending", "verified_address": None, "verified_name": None},
    )


def list_tax_ids(store: Store, customer: str, form: Object) -> Object:
    store.get("customer", customer)
    return listed(list(store.of("tax_id", customer=customer)), f"/v1/customers/{customer}/tax_ids")


def attach(store: Store, name: str, form: Object) -> Object:
    """Attaching one of Stripe's test cards makes a payment method of the customer's own."""
    customer = store.get("customer", form["customer"])
    if name not in _CARDS:
        raise Refused(f"No such PaymentMethod: '{name}'", status=404, code="resource_missing")
    brand, funding = _CARDS[name]
    return store.add(
        "pm",
        stripe.PaymentMethod,
        created=store.now(),
        customer=customer["id"],
        type="card",
        allow_redisplay="unspecified",
        metadata={},
        billing_details={
            "address": None, "email": None, "name": None, "phone": None, "tax_id": None,
        },
        card={
            "brand": brand, "checks": None, "country": "US", "display_brand": brand,
            "exp_month": 8, "exp_year": 2034, "fingerprint": None, "funding": funding,
            "generated_from": None, "last4": "4242", "networks": None,
            "regulated_status": "unregulated", "three_d_secure_usage": None, "wallet": None,
        },
    )  # fmt: skip


def create_tax_rate(store: Store, form: Object) -> Object:
    return store.add(
        "txr",
        stripe.TaxRate,
        active=True,
        created=store.now(),
        display_name=form["display_name"],
        inclusive=False,
        metadata={},
        percentage=float(form["percentage"]),
        rate_type="percentage",
    )


def create_product(store: Store, form: Object) -> Object:
    return store.add(
        "prod",
        stripe.Product,
        active=True,
        created=store.now(),
        updated=store.now(),
        images=[],
        marketing_features=[],
        metadata={},
        name=form["name"],
        type="service",
    )


def create_price(store: Store, form: Object) -> Object:
    every = form["recurring"]["interval"]
    amount = whole(form["unit_amount"])
    recurring: dict[str, Any] = {
        "interval": every, "interval_count": 1, "meter": None, "trial_period_days": None,
        "usage_type": "licensed",
    }  # fmt: skip
    return store.add(
        "price",
        stripe.Price,
        active=True,
        billing_scheme="per_unit",
        created=store.now(),
        currency=form["currency"],
        metadata={},
        product=form["product"],
        recurring=recurring,
        tax_behavior="unspecified",
        type="recurring",
        unit_amount=amount,
        unit_amount_decimal=str(amount),
    )
