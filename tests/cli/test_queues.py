"""Queues on the command line: what waits for whom, and the listing written anew."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.cli.shell import FORMS, Shell


@pytest.fixture(scope="module")
def draft(shell: Shell, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A draft of a company in Germany, opened on the command line, as is another one."""
    form = yaml.safe_load((FORMS / "janssen.yaml").read_text())
    form["company"]["address"]["country"] = "DE"
    path = tmp_path_factory.mktemp("forms") / "queue.yaml"
    for scope, company in (
        ("sub-before-it", "Another GmbH"),
        ("sub-in-the-queue", "Warteschlange & Söhne GmbH"),
    ):
        form["scope"]["id"], form["company"]["name"] = scope, company
        path.write_text(yaml.safe_dump(form))
        opened = shell.asked("open", path)
    return opened


def test_a_draft_is_in_the_queue_as_soon_as_it_is_opened(shell: Shell, draft: Any) -> None:
    words = ("--search", "söhne", "--state", "draft", "--country", "de", "--waiting-on", "customer")
    shown = shell.asked("queues", "show", *words)
    assert shown.keys() == {"counts", "total", "lines", "next"}
    (line,) = shown["lines"]
    assert (shown["total"], shown["next"]) == (1, None)
    assert line["request"] == draft["request"]
    assert line["waiting_on"] == draft["waiting_on"]
    assert shown["counts"]["by_who"]["customer"]["count"] >= 1
    assert shown["counts"]["by_state"]["draft"] >= 1
    assert shell.asked("queues", "show", "--search", "söhne", "--overdue")["lines"] == []
    assert shell.asked("queues", "show", "--search", "söhne", "--state", "switched")["total"] == 0


def test_a_queue_is_shown_page_by_page(shell: Shell, draft: Any) -> None:
    first = shell.asked("queues", "show", "--limit", "1")
    second = shell.asked("queues", "show", "--limit", "1", "--after", first["next"])
    assert first["lines"] != second["lines"]
    assert first["total"] == second["total"] >= 2


def test_a_queue_is_read_by_people_as_well(shell: Shell, draft: Any) -> None:
    page = shell.run("queues", "show", "--search", "sub-in-the-queue").out
    for part in ("customer", "overdue", "sub-in-the-queue", "complete and", "Söhne", "draft"):
        assert part in page
    narrow = shell.run("queues", "show", COLUMNS="60").out
    assert max(map(len, narrow.splitlines())) <= 60


def test_the_listing_is_written_anew_from_the_requests(shell: Shell, draft: Any) -> None:
    rebuilt = shell.asked("queues", "rebuild")
    assert rebuilt.keys() == {"requests", "mended", "kept", "changing", "unreadable"}
    assert rebuilt["requests"] >= 1
    assert (rebuilt["mended"], rebuilt["kept"]) == (0, 0)
    assert "written anew" in shell.run("queues", "rebuild").out


def test_reading_needs_no_engine_and_rebuilding_does(lonely: Shell) -> None:
    empty = lonely.asked("queues", "show")
    assert (empty["lines"], empty["total"]) == ([], 0)
    assert lonely.run("queues", "show").status == 0
    assert lonely.asked("queues", "rebuild", status=3)["refused"]["code"] == "service_unreachable"


@pytest.mark.parametrize(
    ("words", "field"),
    [
        (("--limit", "0"), "--limit"),
        (("--country", "Germany"), "--country"),
        (("--search", "x" * 201), "--search"),
        (("--after", "page-two"), "after"),
        (("--state", "waiting"), "--state"),
    ],
)
def test_what_no_queue_can_be_asked_for_is_refused(
    lonely: Shell, words: tuple[str, ...], field: str
) -> None:
    assert field in lonely.invalid("queues", "show", *words)


def test_files_that_the_banks_inbox_refused_are_listed_and_none_is_seen_to_that_is_not(
    shell: Shell,
) -> None:
    assert shell.asked("bank", "refused") == {"refused": []}
    assert "No file of the inbox waits" in shell.run("bank", "refused").out
    assert shell.refused("bank", "seen", "ab12") == "bank_file_unknown"


def test_a_table_needs_a_profile_and_there_is_none_yet(shell: Shell, tmp_path: Path) -> None:
    table = tmp_path / "july.csv"
    table.write_text("day,amount\n2026-07-01,7.00\n")
    assert shell.asked("bank", "profiles") == {"profiles": []}
    for words, invalid in (
        (("--format", "csv"), {"--profile": "missing"}),
        (("--format", "camt", "--profile", "x"), {"--format": "unclear"}),
        (("--profile", "x"), {"profile": "profile_unknown"}),
    ):
        assert shell.invalid("bank", "import", table, *words) == invalid
