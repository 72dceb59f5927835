"""What a release stored is read by later code: arguments, results, answers, documents."""

import json
from pathlib import Path
from typing import Any

import pytest
from pydantic_core import to_jsonable_python

from tests.stored_types import places
from tests.workflows.record import HISTORIES
from tests.workflows.samples import SAMPLES, as_read, as_stored, in_history, shape, telling

RECORDED = sorted(SAMPLES.glob("*/*.json"))
_WHAT_TO_DO = (
    "Activities, messages, answers and keys of that release may still come. Only add fields, with"
    " defaults; read the old shape by a validator."
)

LESS_THAN_BEFORE = {
    "workflow.PayByInvoiceRequest.result": "It was the snapshot; its ending is left.",
}
"""Places where today's code leaves out what was stored, and why nothing is missing."""


def unreadable(place: str, stored: Any) -> str | None:
    """Why today's code does not read what was stored at this place."""
    if place not in places():
        return f"{place} is no longer there, and something was stored at it. {_WHAT_TO_DO}"
    try:
        read = as_read(stored, places()[place])
    except Exception as error:
        return f"{place} is no longer read: {error}\n{_WHAT_TO_DO}"
    lost = _fields(stored) - _fields(to_jsonable_python(read))
    if lost and place not in LESS_THAN_BEFORE:
        return f"At {place}, what was stored in {sorted(lost)} is lost. {_WHAT_TO_DO}"
    return None


def _fields(stored: Any) -> set[str]:
    return {field.rpartition(":")[0] for field in shape(stored)}


@pytest.mark.parametrize("file", RECORDED, ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_what_a_release_stored_is_read_by_todays_code(file: Path) -> None:
    for stored in json.loads(file.read_text(encoding="utf-8")):
        assert (problem := unreadable(file.stem, stored)) is None, problem


@pytest.mark.parametrize("file", sorted(HISTORIES.glob("*/*.json")), ids=lambda file: file.stem)
def test_what_a_recorded_life_said_is_read_by_todays_code(file: Path) -> None:
    for place, stored in in_history(json.loads(file.read_text(encoding="utf-8"))):
        assert (problem := unreadable(place, stored)) is None, problem


@pytest.mark.parametrize("place", sorted(places()))
def test_every_place_has_a_sample(place: str) -> None:
    assert place in {file.stem for file in RECORDED}, (
        f"Nothing is recorded of what is stored at {place}. Let a life in"
        " tests/workflows/record_samples.py do it, and record it: 'make record'."
    )


def test_a_field_that_was_renamed_is_noticed() -> None:
    place = "activity.inspect.argument"
    (stored, *_) = json.loads(_newest(place).read_text(encoding="utf-8"))
    renamed = {name if name != "stored" else "upload": value for name, value in stored.items()}
    problem = unreadable(place, renamed)
    assert problem is not None and "Field required" in problem


def test_a_field_that_would_be_lost_is_noticed() -> None:
    place = "activity.inspect.result"
    assert "is lost" in (unreadable(place, {"problem": None, "why": "It is too large."}) or "")


def test_a_place_that_is_gone_is_noticed() -> None:
    assert "no longer there" in (unreadable("activity.ring_twice.argument", {}) or "")


def _newest(place: str) -> Path:
    return [file for file in RECORDED if file.stem == place][-1]


def test_of_many_those_are_kept_that_show_something() -> None:
    kept = telling([{"a": 1}, {"a": 2}, {"a": None}, {"a": 1, "b": [{"c": ""}]}])
    assert kept == [{"a": 1}, {"a": None}, {"a": 1, "b": [{"c": ""}]}]
    assert set(shape(kept[2])) == {":dict", ".a:int", ".b:list", ".b[]:dict", ".b[].c:str"}
    assert as_stored(None) is None
