"""What somebody is to do: its sentence for programs, and how the sentence alone is read."""

import pytest

from domain.invoices.parts import Assignment
from domain.tasks import SENTENCES, Task, sentence_of
from domain.turns import WaitingOn, Who
from tests.domain.requests.lives import MONDAY

_WITH_CODES = {Task.PUT_RIGHT, Task.VERIFY, Task.PUT_RIGHT_THEN_SWITCH}


def waits_for(task: Task) -> WaitingOn:
    codes = ("E6", "ACCOUNT") if task in _WITH_CODES else ()
    return WaitingOn(who=Who.LEGAL, task=task, codes=codes, since=MONDAY, until=MONDAY)


@pytest.mark.parametrize("task", Task)
def test_every_task_has_a_sentence_of_its_own(task: Task) -> None:
    assert [each for each in Task if SENTENCES[each] == SENTENCES[task]] == [task]


@pytest.mark.parametrize("task", Task)
def test_a_task_is_written_with_its_sentence_and_read_again(task: Task) -> None:
    waits = waits_for(task)
    dumped = waits.model_dump(mode="json")
    assert dumped["for"] == sentence_of(task, waits.codes)
    assert dumped["task"] == task
    assert WaitingOn.model_validate(dumped) == waits


@pytest.mark.parametrize("task", sorted(set(Task) - {Task.OTHER}))
def test_what_was_stored_with_a_sentence_alone_is_the_same_task(task: Task) -> None:
    waits = waits_for(task)
    stored = {"who": "legal", "for": sentence_of(task, waits.codes), "since": MONDAY}
    assert WaitingOn.model_validate({**stored, "until": MONDAY}) == waits


@pytest.mark.parametrize(
    ("sentence", "task", "codes"),
    [
        ("put right: E4, E5", Task.PUT_RIGHT, ("E4", "E5")),
        ("put right: S1, then make the switch", Task.PUT_RIGHT_THEN_SWITCH, ("S1",)),
        ("verify: E6", Task.VERIFY, ("E6",)),
        ("the automatic checks", Task.AUTOMATIC_CHECKS, ()),
        ("nothing more: the request has ended", Task.ENDED, ()),
        ("count the beans", Task.OTHER, ()),
    ],
)
def test_a_stored_sentence_names_its_rules(
    sentence: str, task: Task, codes: tuple[str, ...]
) -> None:
    stored = {"who": "customer", "for": sentence, "since": "2026-11-22T10:00Z", "until": None}
    waits = WaitingOn.model_validate(stored)
    assert (waits.task, waits.codes) == (task, codes)


def test_an_invoices_step_of_before_is_read_by_its_sentence() -> None:
    stored = {"who": "billing", "what_for": "resolve the dispute", "since": MONDAY}
    assignment = Assignment.model_validate(stored)
    assert assignment.what_for is Task.RESOLVE_DISPUTE
    assert Assignment.model_validate_json(assignment.model_dump_json()) == assignment
    unknown = Assignment.model_validate(stored | {"what_for": "count the beans"})
    assert unknown.what_for is Task.OTHER
