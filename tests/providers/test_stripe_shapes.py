"""What the fake answers has the fields that the types of Stripe's own package have, and none that
they do not."""

import inspect
from typing import Any, ForwardRef, get_args

import pytest
import stripe
from stripe.test_helpers import TestClock as Clock

from adapters.providers.stripe.calling import API_VERSION
from adapters.providers.stripe.reading import ACCOUNT
from tests.providers.fake_stripe.routes import answered
from tests.providers.fake_stripe.store import Object, Store


def told_apart(kind: type[Any], answer: Object, where: str) -> list[str]:
    """Fields that the type does not have, and those that it always has and are missing."""
    fields = _fields(kind)
    problems = [f"{where}.{name} is no field" for name in answer if name not in fields]
    problems += [
        f"{where}.{name} is missing"
        for name, annotation in fields.items()
        if type(None) not in get_args(annotation)
        and not str(annotation).startswith("typing.ClassVar")
        and name not in answer
    ]
    for name, value in answer.items():
        inner = _kind_of(kind, fields.get(name))
        for number, each in enumerate(value if isinstance(value, list) else [value]):
            if inner is not None and isinstance(each, dict):
                problems += told_apart(inner, each, f"{where}.{name}[{number}]")
    if answer.get("object") == "list":
        for number, each in enumerate(answer["data"]):
            problems += told_apart(KINDS[each["object"]], each, f"{where}[{number}]")
    return problems


def _fields(kind: type[Any]) -> dict[str, Any]:
    named = {"object": str} if kind is stripe.ListObject else {}
    return {**inspect.get_annotations(kind), **named}


def _kind_of(owner: type[Any], annotation: Any) -> type[Any] | None:
    """The class of Stripe's that a value of this annotation is, if it is one."""
    name = annotation.__forward_arg__ if isinstance(annotation, ForwardRef) else annotation
    if isinstance(name, str):
        return getattr(stripe, name, None)
    origin = getattr(annotation, "__origin__", None)
    if inspect.isclass(origin) and issubclass(origin, stripe.StripeObject):
        return origin if origin is stripe.ListObject else None
    if inspect.isclass(annotation) and issubclass(annotation, stripe.StripeObject):
        return annotation
    found = [_kind_of(owner, each) for each in get_args(annotation)]
    return next((each for each in found if each is not None), None)


KINDS: dict[str, type[Any]] = {
    kind.OBJECT_NAME: kind
    for kind in (
        stripe.Customer, stripe.TaxId, stripe.PaymentMethod, stripe.Product, stripe.Price,
        stripe.Plan, stripe.Subscription, stripe.SubscriptionItem, stripe.Invoice,
        stripe.InvoiceItem, stripe.InvoiceLineItem, stripe.InvoicePayment, stripe.PaymentRecord,
        stripe.CreditNote, stripe.CreditNoteLineItem, stripe.Event, Clock, stripe.ListObject,
        stripe.Refund, stripe.TaxRate,
    )
}  # fmt: skip


class Told:
    """The fake, asked directly; keeps what each call answered."""

    def __init__(self) -> None:
        self.store = Store()
        self.answers: list[tuple[str, Object]] = []

    def __call__(self, method: str, path: str, **form: Any) -> Object:
        answer = answered(self.store, method, path, form)
        self.answers.append((f"{method} {path}", answer))
        return answer


