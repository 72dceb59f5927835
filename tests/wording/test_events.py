"""Whatever is written into a timeline has words of its own, for the staff who read it."""

from datetime import UTC, datetime

import pytest

from domain.invoices.events import EventKind
from domain.invoices.lifecycle import InvoiceTrigger
from domain.requests.happenings import OF_MOVE, Happening
from domain.requests.lifecycle import Trigger
from domain.requests.snapshot import TimelineEntry
from domain.tasks import Task
from domain.turns import WaitingOn, Who
from wording.catalogue import staff_words
from wording.events import comes_next, happened, happened_to_request
from wording.turns import to_do

MONDAY = datetime(2026, 11, 23, tzinfo=UTC)


def worded(family: str = "timeline") -> set[str]:
    """The values of a family that have words."""
    keys = (key for key in staff_words() if key.startswith(f"{family}."))
    return {key.removeprefix(f"{family}.") for key in keys}


def test_all_that_happens_to_a_request_has_words() -> None:
    assert set(OF_MOVE) == set(Trigger)
    assert not set(Happening) - worded()


def test_all_that_happens_to_an_invoice_has_words() -> None:
    assert set(InvoiceTrigger) <= set(EventKind)
    assert not set(EventKind) - worded()


@pytest.mark.parametrize(
    ("stored", "said"),
    [
        ("to fix", "For the customer to put right"),
        ("overrule E4", "E4 overruled"),
        ("of_another_version", "of another version"),
    ],
)
def test_a_request_says_what_happened(stored: str, said: str) -> None:
    entry = TimelineEntry.model_validate(
        {"at": MONDAY, "by": "worker", "trigger": stored, "from": None, "to": "submitted"}
    )
    assert happened_to_request(entry) == said


@pytest.mark.parametrize(
    ("trigger", "said"),
    [
        ("remind", "Reminder sent"),
        ("fall_due", "Due date passed"),
        ("of_another_version", "of another version"),
    ],
)
def test_words_are_what_people_say(trigger: str, said: str) -> None:
    assert happened(trigger) == said


def test_every_task_has_words_and_no_other() -> None:
    assert worded("task") == set(Task)


def test_a_task_names_its_rules_with_a_few_words() -> None:
    waits = WaitingOn(who=Who.LEGAL, task=Task.VERIFY, codes=("E6", "E7"), since=MONDAY)
    assert to_do(waits) == "verify: E6 (company name), E7 (company address)"


def test_what_comes_next_is_a_clause_or_the_name_of_a_reminder() -> None:
    assert comes_next("credit hold") == "the account is put on credit hold"
    assert comes_next("reminder 14 days overdue") == "reminder 14 days overdue"
