"""The demo's output in the documentation, and how it is compared with a new run."""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
IMAGES = ROOT / "docs" / "images"
WIDTH = "100"
"""Columns of all output that is shown."""

_SHOWN = frozenset({"2", "4", "6", "12", "13"})
"""The chapters of the demo that the README shows."""
_ITEMS_SHOWN = 3
_VARIES = (
    (
        r"(?:[A-Z][a-z]{2} )?\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?)?(?:Z|\+00:00)?",
        "*",
    ),
    (r"[A-Z][a-z]{2} \d\d [A-Z][a-z]{2} \d{4}", "*"),
    (r"\b(?:in )?\d+ (?:second|minute|hour)s?(?: ago| from now)?|\bnow\b", "*"),
    (r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", "*"),
    (r"127\.0\.0\.1:\d+", "*"),
    (r"─+", "─"),
    (r"[ \t]+", " "),
)
"""What differs in every run: dates, distances in time, ids, addresses, widths."""


def excerpt() -> str:
    """A part of what `make demo` prints, from a run of its own.

    Raises:
        RuntimeError: it does not get through, with what it said.
    """
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [sys.executable, ROOT / "starter.py", "demo"],
            cwd=folder,
            env=clean_environment(),
            capture_output=True,
            text=True,
        )
    if done.returncode:
        raise RuntimeError(f"the demo failed:\n{done.stdout}{done.stderr}")
    return "\n".join(_abridged(done.stdout))


def clean_environment() -> dict[str, str]:
    """This process's environment without its own settings, at a fixed width."""
    ours = ("PAYBYINVOICE_", "TEMPORAL_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return {**kept, "COLUMNS": WIDTH, "TZ": "UTC"}


def _abridged(printed: str) -> Iterator[str]:
    """The chapters shown, long lists shortened, and the last words; `…` where something is left
    out."""
    *chapters, last_word = re.split(r"\n(?=\d+\. |\d+ days in )", printed.strip())
    left_out = False
    for chapter in chapters:
        if chapter.partition(".")[0] in _SHOWN:
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


def steady(text: str) -> str:
    """The text without what differs in every run, and without empty lines."""
    for pattern, instead in _VARIES:
        text = re.sub(pattern, instead, text)
    return "\n".join(line for line in map(str.strip, text.splitlines()) if line)
