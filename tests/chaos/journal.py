"""What was done to whom, and what was acknowledged to each actor: lines of JSON, as it happens."""

import json
import time
from collections import Counter
from pathlib import Path
from typing import Any


class Wrong(Exception):
    """Something that must never be, in one sentence."""


class Journal:
    """One file of a round. Moments are seconds since it began."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.kills: Counter[str] = Counter()
        """How often what was killed."""
        self.pauses: Counter[str] = Counter()
        self.full_disks = 0
        self.answers: Counter[str] = Counter()
        """How steps were answered: done, refused, unanswered."""
        self.wrong: list[str] = []
        self._began = time.monotonic()
        self._lines = file.open("a", encoding="utf-8")

    def write(self, who: str, what: str, **facts: Any) -> None:
        line = {"at": round(self.seconds, 3), "who": who, "what": what, **facts}
        self._lines.write(json.dumps(line, default=str) + "\n")
        self._lines.flush()

    def killed(self, whom: str) -> None:
        self.kills[whom] += 1
        self.write("chaos", "kill", whom=whom)

    def paused(self, whom: str, seconds: float) -> None:
        self.pauses[whom] += 1
        self.write("chaos", "pause", whom=whom, seconds=round(seconds, 2))

    def disk_full(self, seconds: float) -> None:
        self.full_disks += 1
        self.write("chaos", "disk full", seconds=round(seconds, 2))

    def went_wrong(self, who: str, sentence: str) -> None:
        self.wrong.append(f"{who}: {sentence}")
        self.write(who, "WRONG", sentence=sentence)

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._began

    def close(self) -> None:
        self._lines.close()
