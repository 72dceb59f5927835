"""What a workflow asks of the engine, and in which order, is as it was written down."""

from difflib import unified_diff
from pathlib import Path

import pytest

from tests.stored_types import patches
from tests.workflows.commands import commands_in, written
from tests.workflows.lives import edited_then_paid_by_invoice
from tests.workflows.record import HISTORIES, newest

RECORDED = sorted(HISTORIES.glob("*/*.json"))
_TO_DO = (
    "An open one would get stuck when this is deployed. Put the change behind"
    " workflow.patched('<its name>') and keep the old way beside it; then raise the version in"
    " pyproject.toml and release.py, and record the new way: 'make record'."
)


async def difference(recorded: Path) -> str:
    """Between what was written down for this life and what today's code asks for."""
    today = await commands_in(recorded)
    return "\n".join(unified_diff(written(recorded), today, "recorded", "today", lineterm=""))


@pytest.mark.parametrize("recorded", RECORDED, ids=lambda file: f"{file.parent.name}-{file.stem}")
async def test_todays_code_asks_for_the_commands_that_were_written_down(recorded: Path) -> None:
    changed = await difference(recorded)
    assert not changed, f"{recorded.stem} takes other steps. {_TO_DO}\n\n{changed}"


async def test_other_commands_are_noticed(tmp_path: Path) -> None:
    recorded = newest(edited_then_paid_by_invoice.__name__)
    copied = tmp_path / recorded.name
    copied.write_bytes(recorded.read_bytes())
    commands = written(recorded)
    before = [each for each in commands if each != "schedule_activity switch_payment_method"]
    copied.with_suffix(".txt").write_text("\n".join(before), encoding="utf-8")
    assert "+schedule_activity switch_payment_method" in await difference(copied)


def test_every_patch_is_in_some_recorded_life() -> None:
    asked = {
        command.removeprefix("set_patch_marker ")
        for recorded in RECORDED
        for command in written(recorded)
        if command.startswith("set_patch_marker ")
    }
    assert patches() <= asked, f"{patches() - asked}: record a life that takes the new way."


def test_what_was_written_down_is_of_a_history() -> None:
    names = {file.with_suffix("") for file in RECORDED}
    assert {file.with_suffix("") for file in HISTORIES.glob("*/*.txt")} == names
