"""Command lines that make no sense: told with the option they are about, before anything runs."""

import json
from typing import get_args

import pytest

from cli import words
from cli.main import main
from cli.text import option
from domain.documents import DocumentKind
from domain.lifecycle import State
from domain.messages import DeclineCode, Security
from domain.snapshot import Who


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        ("nope", ["command"]),
        ("account", ["command"]),
        ("account nope", ["command"]),
        ("--json list", ["command"]),
        ("status", ["REQUEST"]),
        ("status a b", ["b"]),
        ("status a --nope", ["--nope"]),
        ("list --state nope", ["--state"]),
        ("list --state", ["--state"]),
        ("list --state draft --state draft", ["--state"]),
        ("withdraw a", ["--reason"]),
        ("withdraw a --reason=", ["--reason"]),
        ("withdraw a --reason r --by=", ["--by"]),
        ("withdraw a --reason r --key=", ["--key"]),
        ("decide a", ["VERDICT"]),
        ("decide a perhaps", ["VERDICT"]),
        ("decide a approve", ["--limit"]),
        ("decide a approve --limit much", ["--limit"]),
        ("decide a approve --limit NaN", ["--limit"]),
        ("decide a approve --limit 5 --security-amount 5", ["--security"]),
        ("decide a more-info --limit 5", ["--reason", "--limit"]),
        ("decide a decline --application b", ["--code", "--reason", "--application"]),
        ("decide a decline --code nope --reason r", ["--code"]),
        ("security a", ["--provided"]),
        ("ask-documents a --kind nope --reason r", ["--kind"]),
        ("ask-documents a --reason r", ["--kind"]),
        ("review-document a doc-1 refuse", ["--reason"]),
        ("extend-deadline a", ["--until"]),
        ("extend-deadline a --days 1 --until 2026-12-24", ["--until"]),
        ("extend-deadline a --until soon", ["--until"]),
        ("extend-deadline a --until 9999-12-31", ["--until"]),
        ("extend-deadline a --days 0", ["--days"]),
        ("extend-deadline a --days many", ["--days"]),
        ("fast-forward a soon", ["BY"]),
        ("fast-forward a 0d", ["BY"]),
        ("fast-forward a 9999d", ["BY"]),
        ("diagram account", ["MACHINE"]),
        ("completion cmd", ["SHELL"]),
        ("withdraw a --reason \udcff", ["command"]),
    ],
)
async def test_a_line_that_makes_no_sense_is_told_by_its_options(
    line: str, fields: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    written = [*line.split(), "--json"] if "--json" not in line else line.split()
    assert await main(written) == 2
    problems = json.loads(capsys.readouterr().out)["invalid"]
    assert [each["field"] for each in problems] == fields
    assert all(each["problem"] and each["code"] for each in problems)


async def test_people_read_what_is_wrong_on_standard_error(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert await main(["stauts", "a"]) == 2
    shown = capsys.readouterr()
    assert not shown.out
    assert "There is no command 'stauts'. Did you mean 'status'?" in shown.err


def test_every_choice_of_the_domain_can_be_typed() -> None:
    for typed, meant in (
        (words.StateName, State),
        (words.WhoName, Who),
        (words.KindName, DocumentKind),
        (words.DeclineName, DeclineCode),
        (words.SecurityName, Security),
    ):
        assert get_args(typed) == tuple(option(each) for each in meant)
