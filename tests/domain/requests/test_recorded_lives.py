"""Requests answer other programs as they did before facts had names."""

import json
from pathlib import Path
from typing import Any

import pytest

from domain.requests.listing import Listing
from domain.requests.snapshot import Snapshot
from domain.turns import WaitingOn
from tests.domain.requests.recorded_lives import LIVES, shown

RECORDED: dict[str, Any] = json.loads(
    Path(__file__).with_name("recorded").joinpath("lives.json").read_text("utf-8")
)
"""What a version answered whose facts were sentences: without the drafts, which are as they
were."""


def test_every_life_was_written_down() -> None:
    assert set(LIVES) == set(RECORDED)


@pytest.mark.parametrize("name", LIVES)
def test_recorded_lives_are_shown_with_the_same_texts(name: str) -> None:
    _assert_said_again(RECORDED[name], shown(name))


@pytest.mark.parametrize("name", LIVES)
def test_what_was_stored_before_is_read_into_the_same_facts(name: str) -> None:
    stored, now = RECORDED[name], shown(name)
    assert _waits(stored) == _waits(now)
    assert Listing.model_validate(stored["listing"]) == Listing.model_validate(now["listing"])
    unknown_then = now["snapshot"]
    for entry in unknown_then["timeline"]:
        entry["deadline"] = None  # until when something was extended was not written down
    draft = {"draft": unknown_then["draft"]}
    snapshot = Snapshot.model_validate(stored["snapshot"] | draft)
    assert snapshot == Snapshot.model_validate(unknown_then)


def _waits(life: dict[str, Any]) -> list[WaitingOn]:
    return [WaitingOn.model_validate(each) for each in life["waiting_on"]]


def _assert_said_again(before: Any, now: Any, *place: Any) -> None:
    """All that was said before is there, the same; there may be more."""
    if isinstance(before, dict):
        for name, value in before.items():
            assert name in now, place
            _assert_said_again(value, now[name], *place, name)
    elif isinstance(before, list):
        assert len(now) == len(before), place
        for number, (one, other) in enumerate(zip(before, now, strict=True)):
            _assert_said_again(one, other, *place, number)
    else:
        assert now == before, place
