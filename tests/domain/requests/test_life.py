"""A request goes on from what was kept of it exactly where it stood."""

import json
from dataclasses import fields
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import ValidationError

from domain.requests.deadlines import Alarm
from domain.requests.life import (
    VERSION,
    CreditLife,
    DeadlinesLife,
    RequestLife,
    life_of,
    record_of,
    request_in,
)
from domain.requests.lifecycle import State
from domain.requests.listing import Place
from domain.requests.request import Credit, Request
from domain.requests.snapshot import TimelineEntry
from domain.requests.view import listing_of
from tests.domain.requests.lives import (
    MONDAY,
    NOT_KEPT,
    Life,
    a_review,
    an_answer,
    assert_goes_on_the_same,
    handed_on,
)
from tests.domain.requests.recorded_lives import LIVES

RECORDED = Path(__file__).with_name("recorded")


@pytest.mark.parametrize("name", LIVES)
def test_every_step_of_a_life_is_the_same_after_it_was_handed_on(name: str) -> None:
    for life in LIVES[name]():
        assert_goes_on_the_same(life.request)
        place = Place(events=1, at=life.now)
        after = handed_on(life.request)
        assert listing_of(after, 1, place) == listing_of(life.request, 1, place)


def test_a_request_that_is_handed_on_at_every_step_lives_the_same_life() -> None:
    at_once, in_parts = Life(), Life()
    for step in (Life.submit, Life.recheck, Life.claim_switch, Life.complete_switch):
        in_parts.request = (
            in_parts.request if step is Life.complete_switch else handed_on(in_parts.request)
        )
        for life in (at_once, in_parts):
            step(life)
            life.pass_time(hours=1)
    assert in_parts.request.entries == at_once.request.entries
    assert in_parts.request.needed == at_once.request.needed
    assert in_parts.request.outgoing == at_once.request.outgoing


def test_nothing_that_a_request_holds_is_forgotten() -> None:
    held = {each.name for each in fields(Request)}
    assert held - set(RequestLife.model_fields) == NOT_KEPT - {"kept"}
    assert {each.name for each in fields(Credit)} == set(CreditLife.model_fields)
    deadlines = {"running", "stopped", "on_working_days"}
    assert deadlines == set(DeadlinesLife.model_fields)


def test_a_draft_keeps_whatever_was_written_into_it() -> None:
    odd = {"note": None, "list": [None, {"x": None}], "amount": "1.50"}
    life = Life(justification=odd)
    assert handed_on(life.request).draft == life.request.draft


def test_how_far_the_workflow_had_come_is_kept() -> None:
    life = life_of(a_review().request, opening_key="key", listed=7, events=90)
    again = RequestLife.model_validate_json(life.model_dump_json())
    assert (again.opening_key, again.listed, again.events) == ("key", 7, 90)


@pytest.mark.parametrize("version", range(1, VERSION + 1))
def test_what_was_kept_in_each_version_is_read(version: int) -> None:
    stored = json.loads((RECORDED / f"life-{version}.json").read_text(encoding="utf-8"))
    assert stored["version"] == version
    life = RequestLife.model_validate(stored)
    assert life.version == VERSION
    request = request_in(life)
    assert request.credit.applications[0].application == an_answer().application
    assert request.deadlines.at(Alarm.DOCUMENTS_DEADLINE) == MONDAY + timedelta(days=30)
    assert dict(request.deadlines.stopped)[Alarm.REVIEW_OVERDUE] == timedelta(days=7)
    assert [entry.to for entry in request.needed] == [
        State.SUBMITTED, State.CREDIT_CHECK, State.LEGAL_DOCUMENTS,
    ]  # fmt: skip


def test_what_a_later_release_kept_is_refused_with_what_to_do() -> None:
    stored = json.loads(life_of(Life().request).model_dump_json()) | {"version": VERSION + 1}
    with pytest.raises(ValidationError, match="start the workers of that release"):
        RequestLife.model_validate(stored)


def test_of_the_timeline_only_what_is_new_is_recorded() -> None:
    life = a_review()
    request = life.request
    record = record_of(life_of(request), request, 2)
    assert (record.first, record.last) == (3, request.entries)
    read = [TimelineEntry.model_validate_json(each) for each in record.entries]
    assert read == request.timeline[2:]
    assert record_of(life_of(request), request, request.entries).entries == ()


def test_after_it_was_handed_on_the_timeline_is_numbered_on() -> None:
    life = a_review()
    before = life.request.entries
    life.request = handed_on(life.request)
    life.ask_for_more()
    record = record_of(life_of(life.request), life.request, before)
    assert (record.first, record.last) == (before + 1, before + 1)
