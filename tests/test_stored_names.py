"""Names that stored data depends on, held literally against the code, in `stored_names.yaml`.

Data that is stored has them: workflow histories, the ledger's rows, letters that wait, keys that
callers use again. A new name is one more line there.
"""

import json
from collections.abc import Iterator, Mapping
from enum import StrEnum

import pytest
import yaml
from pydantic import BaseModel
from pydantic_core import to_jsonable_python

import adapters
import application
import domain
from adapters.ledger.stored_states import ChargeState
from application.ports.letters import DeliveryState
from domain.accounts.account import AccountKind, Cloud, ScopeKind
from domain.errors import DomainError
from domain.forms.documents import LegalForm
from domain.forms.form import CurrentMethod, CustomerStatus, Language, PreferredContact
from domain.invoices.allocation.receivables import Lowering, PaymentChange
from domain.invoices.facts import FactCode, IdKind, SkipReason
from domain.invoices.happenings import EventKind
from domain.invoices.lifecycle import InvoiceTrigger
from domain.invoices.operations import OPERATIONS as INVOICE_OPERATIONS
from domain.invoices.parts import AdjustmentKind, DisputeState, StepOutcome, Undoing, WireState
from domain.people.access_events import AccessEvent
from domain.requests.deadlines import Alarm
from domain.requests.lifecycle import Trigger
from domain.requests.obstacles import Why
from domain.requests.operations import OPERATIONS as REQUEST_OPERATIONS
from domain.rules.rule import Rule
from domain.signing_in.sessions import SignInMethod
from domain.values.brief import Brief
from settings import Settings
from tests.naming import ROOT
from tests.stored_types import (
    activity_definitions,
    modules_of,
    patches,
    places,
    within,
    workflow_definitions,
)
from workflows.attributes import ALL

STORED: dict[str, list[str]] = yaml.safe_load(
    (ROOT / "tests" / "stored_names.yaml").read_text(encoding="utf-8")
)
BREAKS = {
    "workflow types": "A worker no longer finds the code of workflows that are open: they stop.",
    "updates": "Histories with it no longer replay, and a client of before is refused.",
    "signals": "Signals under way are dropped, and histories with it no longer replay.",
    "queries": "Workers and clients of another release no longer get an answer.",
    "activities": "Histories with it no longer replay, and steps under way are never carried out.",
    "patches": "Histories that passed it no longer replay.",
    "search attributes": "Workers refuse to work in a namespace without it, and lists lose lines.",
    "task queue": "Open workflows wait on the queue of before for ever.",
    "operations": "A key that was used for it no longer gives the answer of then.",
    "rules": "Findings, judgements and timelines of open requests name a rule without words.",
    "error codes": "Refusals in histories and under keys come back as unknown.",
    "values": "Histories, rows, waiting letters or keys with it can no longer be read.",
    "fields": "What is stored in it is lost or refused, and the digest of its keys is another.",
    "defaults": "Histories leave a field out that held its default: it is read as another value.",
}
"""What the loss of a name of each kind breaks."""

_IN_ROWS: tuple[type[StrEnum], ...] = (
    AccessEvent, AccountKind, AdjustmentKind, Alarm, ChargeState, Cloud, CurrentMethod,
    CustomerStatus, DeliveryState, DisputeState, EventKind, FactCode, IdKind, InvoiceTrigger,
    Language, LegalForm, Lowering, PaymentChange, PreferredContact, ScopeKind, SignInMethod,
    SkipReason,
    StepOutcome, Trigger, Undoing, Why, WireState,
)  # fmt: skip
"""Enumerations that rows or forms hold, and no model of the places."""


def in_the_code() -> dict[str, set[str]]:
    """The names of each kind, as today's code has them."""
    definitions = workflow_definitions()
    models, enumerations = within(places().values())
    modules = [each for part in (adapters, application, domain) for each in modules_of(part)]
    held = [value for module in modules for value in vars(module).values()]
    found = {
        "workflow types": {each.name for each in definitions if each.name},
        "updates": {f"{each.name}.{name}" for each in definitions for name in each.updates},
        "signals": {f"{each.name}.{name}" for each in definitions for name in each.signals},
        "queries": {f"{each.name}.{name}" for each in definitions for name in each.queries},
        "activities": {each.name for each in activity_definitions() if each.name},
        "patches": patches(),
        "search attributes": {key.name for key in ALL},
        "task queue": {str(Settings.model_fields["task_queue"].default)},
        "operations": {each.name for each in REQUEST_OPERATIONS}
        | {each.name for each in INVOICE_OPERATIONS},
        "rules": {value.code for value in held if isinstance(value, Rule)},
        "error codes": {each.code for each in _refusals({module.__name__ for module in modules})},
    }
    for enumeration in enumerations.union(_IN_ROWS):
        found[f"values of {enumeration.__name__}"] = {each.value for each in enumeration}
    for model in models:
        twice = [each.__name__ for each in models].count(model.__name__) > 1
        of = f" of {model.__module__.rpartition('.')[2]}" if twice else ""
        found[f"fields of {model.__name__}{of}"] = _fields(model)
    brief, _ = within(each for each in models if issubclass(each, Brief))
    found["defaults"] = {default for model in brief for default in _defaults(model)}
    return found


def _refusals(
    modules: set[str], of: type[DomainError] = DomainError
) -> Iterator[type[DomainError]]:
    if of.__module__ in modules:
        yield of
    for each in of.__subclasses__():
        yield from _refusals(modules, each)


def _fields(model: type[BaseModel]) -> set[str]:
    fields = model.model_fields.items()
    return {field.serialization_alias or field.alias or name for name, field in fields}


def _defaults(model: type[BaseModel]) -> Iterator[str]:
    for name, field in model.model_fields.items():
        if not field.is_required():
            value = field.get_default(call_default_factory=True, validated_data={})
            yield f"{model.__name__}.{name} = {json.dumps(to_jsonable_python(value))}"


CODE = in_the_code()


def missing(kind: str, code: Mapping[str, set[str]]) -> set[str]:
    return set(STORED[kind]) - code.get(kind, set())


@pytest.mark.parametrize("kind", sorted(STORED))
def test_no_name_that_stored_data_has_is_renamed_or_removed(kind: str) -> None:
    gone = missing(kind, CODE)
    assert not gone, (
        f"Of the {kind}, today's code no longer has: {', '.join(sorted(gone))}."
        f" {BREAKS.get(kind) or BREAKS[kind.split()[0]]} Keep the name, or read the old one, too."
        " Only where a class alone was renamed, do the same in tests/stored_names.yaml."
    )


@pytest.mark.parametrize("kind", sorted(CODE))
def test_every_name_that_data_is_stored_with_is_written_down(kind: str) -> None:
    new = CODE[kind] - set(STORED.get(kind, ()))
    assert not new, (
        f"New among the {kind}: {', '.join(sorted(new))}. Add to tests/stored_names.yaml: from now"
        " on, stored data has these names, and they stay."
    )


def test_a_renamed_state_is_noticed() -> None:
    renamed = {"values of State": CODE["values of State"] - {"draft"} | {"sketch"}}
    assert missing("values of State", renamed) == {"draft"}


def test_a_removed_enumeration_is_noticed() -> None:
    assert "draft" in missing("values of State", {})
