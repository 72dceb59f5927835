"""What the programs of a round wrote: no traceback, and nobody's name."""

import re
from pathlib import Path

from tests.chaos.journal import Journal

_PERSONAL = (
    "anna@", "ben@", "ap@contoso", "carl@", "vera@", "paula@", "Anna de Vries", "Contoso B.V.",
    "Contoso Nederland", "Contoso BV", "Stationsplein", "+31 20 555", "Carla Smit",
    "Our finance department", "our suppliers",
)  # fmt: skip
"""Of the customers and colleagues who act in a round."""
_TRACEBACK = re.compile(r"Traceback \(most recent call last\)|^panic:|^goroutine \d", re.MULTILINE)

_ITS_DISK_WAS_FULL = re.compile(
    r"panic: write /dev/stdout: no space left on device\n(?:.*\n)*?goroutine 1 \[running\]:.*\n"
    r"(?:(?!Temporal CLI ).*\n)*"
)
"""How the engine's own program ends when it cannot say that it has started. It is started again."""


def check_outputs(folder: Path, journal: Journal) -> None:
    for log in sorted(folder.glob("*.log")):
        text = log.read_text(errors="replace")
        found = [name for name in _PERSONAL if name in text]
        if found:
            journal.went_wrong(log.stem, f"its log has personal data: {found}")
        if broken := _TRACEBACK.search(_ITS_DISK_WAS_FULL.sub("", text)):
            journal.went_wrong(
                log.stem, f"its log has: {broken.string[broken.start() : broken.start() + 3000]}"
            )
