"""Writes the generated parts of the documentation, each between `<!-- generated: NAME -->` and
`<!-- end -->`. What can be told from the code is told by the code; a test fails when it is stale.
"""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from cli import help as help_pages
from cli.commands import AREAS
from domain import lifecycle
from tools import docs_tables

ROOT = Path(__file__).resolve().parents[1]
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))

_BLOCK = re.compile(r"(<!-- generated: (?P<name>[\w-]+) -->\n).*?(<!-- end -->)", re.DOTALL)
_WIDTH = "100"
_TOLD = frozenset({"2", "4", "5", "6", "7"})
"""The chapters of the demo that the README shows."""
_ITEMS_SHOWN = 3


def diagram() -> str:
    return _fenced("mermaid", lifecycle.mermaid())


def demo() -> str:
    """What `make demo` prints, in part, from a run of its own."""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [sys.executable, ROOT / "starter.py", "demo"],
            cwd=folder,
            env=clean_environment(),
            capture_output=True,
            text=True,
            check=True,
        )
    return _fenced("text", "\n".join(_abridged(done.stdout)))


def clean_environment() -> dict[str, str]:
    """This process's environment without settings of anybody's own, at a fixed width."""
    ours = ("PAYBYINVOICE_", "TEMPORAL_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return {**kept, "COLUMNS": _WIDTH, "TZ": "UTC"}


def _abridged(told: str) -> Iterator[str]:
    """The chapters shown, long lists cut short, and the last word; `…` where something is left
    out."""
    *chapters, last_word = re.split(r"\n(?=\d+\. |\d+ days in )", told.strip())
    left_out = False
    for chapter in chapters:
        if chapter.partition(".")[0] in _TOLD:
            yield from ["…", ""] if left_out else []
            yield from [*_lists_cut(chapter.rstrip().splitlines()), ""]
            left_out = False
        else:
            left_out = True
    yield from ["…", ""]
    yield from (line.rstrip() for line in last_word.splitlines())


def _lists_cut(lines: Iterable[str]) -> Iterator[str]:
    items = 0
    for line in lines:
        items = items + 1 if line.startswith("     - ") else 0
        if items <= _ITEMS_SHOWN:
            yield line.rstrip()
        elif items == _ITEMS_SHOWN + 1:
            yield "     …"


def overview() -> str:
    return _fenced("text", _help([]))


def commands() -> str:
    """The help page of every command, under a heading each."""
    parts = []
    for area, listed in AREAS.items():
        parts.append(f"### {area}")
        for command in listed:
            page = _help(command.name.split())
            parts += [f"#### {command.name}", _fenced("text", page)]
    return "\n\n".join(parts)


def _help(words: list[str]) -> str:
    before = os.environ.get("COLUMNS")
    os.environ["COLUMNS"] = _WIDTH
    try:
        return help_pages.page(words or ["--help"]).rstrip()
    finally:
        del os.environ["COLUMNS"]
        if before is not None:
            os.environ["COLUMNS"] = before


BLOCKS: Mapping[str, Callable[[], str]] = {
    "diagram": diagram,
    "demo": demo,
    "overview": overview,
    "commands": commands,
    "rules": docs_tables.rules,
    "deadlines": docs_tables.deadlines,
    "refusals": docs_tables.refusals,
    "settings": docs_tables.settings,
}


def blocks_in(text: str) -> dict[str, str]:
    """The generated blocks of a page as they stand there, by name."""
    return {
        found["name"]: found[0][len(found[1]) : -len(found[3])] for found in _BLOCK.finditer(text)
    }


def regenerated(text: str) -> str:
    """The page with every generated block as it should be now."""
    return _BLOCK.sub(lambda found: f"{found[1]}{written(found['name'])}{found[3]}", text)


def written(name: str) -> str:
    """A block as it stands on a page, with the empty lines that Markdown needs around it."""
    return f"\n{BLOCKS[name]()}\n\n"


def _fenced(language: str, text: str) -> str:
    return f"```{language}\n{text}\n```"


if __name__ == "__main__":
    for page in PAGES:
        before = page.read_text(encoding="utf-8")
        if (after := regenerated(before)) != before:
            page.write_text(after, encoding="utf-8")
            sys.stdout.write(f"{page.relative_to(ROOT)} is up to date again.\n")
