"""Requests that were begun under earlier code go on under this: every history still replays."""

import json
from pathlib import Path
from typing import Any

import pytest
from temporalio.client import WorkflowHistory
from temporalio.worker import Replayer

from engine.converter import DATA_CONVERTER
from engine.sandbox import workflow_runner
from engine.workers import WORKFLOWS
from tests.stored_types import workflow_definitions
from tests.workflows.lives import edited_then_paid_by_invoice
from tests.workflows.record import EVERY_LIFE, HISTORIES, PRESENT, newest, record

RECORDED = sorted(HISTORIES.glob("*/*.json"))


@pytest.fixture(scope="module")
def replayer() -> Replayer:
    return Replayer(
        workflows=WORKFLOWS, workflow_runner=workflow_runner(), data_converter=DATA_CONVERTER
    )


async def _failure(replayer: Replayer, content: dict[str, Any]) -> Exception | None:
    started = content["events"][0]["workflowExecutionStartedEventAttributes"]
    history = WorkflowHistory.from_json(started["workflowId"], content)
    result = await replayer.replay_workflow(history, raise_on_replay_failure=False)
    return result.replay_failure


@pytest.mark.parametrize("recorded", RECORDED, ids=lambda file: f"{file.parent.name}-{file.stem}")
async def test_a_life_recorded_earlier_replays_under_the_present_code(
    replayer: Replayer, recorded: Path
) -> None:
    failure = await _failure(replayer, json.loads(recorded.read_text(encoding="utf-8")))
    assert failure is None, (
        f"The present workflow code takes other steps than release {recorded.parent.name}"
        f" recorded in {recorded.name}: requests that are open would get stuck when it is deployed."
        " Put the change behind workflow.patched('<its name>'), and keep the old way beside it and"
        " this history. Raise the version in pyproject.toml and release.py, and record the new way:"
        " 'make record'."
        f"\n\n{failure}"
    )


async def test_code_that_takes_other_steps_is_noticed(replayer: Replayer) -> None:
    recorded = newest(edited_then_paid_by_invoice.__name__)
    other = recorded.read_text(encoding="utf-8").replace("switch_payment_method", "pay_in_cash")
    failure = await _failure(replayer, json.loads(other))
    assert "pay_in_cash" in str(failure)


async def test_what_a_release_recorded_is_not_written_over(
    capsys: pytest.CaptureFixture[str],
) -> None:
    recorded = sorted(PRESENT.glob("*.json"))[0]
    before = recorded.read_bytes()
    assert await record([recorded.stem]) == 2
    assert "nothing is written over. Raise the version" in capsys.readouterr().err
    assert recorded.read_bytes() == before


async def test_a_life_that_there_is_not_is_not_recorded(capsys: pytest.CaptureFixture[str]) -> None:
    assert await record(["a_life_of_nobody"]) == 2
    assert "no life called a_life_of_nobody" in capsys.readouterr().err


def test_every_life_is_recorded() -> None:
    assert {life.__name__ for life in EVERY_LIFE} <= {file.stem for file in RECORDED}


def test_every_message_is_in_some_recorded_life() -> None:
    used = {
        event["workflowExecutionUpdateAcceptedEventAttributes"]["acceptedRequest"]["input"]["name"]
        for file in RECORDED
        for event in json.loads(file.read_text(encoding="utf-8"))["events"]
        if "workflowExecutionUpdateAcceptedEventAttributes" in event
    }
    assert used == {update for each in workflow_definitions() for update in each.updates}
