"""The words of customers' pages: for each value that a page words, and for no other."""

import re
from pathlib import Path

import pytest

import console.customer
import domain.forms
from console.customer import history, showing
from console.customer.form_layout import FIELDS, SECTIONS
from console.customer.journey import Standing
from console.request_privacy import SHOWN
from domain import field_problems
from domain.accounts.account import PaymentMethod, ScopeKind
from domain.accounts.invoice_formats import InvoiceFormat
from domain.billing.drift import DriftEnd
from domain.companies.look_alikes import Oddity
from domain.forms.documents import Verdict
from domain.invoices.lifecycle import InvoiceState, InvoiceTrigger
from domain.invoices.parts import DisputeState, StepOutcome, WireState
from domain.invoices.policy import WireKind
from domain.invoices.views.statement import EntryKind
from domain.invoices.views.why import BookedKind, RemainingKind
from domain.papers.advice import SENTENCES
from domain.papers.formats import PaperFormat
from domain.people.through import Channel
from domain.requests.lifecycle import FINAL, State
from domain.rules.findings import Outcome, Severity
from domain.tasks import Task
from wording.catalogue import LOCALES, words_in

CODE = Path(console.customer.__file__).parent
TEMPLATES = CODE.parent / "templates" / "customer"
SOURCES = "\n".join(
    path.read_text("utf-8") for path in (*CODE.glob("*.py"), *TEMPLATES.glob("*.html"))
)

FAMILIES_USED = set(re.findall(r"\b(?:t|words)\.(?:of|knows)\(\s*\"(\w+)\"", SOURCES))

FAMILIES: dict[str, set[str]] = {
    "application_field": {
        "annual_revenue", "currency", "employees", "bank_reference", "signed_by",
    },
    "dispute_field": {"amount", "reason"},
    "dispute_state": set(DisputeState),
    "done": set(showing.DONE),
    "drift": set(history.THEIR_DRIFTS),
    "drift_end": set(DriftEnd),
    "end": set(FINAL),
    "ended": {State.REJECTED, State.WITHDRAWN},
    "event": {each for each, shown in SHOWN.items() if shown},
    "field": set(FIELDS),
    "field_help": {name for name, field in FIELDS.items() if field.helped},
    "through": {
        "link_mailed", "link_shown", "password_shown", *(set(Channel) - {Channel.LINK}),
    },
    "invoice_event": {
        *InvoiceTrigger, "issue", "declare_in_transit", "wire_not_arrived", "remind", "hold",
        "hold_lifted", "give_back_charge", "tolerate", "dispute_ended", "dispute_reminder",
        "dispute_late", "other",
    },
    "invoice_state": set(InvoiceState),
    "method": set(PaymentMethod),
    "option": {option for field in FIELDS.values() for option in field.options} | {"other"},
    "outcome": set(Outcome),
    "reminder": {*StepOutcome, "planned", "cancelled"},
    "scope": {*ScopeKind, "other"},
    "section": {section.name for section in SECTIONS},
    "section_help": {"quota"},
    "advice": set(SENTENCES),
    "booked": {*BookedKind, "other"},
    "entry": {*EntryKind, "other"},
    "paper_format": {*(each.name.lower() for each in PaperFormat), "other"},
    "invoice_format": {each.name.lower() for each in InvoiceFormat},
    "remaining": {*RemainingKind, "other"},
    "why_who": {"customer", "billing", "nobody", "other"},
    "severity": set(Severity),
    "standing": set(Standing),
    "state": set(State),
    "step": {"form", "checks", "documents", "credit", "switch"},
    "sum": {"late_charges", "paid", "credited", "written_off", "disputed", "in_transit"},
    "switch_field": {"understood", "word"},
    "team": set(history.TEAMS.values()),
    "turn": set(Task),
    "until": {"you", "us"},
    "until_late": {"you", "us"},
    "verdict": set(Verdict),
    "wire_field": {"amount", "bank_reference", "kind"},
    "wire_kind": set(WireKind),
    "wire_state": set(WireState),
}  # fmt: skip
"""The values that each family words, from the domain. What is missing here stands for anything:
codes that a later version may add, worded by `other` until it has words."""

OPEN_FAMILIES = {"action", "document_refused", "precondition", "problem", "refusal"}
OTHERS = {"paused"}
"""Held against the domain by the tests of letters."""


def test_every_family_is_one_that_this_test_knows() -> None:
    assert set(FAMILIES) | OPEN_FAMILIES | OTHERS == FAMILIES_USED


@pytest.mark.parametrize("family", sorted(FAMILIES))
def test_a_family_words_each_of_its_values_and_no_other(family: str) -> None:
    worded = {
        key.removeprefix(f"{family}.") for key in words_in("en") if key.startswith(f"{family}.")
    }

    assert worded == FAMILIES[family]


@pytest.mark.parametrize("family", sorted(OPEN_FAMILIES - {"action"}))
def test_a_code_that_is_not_known_yet_is_worded_all_the_same(family: str) -> None:
    assert words_in("nl").of(family, "of_a_later_version") == words_in("nl")(f"{family}.other")


_CODE = re.compile(r'(?:\bcode=|PydanticCustomError\(\s*)"(\w+)"')
_DOMAIN = Path(domain.forms.__file__).parents[1]
FORMS = [
    *_DOMAIN.glob("forms/*.py"), *_DOMAIN.glob("values/*.py"), _DOMAIN / "operations/messages.py",
    _DOMAIN / "requests/messages.py", _DOMAIN / "invoices/messages.py",
]  # fmt: skip
"""What customers fill in is read by these."""


def test_every_problem_with_a_field_has_words_of_its_own() -> None:
    ours = {code for path in FORMS for code in _CODE.findall(path.read_text("utf-8"))}
    assert {"tax_id_invalid", "amount_too_fine", "blank"} <= ours

    for codes in (field_problems.SENTENCES, Oddity, ours):
        for words in (words_in("en"), words_in("nl")):
            assert {code for code in codes if not words.knows("problem", code)} == set()


@pytest.mark.parametrize("language", LOCALES)
def test_whatever_may_be_in_the_way_of_a_switch_is_worded(language: str) -> None:
    failed = {f"precondition.S{number}_fail" for number in range(1, 8)}
    assert {key for key in failed if key not in words_in(language)} == set()
