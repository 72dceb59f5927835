"""Sessions in the documentation: what a page shows is typed in, and what comes back compared.

A fence marked `console` holds commands after `$ ` and what they print. `…` stands for what the
page leaves out: on a line of its own for any lines, within one for any text. Dates, times, ids
and addresses may be others each time.
"""

import os
import re
import shlex
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import NamedTuple

from engine.command import server_binary
from engine.ports import free_port
from tests import forks
from tools.docs_demo import ROOT, clean_environment, steady

_FENCE = re.compile(r"^```console\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_READING = frozenset({"list", "status", "timeline", "mails", "workflow"})
"""Commands that change nothing. They may follow a moment behind, so they are asked again."""
_TIMEOUT_SECONDS = 10.0
_RUN_SECONDS = 60.0


class Step(NamedTuple):
    command: str
    shows: str


def sessions_in(text: str) -> list[Step]:
    """The steps of every session of a page, in order."""
    steps = []
    for fence in _FENCE.finditer(text):
        for part in re.split(r"^\$ ", fence[1], flags=re.MULTILINE)[1:]:
            command, _, shows = part.partition("\n")
            steps.append(Step(command, shows))
    return steps


def shown_by(printed: str, shows: str) -> bool:
    """Whether a page may show this for what was printed."""
    lines = [
        r"(?:.*\n)*" if line == "…" else f"{re.escape(line).replace('…', '.*')}\n"
        for line in steady(shows).splitlines()
    ]
    return (
        re.fullmatch("".join(lines), f"{steady(printed)}\n" if printed.strip() else "") is not None
    )


class Shell:
    """Types commands for a worker that runs here with an engine of its own."""

    def __init__(self, home: Path, address: str) -> None:
        self._environment = {
            **clean_environment(),
            "PAYBYINVOICE_HOME": str(home),
            "TEMPORAL_ADDRESS": address,
        }
        self._programs = {"python": sys.executable, "temporal": server_binary()}

    def printed(self, step: Step) -> str:
        """What the command prints: what the page shows, or else the last that came back."""
        program, *words = shlex.split(step.command)
        deadline = time.monotonic() + _TIMEOUT_SECONDS
        while True:
            printed = self._run(program, words)
            looks = not _READING.isdisjoint(words)
            late = time.monotonic() > deadline
            if not looks or late or shown_by(printed, step.shows):
                return printed

    def _run(self, program: str, words: list[str]) -> str:
        with Path(os.devnull).open("rb") as nothing, TemporaryFile() as printed:
            if (program, words[0]) == ("python", "starter.py"):
                forks.run(words[1:], self._environment, (nothing, printed, printed), _RUN_SECONDS)
            else:
                subprocess.run(
                    [self._programs[program], *words],
                    cwd=ROOT,
                    env=self._environment,
                    stdin=nothing,
                    stdout=printed,
                    stderr=printed,
                    timeout=_RUN_SECONDS,
                )
            printed.seek(0)
            return printed.read().decode()


@contextmanager
def shell(home: Path) -> Iterator[Shell]:
    """A worker with an engine for rehearsals, as the pages start one, for as long as it lasts."""
    port = free_port()
    ports = ["--port", str(port), "--ui-port", str(free_port())]
    worker = subprocess.Popen(
        [sys.executable, "worker.py", "--dev", "--rehearsal", *ports],
        cwd=ROOT,
        env={**clean_environment(), "PAYBYINVOICE_HOME": str(home)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert worker.stdout is not None
        assert "running" in worker.stdout.readline(), "the worker did not start"
        yield Shell(home, f"127.0.0.1:{port}")
    finally:
        worker.terminate()
        worker.communicate(timeout=30)
