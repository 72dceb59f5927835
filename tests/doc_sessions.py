"""Sessions in the documentation: what a page shows is typed in, and what comes back compared.

A fence marked `console` holds commands after `$ ` and what they print; with `&` behind it one goes
on running, and `export` is for those that follow. What is kept in `var` goes to a folder of the
test. `…` stands for what the
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

from engine.local.command import server_binary
from engine.local.ports import free_port
from tests import forks
from tools.docs_demo import ROOT, clean_environment, steady

_FENCE = re.compile(r"^```console\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_READING = frozenset({"list", "status", "timeline", "mails", "workflow"})
"""Commands that change nothing. They may follow a moment behind, so they are asked again."""
_PORT = "8099"
"""Of a program that a page starts."""
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
        self._home, self._port = home, str(free_port())
        self._programs = {"python": sys.executable, "temporal": server_binary()}
        self._running: list[subprocess.Popen[str]] = []

    def printed(self, step: Step) -> str:
        """What the command prints: what the page shows, or else the last that came back."""
        program, *words = map(self._here, shlex.split(step.command))
        if program == "export":
            self._environment |= dict(each.split("=", 1) for each in words)
            return ""
        if words[-1] == "&":
            return self._started(program, words[:-1], len(step.shows.splitlines()))
        deadline = time.monotonic() + _TIMEOUT_SECONDS
        while True:
            printed = self._run(program, words)
            looks = not _READING.isdisjoint(words)
            late = time.monotonic() > deadline
            if not looks or late or shown_by(printed, step.shows):
                return printed

    def end(self) -> None:
        for each in self._running:
            each.terminate()
            each.communicate(timeout=30)

    def _here(self, word: str) -> str:
        """With the test's own folder and port, since others run tests beside it."""
        word = word.replace(_PORT, self._port)
        return str(self._home / word.removeprefix("var/")) if word.startswith("var/") else word

    def _started(self, program: str, words: list[str], lines: int) -> str:
        """The first lines of a program that goes on running."""
        started = subprocess.Popen(
            [self._programs[program], *words],
            cwd=ROOT,
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self._running.append(started)
        assert started.stdout is not None
        return "".join(started.stdout.readline() for _ in range(lines))

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
        typing = Shell(home, f"127.0.0.1:{port}")
        try:
            yield typing
        finally:
            typing.end()
    finally:
        worker.terminate()
        worker.communicate(timeout=30)
