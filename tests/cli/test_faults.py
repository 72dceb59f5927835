"""A bug in a command: one JSON document all the same, with the id that the logs have."""

import json

import pytest

from cli import main as command_line
from cli.main import main


@pytest.fixture(autouse=True)
def _broken(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_tokens: object) -> None:
        raise RuntimeError("a bug of ours")

    monkeypatch.setattr(command_line, "named", broken)


async def test_a_program_reads_one_document(capsys: pytest.CaptureFixture[str]) -> None:
    assert await main(["list", "--json"]) == 1
    told = capsys.readouterr()
    document = json.loads(told.out)
    assert document["refused"]["code"] == "internal_error"
    assert document["request_id"] in document["refused"]["reason"]
    assert "RuntimeError: a bug of ours" in told.err


async def test_people_read_which_id_to_mention(capsys: pytest.CaptureFixture[str]) -> None:
    assert await main(["list"]) == 1
    told = capsys.readouterr()
    assert not told.out
    assert "RuntimeError: a bug of ours" in told.err
    assert "when you ask about it." in told.err
