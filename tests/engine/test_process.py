"""How a long-running process ends when it cannot do its work."""

from pathlib import Path

import pytest

from engine.process import UNREACHABLE, WRONG_USAGE, run_process
from settings import Settings


async def test_a_full_disk_is_one_line_and_the_status_of_what_passes(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    async def work(_: Settings) -> None:
        Path("/dev/full").write_text("a record")

    assert await run_process(work, lambda: settings) == UNREACHABLE
    assert capsys.readouterr().err == "No space left on device\n"


async def test_a_file_that_cannot_be_written_is_one_line_that_names_it(
    settings: Settings, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async def work(_: Settings) -> None:
        (home / "nowhere" / "record.json").write_text("{}")

    assert await run_process(work, lambda: settings) == WRONG_USAGE
    assert capsys.readouterr().err == f"{home}/nowhere/record.json: No such file or directory\n"
