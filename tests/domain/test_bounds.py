"""Every field that a person fills in is bounded, and says so for itself; what was stored before is
read all the same."""

import json
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

import pytest
from pydantic import AwareDatetime, BaseModel, ValidationError

from application.accounts import operations as of_accounts
from console.api import bodies
from domain.bank import operations as of_entries
from domain.erasure import operations as of_erasures
from domain.errors import InvalidFile
from domain.field_problems import problems_of
from domain.forms.draft_size import MOST_CHARACTERS
from domain.forms.form import RequestForm
from domain.invoices import operations as of_invoices
from domain.invoices.messages import IssueInvoice, RecordPayment
from domain.invoices.new.new_invoice import NewInvoice
from domain.letters import operations as of_letters
from domain.limits import operations as of_limits
from domain.operations.messages import Message
from domain.requests import messages, operations
from domain.values.money import Money

FILLED_IN: tuple[type[BaseModel], ...] = (
    *(each.message for each in operations.OPERATIONS),
    *(each.message for each in of_invoices.OPERATIONS),
    *(each.message for each in of_accounts.OPERATIONS),
    *(
        each
        for each in vars(bodies).values()
        if isinstance(each, type) and BaseModel in each.__mro__
    ),
    *(each.message for each in of_entries.OPERATIONS),
    *(each.message for each in of_limits.OPERATIONS),
    *(each.message for each in of_letters.OPERATIONS),
    *(each.message for each in of_erasures.OPERATIONS),
    messages.OpenRequest,
    IssueInvoice,
    NewInvoice,
    RequestForm,
)
OURS = {"through", "policy", "policy_version", "messages_each_run"}
"""Fields that we fill in: how the sender came in, and what the operators decided."""
OF_ITSELF = (bool, Enum, date, datetime, AwareDatetime)
"""Types that hold no more than they name."""
TOO_LONG, TOO_LARGE = "9" * 250_000, Decimal(10) ** 300
TOO_MANY = 20_001

Path = tuple[str, ...]


def fields_of(model: type[BaseModel], to: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Where each value is filled in, and one that is too much for it."""
    for name, field in model.model_fields.items():
        if name not in OURS:
            yield from values_of(field.annotation, (*to, name))


def values_of(kind: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    origin, args = get_origin(kind), get_args(kind)
    if origin is Annotated:
        yield from values_of(args[0], path)
    elif origin in (Union, UnionType):
        for each in args:
            yield from values_of(each, path)
    elif origin in (tuple, list):
        yield path, ["x"] * TOO_MANY
        for deeper, value in values_of(args[0], ("0",)):
            yield (*path, *deeper), value
    elif origin is dict:
        yield path, {"company": {"name": TOO_LONG}}
    elif kind is Money:
        yield path, {"amount": TOO_LARGE, "currency": "EUR"}
        yield (*path, "amount"), TOO_LONG
        yield (*path, "currency"), TOO_LONG
    elif isinstance(kind, type) and issubclass(kind, BaseModel):
        yield from fields_of(kind, path)
    elif kind in (int, Decimal):
        yield path, int(TOO_LARGE) if kind is int else TOO_LARGE
    elif kind is str:
        yield path, TOO_LONG
    elif kind is not type(None) and not issubclass(kind, OF_ITSELF):
        raise AssertionError(f"a type that no test knows: {kind}")


def given(path: Path, value: Any) -> Any:
    for name in reversed(path):
        value = [value] if name == "0" else {name: value}
    return value


EACH = {
    f"{model.__name__}.{'.'.join(path)}-{type(value).__name__}": (model, path, value)
    for model in dict.fromkeys(FILLED_IN)
    for path, value in fields_of(model)
}


def problem_with(model: type[BaseModel], path: Path, value: Any) -> str | None:
    try:
        model.model_validate(given(path, value))
    except InvalidFile as refused:
        return str(refused.details["problems"][0]["problem"])
    except ValidationError as invalid:
        field = ".".join(path)
        return next((str(e["problem"]) for e in problems_of(invalid) if e["field"] == field), None)
    return None


@pytest.mark.parametrize("each", EACH)
def test_too_much_in_a_field_is_refused_in_a_sentence_about_that_field(each: str) -> None:
    said = problem_with(*EACH[each])
    assert said is not None
    assert said.endswith(".")
    assert len(said) < 300


@pytest.mark.parametrize(
    ("model", "stored"),
    [
        (messages.EditDraft, {"draft": {"justification": "x" * 2 * MOST_CHARACTERS}}),
        (messages.Overrule, {"rule": "E" * 500, "reason": "Seen."}),
        (messages.ApproveCredit, {"limit": "1" + "0" * 60}),
        (messages.ReviewDocument, {"document": "d" * 500, "accept": True}),
    ],
)
def test_what_was_taken_before_is_read(model: type[Message], stored: dict[str, Any]) -> None:
    written = json.dumps({"by": "vera", **stored})
    read = model.model_validate_json(written)
    assert json.loads(read.model_dump_json(include={*stored})) == stored


def test_an_amount_has_no_endless_decimals() -> None:
    with pytest.raises(ValidationError, match="out of range"):
        messages.ApproveCredit(by="carl", limit=Decimal(f"1.{'0' * 1000}"))


def test_a_form_that_is_too_long_names_what_makes_it_so() -> None:
    draft = {"order_id": "12", "justification": "x" * MOST_CHARACTERS}
    with pytest.raises(InvalidFile) as refused:
        messages.EditDraft(by="anna", draft=draft)
    (problem,) = refused.value.details["problems"]
    assert problem["field"] == "justification"
    assert problem["code"] == "too_long"
    draft["justification"] = "x" * (MOST_CHARACTERS - 1000)
    assert messages.EditDraft(by="anna", draft=draft).draft == draft


def test_a_payment_names_as_many_invoices_as_a_wire_may_be_for() -> None:
    share = {"number": "A-1"}
    money = {"amount": "1.00", "currency": "EUR"}
    payment = {"by": "paula", "amount": money, "bank_reference": "NL1"}
    assert len(RecordPayment.model_validate({**payment, "shares": [share] * 500}).shares) == 500