@pytest.fixture
def told() -> Told:
    """A life of a customer with all that the fake can do."""
    told = Told()
    clock = told("POST", "/v1/test_helpers/test_clocks", frozen_time="1790000000")["id"]
    customer = told(
        "POST", "/v1/customers", name="Contoso BV", metadata={ACCOUNT: "1"}, test_clock=clock
    )["id"]
    told("POST", f"/v1/customers/{customer}/tax_ids", type="eu_vat", value="NL123456789B01")
    told("GET", f"/v1/customers/{customer}/tax_ids")
    card = told("POST", "/v1/payment_methods/pm_card_visa/attach", customer=customer)["id"]
    product = told("POST", "/v1/products", name="Cloud")["id"]
    price = {
        "currency": "eur", "product": product, "unit_amount": "1000",
        "recurring": {"interval": "month"},
    }  # fmt: skip
    subscription = told(
        "POST",
        "/v1/subscriptions",
        customer=customer,
        default_payment_method=card,
        items=[{"price": told("POST", "/v1/prices", **price)["id"]}],
    )["id"]
    here = f"/v1/subscriptions/{subscription}"
    told("GET", here, expand=["customer", "default_payment_method", "latest_invoice"])
    told("POST", here, pause_collection={"behavior": "keep_as_draft"})
    told("POST", here, collection_method="send_invoice", days_until_due="30", pause_collection="")
    rate = told("POST", "/v1/tax_rates", display_name="VAT", percentage="21", inclusive="false")
    told("GET", f"/v1/tax_rates/{rate['id']}")
    told(
        "POST",
        "/v1/invoiceitems",
        customer=customer,
        subscription=subscription,
        quantity="2",
        unit_amount_decimal="250",
        tax_rates=[rate["id"]],
    )
    told("POST", "/v1/invoices/create_preview", subscription=subscription)
    told("POST", f"/v1/test_helpers/test_clocks/{clock}/advance", frozen_time="1793000000")
    invoice = told("GET", "/v1/invoices", subscription=subscription, status="open")["data"][0]["id"]
    note = told("POST", "/v1/credit_notes", invoice=invoice, amount="100", memo="goodwill")
    told("POST", f"/v1/credit_notes/{note['id']}/void")
    told("GET", f"/v1/invoices/{invoice}/lines")
    record = told(
        "POST",
        "/v1/payment_records/report_payment",
        amount_requested={"currency": "eur", "value": "400"},
        payment_method_details={"type": "custom", "custom": {"display_name": "Bank transfer"}},
        processor_details={"type": "custom", "custom": {"payment_reference": "BANK-1"}},
    )["id"]
    told("POST", f"/v1/invoices/{invoice}/attach_payment", payment_record=record)
    told("GET", f"/v1/invoices/{invoice}", expand=["payments"])
    told("POST", f"/v1/invoices/{invoice}/mark_uncollectible")
    told("POST", f"/v1/invoices/{invoice}/pay", paid_out_of_band="true")
    charged = told("POST", "/v1/invoices", subscription=subscription)["id"]
    told("POST", "/v1/invoiceitems", customer=customer, subscription=subscription, amount="900")
    charged = told("POST", "/v1/invoices", subscription=subscription)["id"]
    told("POST", f"/v1/invoices/{charged}/finalize")
    paid = told("GET", "/v1/invoice_payments", invoice=charged)["data"][0]["payment"]
    told("POST", "/v1/refunds", payment_intent=paid["payment_intent"], amount="100")
    told("GET", "/v1/refunds", payment_intent=paid["payment_intent"])
    told("POST", "/v1/credit_notes", invoice=charged, amount="200", refund_amount="200")
    told("POST", "/v1/credit_notes", invoice=charged, amount="200", credit_amount="200")
    for kind in ("customers", "invoices", "credit_notes", "invoice_payments", "events"):
        told("GET", f"/v1/{kind}", limit="100")
    return told


def test_each_answer_has_the_fields_of_its_type(told: Told) -> None:
    problems = [
        problem
        for call, answer in told.answers
        for problem in told_apart(KINDS[answer["object"]], answer, call)
    ]
    assert sorted(set(problems)) == []
    assert {answer["object"] for _, answer in told.answers} >= KINDS.keys() - {
        *("plan", "subscription_item", "line_item", "invoice_payment"),
        *("credit_note_line_item", "event"),
    }


def test_a_field_that_there_is_not_and_one_that_is_missing_are_found() -> None:
    store = Store()
    answer = answered(store, "POST", "/v1/products", {"name": "Cloud"})
    answer["nmae"] = answer.pop("name")
    assert told_apart(stripe.Product, answer, "product") == [
        "product.nmae is no field",
        "product.name is missing",
    ]


def test_the_version_that_is_asked_for_is_the_one_of_these_types() -> None:
    assert stripe.api_version == API_VERSION
