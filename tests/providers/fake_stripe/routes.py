"""Which call does what: the paths of Stripe's API that the fake knows."""

import re
from collections.abc import Callable, Iterable
from typing import Any

from tests.providers.fake_stripe import (
    customers,
    giving_back,
    invoices,
    payments,
    subscriptions,
)
from tests.providers.fake_stripe.refusing import Refused
from tests.providers.fake_stripe.store import Object, Store, listed

_KINDS = {
    "customers": "customer",
    "subscriptions": "subscription",
    "invoices": "invoice",
    "credit_notes": "credit_note",
    "payment_records": "payment_record",
    "payment_methods": "payment_method",
    "tax_rates": "tax_rate",
    "events": "event",
}
_EXPANDED = {
    "customer": "customer", "default_payment_method": "payment_method",
    "latest_invoice": "invoice", "invoice": "invoice",
}  # fmt: skip
_MOST = 100


def answered(store: Store, method: str, path: str, form: Object) -> Object:
    """The answer of one call."""
    for verb, pattern, do in _ROUTES:
        if verb == method and (found := re.fullmatch(pattern, path)):
            return expanded(store, do(store, *found.groups(), form), form.get("expand") or [])
    raise Refused(f"Unrecognized request URL ({method}: {path}).", status=404)


def expanded(store: Store, answer: Object, paths: Iterable[str]) -> Object:
    """The answer with the objects in it that were asked for, instead of their ids."""
    for path in paths:
        if path.startswith("data."):
            inner = [expanded(store, each, [path.removeprefix("data.")]) for each in answer["data"]]
            answer = {**answer, "data": inner}
            continue
        name, _, rest = path.partition(".")
        answer = {**answer, name: _one(store, answer, name)}
        if rest and answer[name]:
            answer[name] = expanded(store, answer[name], [rest])
    return answer


def _one(store: Store, answer: Object, name: str) -> Any:
    if name == "payments":
        found = list(store.of("invoice_payment", invoice=answer["id"]))
        return listed(found, "/v1/invoice_payments")
    if name not in _EXPANDED:
        return answer.get(name)
    key = answer[name]
    return store.get(_EXPANDED[name], key) if isinstance(key, str) else key


def _retrieve(kind: str) -> Callable[..., Object]:
    if kind == "event":
        return lambda store, key, form: next(e for e in store.events if e["id"] == key)
    return lambda store, key, form: store.get(kind, key)


def page(found: list[Object], url: str, form: Object) -> Object:
    """A page of what was found, which is in order already."""
    for name, kept in (("gte", int.__ge__), ("gt", int.__gt__), ("lte", int.__le__)):
        if (bound := (form.get("created") or {}).get(name)) is not None:
            found = [each for each in found if kept(each["created"], int(bound))]
    keys = [each["id"] for each in found]
    if after := form.get("starting_after"):
        found = found[keys.index(after) + 1 :]
    if before := form.get("ending_before"):
        found = found[: keys.index(before)]
    most = min(int(form.get("limit", 10)), _MOST)
    shown = found[-most:] if before else found[:most]
    return listed(shown, url, more=len(found) > most)


def _list(kind: str) -> Callable[[Store, Object], Object]:
    def find(store: Store, form: Object) -> Object:
        found = list(store.of(kind))
        for name in ("customer", "status", "invoice", "collection_method"):
            if name in form and form[name] != "all":
                found = [each for each in found if each.get(name) == form[name]]
        if "subscription" in form:
            wanted = form["subscription"]
            found = [each for each in found if invoices.subscription_of(each) == wanted]
        return page(found, f"/v1/{kind}s", form)

    return find


def _list_events(store: Store, form: Object) -> Object:
    wanted = form.get("types") or ([form["type"]] if "type" in form else None)
    found = [each for each in reversed(store.events) if wanted is None or each["type"] in wanted]
    return page(found, "/v1/events", form)


