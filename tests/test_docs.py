"""The documentation says what is so."""

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
from cyclopts import CycloptsError

from cli import help as help_pages
from cli.application import build
from cli.usage import WrongUsage
from domain.policy_file import WholePolicy, read_policy
from engine.local.embedded import DEFAULT_PORT
from files.reading import read_file
from settings import Settings
from tests.doc_sessions import sessions_in, shell, shown_by
from tools import docs
from tools.docs_demo import ROOT, steady

PAGES = [pytest.param(page, id=page.name) for page in docs.PAGES]
QUICK = [name for name in docs.BLOCKS if name != "demo"]
WITH_SESSIONS = [
    pytest.param(page, id=page.name)
    for page in docs.PAGES
    if sessions_in(page.read_text(encoding="utf-8"))
]
_NO_FILES_OF_OURS = ("var/", "pay-by-invoice/", "invoice/")
"""What is written while it runs, and ids of requests and invoices."""


def generated(name: str) -> list[str]:
    """This block, on every page that has it."""
    found = [docs.blocks_in(page.read_text(encoding="utf-8")) for page in docs.PAGES]
    return [blocks[name] for blocks in found if name in blocks]


@pytest.mark.parametrize("name", QUICK)
def test_every_generated_block_is_as_the_code_has_it(name: str) -> None:
    blocks = generated(name)
    assert blocks, f"no page has the block {name}"
    for block in blocks:
        assert block == docs.written(name), "run 'make docs'"


def test_the_readme_shows_what_the_demo_prints() -> None:
    """It takes as long as the demo itself."""
    (block,) = generated("demo")
    assert steady(block) == steady(docs.written("demo")), "run 'make docs'"


@pytest.mark.parametrize("page", PAGES)
def test_every_generated_block_of_a_page_is_known(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert text.count("<!-- generated: ") == text.count("<!-- end -->")
    assert docs.blocks_in(text).keys() <= docs.BLOCKS.keys()


@pytest.mark.parametrize("page", WITH_SESSIONS)
def test_what_a_session_shows_is_what_its_commands_print(page: Path, tmp_path: Path) -> None:
    with shell(tmp_path / "var") as typing:
        for step in sessions_in(page.read_text(encoding="utf-8")):
            printed = typing.printed(step)
            assert shown_by(printed, step.shows), f"$ {step.command}\n{printed}"


def test_a_rehearsal_has_a_folder_and_a_port_of_its_own_in_both_terminals() -> None:
    text = (ROOT / "docs/operators.md").read_text(encoding="utf-8")
    (started,) = re.findall(
        r"^PAYBYINVOICE_HOME=(\S+) python worker\.py --dev --rehearsal --port (\d+)$", text, re.M
    )
    (used,) = re.findall(
        r"^export PAYBYINVOICE_HOME=(\S+) TEMPORAL_ADDRESS=127\.0\.0\.1:(\d+)$", text, re.M
    )
    assert started == used
    assert started[0] != Settings().home.as_posix()
    assert int(started[1]) != DEFAULT_PORT


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    links = [link for link in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in link]
    assert [link for link in links if not _is_there(page, link)] == []


def _is_there(page: Path, link: str) -> bool:
    name, _, anchor = link.partition("#")
    target = (page.parent / name) if name else page
    if not anchor:
        return target.exists()
    return target.is_file() and anchor in _anchors(target.read_text(encoding="utf-8"))


def _anchors(text: str) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES)
def test_every_file_that_is_named_exists(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    named = re.findall(r"`((?:[\w.-]+/)+[\w.-]*|[\w-]+\.(?:py|md|yaml|yml|toml|lock))`", text)
    missing = [name for name in named if not (ROOT / name).exists()]
    assert [name for name in missing if not name.startswith(_NO_FILES_OF_OURS)] == []


@pytest.mark.parametrize("page", PAGES)
def test_every_command_shown_is_one_that_the_command_line_takes(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    # The usage lines come from the command line itself.
    shown = re.findall(r"(?<!Usage: )python starter\.py( [^`\n│]*)?", text)
    wrong = [line for line in shown if not _is_understood(line)]
    assert wrong == []


def _is_understood(line: str) -> bool:
    words = shlex.split(re.sub(r" #.*", "", line))
    literal = [word for word in words if not word.isupper()]
    try:
        if literal == words and not help_pages.is_asked_for(words):
            build().parse_args(words, exit_on_error=False, print_error=False)
            return True
        # With a placeholder in it there is nothing to parse: the command is a real one, and so is
        # each option.
        page = help_pages.page(literal or ["--help"])
        return all(word in page for word in literal if word.startswith("--"))
    except (CycloptsError, WrongUsage):
        return False


def test_the_policy_file_is_complete_and_holds_the_defaults() -> None:
    content = read_file(ROOT / "examples/policy.yaml").content
    assert read_policy(content) == WholePolicy()
    assert _names(content) == _names(WholePolicy().model_dump())


def _names(value: Any) -> Any:
    return {name: _names(each) for name, each in value.items()} if isinstance(value, dict) else None


@pytest.mark.parametrize("page", PAGES)
def test_no_page_names_a_place_of_somebodys_machine(page: Path) -> None:
    assert not re.search(r"/root/|/home/|/Users/|/tmp/", page.read_text(encoding="utf-8"))
