"""Whatever is written into a timeline has words of its own, for the staff who read it."""

import re
from datetime import UTC, datetime

import pytest

from domain.requests.happenings import OF_MOVE, Facts, Happening
from domain.requests.lifecycle import Trigger
from domain.requests.outcomes import OutcomeKind, RequestOutcome, Settled, SettledWith
from domain.requests.snapshot import TimelineEntry
from domain.requests.timeline_texts import note_of
from domain.tasks import Task
from domain.turns import WaitingOn, Who
from tests.domain.requests.lives import euros
from tests.domain.requests.recorded_lives import LIVES
from wording.catalogue import staff_words
from wording.codes import with_name
from wording.requests import ended_with, facts_of, happened_to_request, settled_by
from wording.turns import to_do

MONDAY = datetime(2026, 11, 23, tzinfo=UTC)


def worded(family: str = "timeline") -> set[str]:
    """The values of a family that have words."""
    keys = (key for key in staff_words() if key.startswith(f"{family}."))
    return {key.removeprefix(f"{family}.") for key in keys}


def test_all_that_happens_to_a_request_has_words() -> None:
    assert set(OF_MOVE) == set(Trigger)
    assert not set(Happening) - worded()


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


@pytest.mark.parametrize("life", LIVES)
def test_all_that_is_known_of_an_entry_is_said(life: str) -> None:
    """As the note says it to programs, with names for the rules, and no codes of ours."""
    *_, lived = LIVES[life]()
    for entry in lived.request.timeline:
        kind, colon, rest = (entry.note or "").partition(": ")
        said = f"{_spaced(kind)}{colon}{rest if entry.kind in _WITH_IDS else _spaced(rest)}"
        assert facts_of(entry) == _RULE.sub(lambda found: with_name(found[0]), said)


_RULE = re.compile(r"\b(?:E\d+|S\d|FORM|ACCOUNT)\b")
_WITH_IDS = {Happening.LETTER_REFUSED, Happening.LETTER_UNCONFIRMED, Happening.LETTER_DISMISSED}


def _spaced(note: str) -> str:
    return note.replace("_", " ")


def test_every_entry_with_a_note_has_words_for_its_facts() -> None:
    silent = {each for each in Happening if note_of(each, ALL_KNOWN) is None}
    assert worded("facts") == set(Happening) - silent


ALL_KNOWN = Facts(
    codes=("E6",),
    about="doc-1",
    amount=euros(10),
    security=euros(5),
    said="So.",
)


def test_every_ending_has_words() -> None:
    assert worded("ended_with") == set(OutcomeKind)
    rejected = RequestOutcome(kind=OutcomeKind.REJECTED, codes=("E1", "E10"))
    assert ended_with(rejected).startswith("rejected: E1 (")
    assert ended_with(RequestOutcome(kind=OutcomeKind.NO_ANSWER)) == "no answer"


def test_however_a_finding_was_settled_has_words() -> None:
    assert worded("settled") == set(SettledWith)
    overruled = Settled(how=SettledWith.OVERRULED, by="vera", reason="I called {them}.")
    assert settled_by(overruled) == "overruled by vera: I called {them}."
    assert settled_by(Settled(how=SettledWith.DOCUMENTS)) == "legal documents"


def test_every_task_has_words_and_no_other() -> None:
    assert worded("task") == set(Task)


def test_a_task_names_its_rules_with_a_few_words() -> None:
    waits = WaitingOn(who=Who.LEGAL, task=Task.VERIFY, codes=("E6", "E7"), since=MONDAY)
    assert to_do(waits) == "verify: E6 (company name), E7 (company address)"