def _create_clock(store: Store, form: Object) -> Object:
    return store.add(
        "clock",
        _clock_kind(),
        created=store.now(),
        deletes_after=store.now() + 30 * 24 * 3600,
        frozen_time=int(form["frozen_time"]),
        name=form.get("name"),
        status="ready",
        status_details={},
    )


def _clock_kind() -> type[Any]:
    from stripe.test_helpers import TestClock

    return TestClock


def _advance(store: Store, key: str, form: Object) -> Object:
    store.get("test_clock", key)
    subscriptions.advance(store, key, int(form["frozen_time"]))
    return store.objects[key]


def _delete_clock(store: Store, key: str, form: Object) -> Object:
    clock = store.objects.pop(key)
    return {"id": clock["id"], "object": clock["object"], "deleted": True}


def _void(store: Store, key: str, form: Object) -> Object:
    return invoices.end(store, key, "void", "invoice.voided", "voided_at")


def _give_up(store: Store, key: str, form: Object) -> Object:
    return invoices.end(
        store, key, "uncollectible", "invoice.marked_uncollectible", "marked_uncollectible_at"
    )


_ID = r"([\w-]+)"
_CLOCKS = "/v1/test_helpers/test_clocks"
_ROUTES: list[tuple[str, str, Callable[..., Object]]] = [
    ("POST", "/v1/customers", customers.create_customer),
    ("POST", f"/v1/customers/{_ID}", customers.update_customer),
    ("POST", f"/v1/customers/{_ID}/tax_ids", customers.create_tax_id),
    ("GET", f"/v1/customers/{_ID}/tax_ids", customers.list_tax_ids),
    ("POST", f"/v1/payment_methods/{_ID}/attach", customers.attach),
    ("POST", "/v1/products", customers.create_product),
    ("POST", "/v1/prices", customers.create_price),
    ("POST", "/v1/subscriptions", subscriptions.create),
    ("POST", f"/v1/subscriptions/{_ID}", subscriptions.update),
    ("DELETE", f"/v1/subscriptions/{_ID}", subscriptions.cancel),
    ("POST", "/v1/invoiceitems", invoices.add_item),
    ("POST", "/v1/invoices/create_preview", subscriptions.preview),
    ("POST", "/v1/invoices", invoices.create),
    ("POST", f"/v1/invoices/{_ID}", invoices.update),
    ("POST", f"/v1/invoices/{_ID}/finalize", invoices.finalize),
    ("POST", f"/v1/invoices/{_ID}/pay", invoices.pay),
    ("POST", f"/v1/invoices/{_ID}/void", _void),
    ("POST", f"/v1/invoices/{_ID}/mark_uncollectible", _give_up),
    ("POST", f"/v1/invoices/{_ID}/attach_payment", payments.attach_payment),
    ("GET", "/v1/invoice_payments",
     lambda store, form: page(payments.list_payments(store, form), "/v1/invoice_payments", form)),
    ("POST", "/v1/payment_records/report_payment", payments.report_payment),
    ("POST", "/v1/credit_notes", giving_back.create_credit_note),
    ("POST", f"/v1/credit_notes/{_ID}/void", giving_back.void_credit_note),
    ("POST", "/v1/refunds", giving_back.create_refund),
    ("GET", "/v1/refunds", giving_back.list_refunds),
    ("POST", "/v1/tax_rates", customers.create_tax_rate),
    ("GET", f"/v1/invoices/{_ID}/lines", invoices.list_lines),
    ("GET", "/v1/events", _list_events),
    ("POST", _CLOCKS, _create_clock),
    ("GET", f"{_CLOCKS}/{_ID}", lambda store, key, form: store.get("test_clock", key)),
    ("POST", f"{_CLOCKS}/{_ID}/advance", _advance),
    ("DELETE", f"{_CLOCKS}/{_ID}", _delete_clock),
    *(("GET", f"/v1/{name}/{_ID}", _retrieve(kind)) for name, kind in _KINDS.items()),
    *(("GET", f"/v1/{name}", _list(kind)) for name, kind in _KINDS.items() if kind != "event"),
]  # fmt: skip
