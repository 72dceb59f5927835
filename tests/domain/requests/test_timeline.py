"""What happened is kept as facts; its texts are made from them, and were stored alone before."""

from typing import Any

import pytest

from domain.requests.happenings import Facts, Happening
from domain.requests.lifecycle import State
from domain.requests.snapshot import Ending, Snapshot, TimelineEntry
from domain.requests.timeline_texts import TRIGGERS
from tests.domain.requests.lives import MONDAY, a_request_for_documents, euros

TOLD: list[tuple[Happening, Facts, str, str | None]] = [
    (Happening.OPENED, Facts(), "open", None),
    (Happening.EDITED, Facts(), "edit", None),
    (
        Happening.EDITED,
        Facts(codes=("E6", "E7")),
        "edit",
        "takes back what was settled: E6, E7",
    ),
    (Happening.TO_FIX, Facts(codes=("E4", "E5")), "to fix", "E4, E5"),
    (Happening.OVERRULED, Facts(codes=("E6",), said="A: b, c."), "overrule E6", "A: b, c."),
    (
        Happening.DOCUMENT_ADDED,
        Facts(about="doc-1", codes=("name_change_deed",)),
        "add document",
        "doc-1, name change deed",
    ),
    (Happening.DOCUMENT_ACCEPTED, Facts(about="doc-1"), "accepted document", "doc-1"),
    (
        Happening.DOCUMENT_REFUSED,
        Facts(about="doc-2", said="Torn: the seal is off."),
        "refused document",
        "doc-2: Torn: the seal is off.",
    ),
    (Happening.CREDIT_CHECK, Facts(amount=euros("20.00")), "require_credit_check", "20.00 EUR"),
    (Happening.CREDIT_APPROVED, Facts(amount=euros(9)), "decide approve", "limit 9.00 EUR"),
    (
        Happening.CREDIT_APPROVED,
        Facts(amount=euros(9), codes=("letter_of_credit",), security=euros(5)),
        "decide approve",
        "limit 9.00 EUR, on condition of a letter of credit of 5.00 EUR",
    ),
    (
        Happening.SWITCHED,
        Facts(codes=("credit_card", "invoice")),
        "switch",
        "credit_card to invoice",
    ),
    (Happening.REJECTED, Facts(codes=("E1", "E10")), "reject", "E1, E10"),
    (
        Happening.REJECTED,
        Facts(codes=("thin_file",), said="Two years: too few."),
        "reject",
        "thin_file: Two years: too few.",
    ),
    (
        Happening.REMINDER_SKIPPED,
        Facts(codes=("approval reminder",)),
        "skipped",
        "approval reminder: overtaken by a later one",
    ),
    (
        Happening.LETTER_DISMISSED,
        Facts(codes=("fix_reminder",), about="a/b/1-x", said="Known (they rang): fine."),
        "letter dismissed",
        "fix_reminder: Known (they rang): fine. (a/b/1-x)",
    ),
    (Happening.OTHER, Facts(codes=("of a later one",), said="So."), "of a later one", "So."),
]


def stored(trigger: str, note: str | None) -> dict[str, Any]:
    moved = {"from": "submitted", "to": "submitted"}
    return {"at": MONDAY, "by": "anna", "trigger": trigger, "note": note, **moved}


@pytest.mark.parametrize(("happening", "facts", "trigger", "note"), TOLD)
def test_facts_are_reported_as_texts_and_texts_alone_are_read_into_facts(
    happening: Happening, facts: Facts, trigger: str, note: str | None
) -> None:
    here = State.SUBMITTED
    entry = TimelineEntry(at=MONDAY, by="anna", kind=happening, from_=here, to=here, **dict(facts))
    assert (entry.trigger, entry.note) == (trigger, note)
    assert TimelineEntry.model_validate(stored(trigger, note)) == entry
    assert TimelineEntry.model_validate_json(entry.model_dump_json()) == entry


def test_every_happening_has_a_trigger_of_its_own() -> None:
    assert set(TRIGGERS) == set(Happening)
    assert len(set(TRIGGERS.values())) == len(TRIGGERS)


@pytest.mark.parametrize(
    "happening", sorted(set(Happening) - {Happening.OVERRULED, Happening.OTHER})
)
def test_what_was_stored_without_a_note_is_known_by_its_trigger(happening: Happening) -> None:
    entry = TimelineEntry.model_validate(stored(TRIGGERS[happening], None))
    assert (entry.kind, entry.note) == (happening, None)


def test_a_kind_of_a_later_version_is_reported_by_its_trigger() -> None:
    later = {**stored("count the beans", "All."), "kind": "counted", "codes": ["beans"]}
    entry = TimelineEntry.model_validate(later)
    assert (entry.kind, entry.trigger, entry.note) == (Happening.OTHER, "count the beans", "All.")


@pytest.mark.parametrize(
    "text", ["rejected: E1, E10", "rejected: thin_file", "withdrawn", "no_answer", "mislaid"]
)
def test_an_ending_that_was_stored_as_a_text_ends_the_same_way(text: str) -> None:
    before = {"state": "rejected", "outcome": text, "switched": None}
    ending = Ending.model_validate(before)
    assert ending.outcome == text
    assert Ending.model_validate_json(ending.model_dump_json()) == ending


@pytest.mark.parametrize(
    "text",
    [
        "legal documents, accepted by vera@provider.test",
        "legal documents",
        "overruled by vera@provider.test: I called: fine.",
        "verified by us",
    ],
)
def test_what_was_settled_as_a_text_is_settled_the_same_way(text: str) -> None:
    now = a_request_for_documents().snapshot.model_dump(mode="json")
    before = {name: value for name, value in now.items() if name != "settled"}
    snapshot = Snapshot.model_validate({**before, "cleared": {"E6": text}})
    assert snapshot.cleared == {"E6": text}
