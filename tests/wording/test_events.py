"""Whatever is written into a timeline has words of its own, for the staff who read it."""

import ast
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from domain.forms.documents import Verdict
from domain.invoices.events import EventKind
from domain.invoices.lifecycle import InvoiceTrigger
from domain.notices import LetterState
from domain.requests.lifecycle import Trigger
from domain.tasks import Task
from domain.turns import WaitingOn, Who
from wording.catalogue import staff_words
from wording.events import comes_next, happened
from wording.turns import to_do

ROOT = Path(__file__).parents[2]


def worded(family: str = "timeline") -> set[str]:
    """The values of a family that have words."""
    keys = (key for key in staff_words() if key.startswith(f"{family}."))
    return {key.removeprefix(f"{family}.") for key in keys}


def test_every_move_of_a_machine_has_words() -> None:
    assert not set(Trigger) - worded()


def test_all_that_happens_to_an_invoice_has_words() -> None:
    assert set(InvoiceTrigger) <= set(EventKind)
    assert not set(EventKind) - worded()


def test_every_entry_that_is_no_move_has_words() -> None:
    written = set(_written())
    assert {"to verify", "add document"} <= written
    assert not written - worded()


def test_what_is_put_together_has_words() -> None:
    letters = {f"letter {state}" for state in (LetterState.REFUSED, LetterState.UNCONFIRMED)}
    documents = {f"{verdict} document" for verdict in set(Verdict) - {Verdict.PENDING}}
    assert not {*letters, *documents, "letter dismissed"} - worded()


@pytest.mark.parametrize(
    ("trigger", "said"),
    [
        ("remind", "Reminder sent"),
        ("fall_due", "Due date passed"),
        ("overrule E4", "E4 overruled"),
        ("of_another_version", "of another version"),
    ],
)
def test_words_are_what_people_say(trigger: str, said: str) -> None:
    assert happened(trigger) == said


def test_every_task_has_words_and_no_other() -> None:
    assert worded("task") == set(Task)


def test_a_task_names_its_rules_with_a_few_words() -> None:
    now = datetime(2026, 11, 23, tzinfo=UTC)
    waits = WaitingOn(who=Who.LEGAL, task=Task.VERIFY, codes=("E6", "E7"), since=now)
    assert to_do(waits) == "verify: E6 (company name), E7 (company address)"


def test_what_comes_next_is_a_clause_or_the_name_of_a_reminder() -> None:
    assert comes_next("credit hold") == "the account is put on credit hold"
    assert comes_next("reminder 14 days overdue") == "reminder 14 days overdue"


def _written() -> Iterator[str]:
    for file in (ROOT / "domain/requests").glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                called = getattr(node.func, "attr", getattr(node.func, "id", ""))
                said = node.args[0] if called == "note" and node.args else None
                if isinstance(said, ast.Constant):
                    yield str(said.value)
