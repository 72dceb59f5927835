"""Whatever is a state, a kind or an outcome is called by its name in the catalogue, not by its
code."""

import ast
import re
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import get_args

import pytest
from pydantic import BaseModel

from application.accounts.importing import ImportOutcome
from application.ports import letters
from clients.invoices.issuing import IssueOutcome
from domain.access import Role
from domain.accounts.account import AccountKind, Department, PaymentMethod, ScopeKind
from domain.bank.entries import Ignored
from domain.bank.entry_states import EntryState
from domain.bank.statements import ReferenceKind
from domain.billing.calls import CallState
from domain.billing.drift import DriftKind
from domain.billing.switching import Stage
from domain.erasure.erasure import ErasureState
from domain.events.types import EventType
from domain.forms.documents import DocumentKind, Verdict
from domain.forms.form import RequestForm
from domain.invoices.lifecycle import InvoiceState
from domain.invoices.parts import AdjustmentKind, DisputeState, StepOutcome, WireState
from domain.invoices.policy import Instrument, WireKind
from domain.invoices.views.statement import EntryKind
from domain.notices import Audience, LetterState, NoticeKind
from domain.papers.formats import PaperFormat
from domain.people.access_events import AccessEvent
from domain.requests.deadlines import Alarm
from domain.requests.lifecycle import State
from domain.requests.messages import DeclineCode, Security
from domain.requests.outcomes import OutcomeKind
from domain.requests.snapshot import ConditionKind, Decided
from domain.retention.retention import Kept
from domain.rules.findings import Outcome, Severity
from domain.turns import Who
from domain.webhooks import states as webhooks
from engine.releases import ReleaseState
from tests.wording.pseudo import spoken_by_staff
from wording.catalogue import staff_words
from wording.codes import with_names
from wording.terms import term, terms

ROOT = Path(__file__).parents[2]
SHOWN: tuple[type[StrEnum], ...] = (
    State, Who, Role, Audience, OutcomeKind, Severity, Outcome, Alarm,
    Decided, DeclineCode, ConditionKind, Security, DocumentKind, Verdict,
    AccountKind, ScopeKind, PaymentMethod, Department, ImportOutcome,
    InvoiceState, IssueOutcome, EntryKind, AdjustmentKind, Instrument, WireKind, WireState,
    DisputeState, StepOutcome,
    NoticeKind, LetterState, letters.DeliveryState,
    EntryState, Ignored, ReferenceKind,
    DriftKind, CallState, Stage,
    webhooks.HookState, webhooks.DeliveryState, ReleaseState,
    AccessEvent, ErasureState, Kept, PaperFormat,
)  # fmt: skip
EVENTS = {each.partition(".")[2] for each in EventType}
"""An event is called by what happened, under what it happened to."""
REMINDERS = {"planned", "cancelled"}
GONE = {
    "requests", "withdrawn", "documents", "letters", "papers", "people", "links", "keys",
    "access_log",
}  # fmt: skip
"""What goes when an account is erased, as its counts have it."""
FACES = ("cli", "console", "wording", "adapters/mail", "adapters/papers")
MACHINE_READ = {"console/door/problems.py", "wording/terms.py"}
"""The title of a problem document is its code's; and the one place that knows no name."""


def names_in_forms(model: type[BaseModel] = RequestForm) -> Iterator[str]:
    for name, field in model.model_fields.items():
        yield name
        for kind in (field.annotation, *get_args(field.annotation)):
            if isinstance(kind, type) and issubclass(kind, BaseModel):
                yield from names_in_forms(kind)


def names_in_evidence() -> Iterator[str]:
    """Under which rules say what they compared."""
    for file in (*(ROOT / "domain/rules").glob("*.py"), ROOT / "domain/companies/names.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            yield from (each for each in _named(node) if isinstance(each, str))


def _named(node: ast.AST) -> Iterator[object]:
    """Keys of a dictionary, one that is put into it, and what a finding is made with."""
    match node:
        case ast.Dict(keys=keys):
            yield from (each.value for each in keys if isinstance(each, ast.Constant))
        case ast.Subscript(slice=ast.Constant(value=key), ctx=ast.Store()):
            yield key
        case ast.Call(func=ast.Attribute(attr="passes" | "fails" | "unknown"), keywords=given):
            yield from (each.arg for each in given)


NAMES = {*names_in_forms(), *names_in_evidence()}


@pytest.mark.parametrize("kind", SHOWN, ids=lambda kind: f"{kind.__module__}.{kind.__name__}")
def test_every_value_has_a_name(kind: type[StrEnum]) -> None:
    assert {value for value in kind if f"term.{value}" not in staff_words()} == set()


def test_every_name_that_stands_before_a_value_has_words() -> None:
    assert {"likeness", "other_words", "may_switch", "tax_id", "line1"} <= NAMES
    asked = NAMES | EVENTS | REMINDERS | GONE
    assert {each for each in asked if f"term.{each}" not in staff_words()} == set()


def test_nothing_else_has_one() -> None:
    known = {value.value for kind in SHOWN for value in kind} | NAMES | EVENTS | REMINDERS | GONE
    named = {key.removeprefix("term.") for key in staff_words() if key.startswith("term.")}
    assert named - known == set()


def test_a_code_that_this_version_does_not_know_is_shown_without_underscores() -> None:
    assert terms("credit_card", "of_another_version") == "credit card, of another version"
    assert with_names(["E6", "thin_file", "of_another_version"]) == (
        "E6 (company name), thin file, of another version"
    )


@pytest.mark.parametrize("face", FACES)
def test_nobody_else_makes_words_of_a_code(face: str) -> None:
    makes_words = re.compile(r"[.|]\s*replace\(\s*[\"'][_-][\"'],\s*[\"'] [\"']\s*\)")
    found = {
        str(path.relative_to(ROOT))
        for suffix in ("py", "html", "txt")
        for path in (ROOT / face).rglob(f"*.{suffix}")
        if makes_words.search(path.read_text("utf-8"))
    }
    assert found <= MACHINE_READ


def test_in_another_language_of_the_staff_values_have_other_names(tmp_path: Path) -> None:
    with spoken_by_staff(tmp_path):
        assert term(State.CREDIT_CHECK) == "crédít chéck"
        assert term(Alarm.DRAFT_REMINDER) == "dráft rémíndér"
