"""Subscriptions: how they are collected, and what they bill at the end of each period."""

import calendar
from datetime import UTC, datetime

import stripe

from tests.providers.fake_stripe import invoices
from tests.providers.fake_stripe.customers import change_metadata, create_price
from tests.providers.fake_stripe.forms import flag, whole
from tests.providers.fake_stripe.refusing import Refused
from tests.providers.fake_stripe.store import Object, Store, blank, listed

_UNTIL_FINAL = 3600
"""How long an invoice of a new period stays a draft, in seconds."""


def create(store: Store, form: Object) -> Object:
    customer = store.get("customer", form["customer"])
    clock = customer["test_clock"]
    now = store.now(clock)
    method = form.get("collection_method", "charge_automatically")
    days = whole(form.get("days_until_due"))
    _fitting(method, days)
    made = store.add(
        "sub",
        stripe.Subscription,
        automatic_tax={"disabled_reason": None, "enabled": False, "liability": None},
        billing_cycle_anchor=now,
        billing_mode={"type": "flexible", "flexible": None},
        billing_schedules=[],
        cancel_at_period_end=False,
        collection_method=method,
        created=now,
        currency="",
        customer=customer["id"],
        days_until_due=days,
        default_payment_method=form.get("default_payment_method"),
        default_tax_rates=[],
        discounts=[],
        invoice_settings={"account_tax_ids": None, "issuer": {"type": "self"}},
        metadata=dict(form.get("metadata") or {}),
        payment_settings={
            "payment_method_options": None, "payment_method_types": None,
            "save_default_payment_method": "off",
        },
        start_date=now,
        status="active",
        test_clock=clock,
        trial_settings={"end_behavior": {"missing_payment_method": "create_invoice"}},
    )  # fmt: skip
    made["items"] = listed(
        [_item(store, made, each) for each in form["items"]], f"/v1/subscription_items?{made['id']}"
    )
    made["currency"] = made["items"]["data"][0]["price"]["currency"]
    store.emit("customer.subscription.created", made, clock)
    _invoice_period(store, made, "subscription_create", now)
    return made


def _item(store: Store, subscription: Object, form: Object) -> Object:
    if "price_data" in form:
        price = create_price(store, form["price_data"])
    else:
        price = store.get("price", form["price"])
    start = subscription["created"]
    shared = ("active", "billing_scheme", "created", "currency", "metadata", "product")
    return blank(
        stripe.SubscriptionItem,
        id=f"si_{price['id'][6:]}",
        created=start,
        current_period_start=start,
        current_period_end=_month_later(start),
        discounts=[],
        metadata={},
        plan=blank(
            stripe.Plan,
            **{name: price[name] for name in shared},
            id=price["id"],
            amount=price["unit_amount"],
            amount_decimal=price["unit_amount_decimal"],
            interval=price["recurring"]["interval"],
            interval_count=1,
            usage_type="licensed",
        ),
        price=price,
        quantity=whole(form.get("quantity")) or 1,
        subscription=subscription["id"],
        tax_rates=[],
    )


def _month_later(moment: int) -> int:
    day = datetime.fromtimestamp(moment, UTC)
    year, month = day.year + day.month // 12, day.month % 12 + 1
    last = calendar.monthrange(year, month)[1]
    return int(day.replace(year=year, month=month, day=min(day.day, last)).timestamp())


def _fitting(method: object, days: int | None) -> None:
    if method == "send_invoice" and days is None:
        raise Refused(
            "If you set `collection_method` to `send_invoice`, you must also pass"
            " `days_until_due`.",
            param="days_until_due",
        )
    if method == "charge_automatically" and days:
        raise Refused(
            "You cannot set `days_until_due` where `collection_method` is `charge_automatically`.",
            param="days_until_due",
        )


def update(store: Store, key: str, form: Object) -> Object:
    subscription = store.get("subscription", key)
    if subscription["status"] == "canceled":
        raise Refused("A canceled subscription can only update its cancellation_details.")
    method = form.get("collection_method", subscription["collection_method"])
    days = whole(form.get("days_until_due"))
    if days is None and method == subscription["collection_method"]:
        days = subscription["days_until_due"]
    _fitting(method, days)
    subscription["collection_method"], subscription["days_until_due"] = method, days
    if "pause_collection" in form:
        asked = form["pause_collection"]
        resumes = whole(asked.get("resumes_at")) if asked else None
        subscription["pause_collection"] = (
            {"behavior": asked["behavior"], "resumes_at": resumes} if asked else None
        )
    if "cancel_at_period_end" in form:
        subscription["cancel_at_period_end"] = flag(form["cancel_at_period_end"])
    if "default_payment_method" in form:
        subscription["default_payment_method"] = form["default_payment_method"] or None
    change_metadata(subscription, form)
    store.emit("customer.subscription.updated", subscription, subscription["test_clock"])
    return subscription


def cancel(store: Store, key: str, form: Object) -> Object:
    subscription = store.get("subscription", key)
    now = store.now(subscription["test_clock"])
    subscription.update(status="canceled", canceled_at=now, ended_at=now)
    store.emit("customer.subscription.deleted", subscription, subscription["test_clock"])
    return subscription


def preview(store: Store, form: Object) -> Object:
    """What the next period will bill."""
    subscription = store.get("subscription", form["subscription"])
    if subscription["status"] == "canceled":
        raise Refused(
            "You cannot preview the upcoming invoice for a canceled subscription.",
            status=404,
            code="invoice_upcoming_none",
        )
    shown = invoices.drafted(store, subscription, "upcoming", _next_start(subscription))
    shown["id"] = f"upcoming_in_{subscription['id'][4:]}"
    return shown


def _next_start(subscription: Object) -> int:
    return int(subscription["items"]["data"][0]["current_period_end"])


def _invoice_period(store: Store, subscription: Object, reason: str, start: int) -> Object:
    made = invoices.keep(store, invoices.drafted(store, subscription, reason, start))
    subscription["latest_invoice"] = made["id"]
    if paused := subscription["pause_collection"]:
        made["auto_advance"] = False
        if paused["behavior"] == "void":
            made["status"] = "void"
    elif reason == "subscription_create":
        invoices.finalize(store, made["id"], {})
    else:
        made["automatically_finalizes_at"] = start + _UNTIL_FINAL
    return made


def advance(store: Store, clock: str, to: int) -> None:
    """Lives through everything that is due until then: new periods, final invoices, charges."""
    store.objects[clock]["frozen_time"] = to
    for subscription in list(store.of("subscription", test_clock=clock)):
        while subscription["status"] == "active" and _next_start(subscription) <= to:
            start = _next_start(subscription)
            for item in subscription["items"]["data"]:
                item["current_period_start"] = start
                item["current_period_end"] = _month_later(start)
            _invoice_period(store, subscription, "subscription_cycle", start)
    for invoice in list(store.of("invoice", status="draft", test_clock=clock)):
        final = invoice["automatically_finalizes_at"]
        if invoice["auto_advance"] and final is not None and final <= to:
            invoices.finalize(store, invoice["id"], {})
