"""A process that is started again whenever it ends, as a supervisor of a machine would do."""

import asyncio
import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from tests import forks
from tests.chaos.journal import Journal
from tests.forks import ROOT

_GRACE_SECONDS = 60.0
_AT_LEAST_SECONDS = 0.2
"""Between an end and the next start."""


class Kept:
    """One of the programs of a round. Its output goes through a pipe, so that a full disk of its
    own does not keep it from saying so."""

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        environment: Mapping[str, str],
        log: Path,
        journal: Journal,
        *,
        ours: bool = False,
        may_end_with: frozenset[int] = frozenset(),
        started_as: Mapping[str, Any] | None = None,
    ) -> None:
        """Args:
        command: a program and its words.
        ours: whether the program is one of ours, which `forks` starts.
        may_end_with: exit statuses that it may end with by itself.
        started_as: further arguments of its start, such as another user.
        """
        self.name = name
        self.restarts_after = 0.0
        """Seconds that pass before it is started again."""
        self._command = command
        self._environment = environment
        self._log = log
        self._journal = journal
        self._ours = ours
        self._may_end_with = may_end_with
        self._started_as = dict(started_as or {})
        self._process: asyncio.subprocess.Process | forks.Forked | None = None
        self._keeping: asyncio.Task[None] | None = None
        self._killed = self._stopping = False

    @property
    def log(self) -> str:
        """All that it has written so far."""
        return self._log.read_text(errors="replace") if self._log.exists() else ""

    @property
    def processes(self) -> list[int]:
        """Its process and those that it started; none while it is down."""
        if self._process is None or self._process.returncode is not None:
            return []
        return [self._process.pid, *children_of(self._process.pid)]

    def start(self) -> None:
        self._stopping = False
        self._keeping = asyncio.create_task(self._keep())

    async def stop(self) -> None:
        """Asks it to end, as an operator would, and waits for that."""
        self._stopping = True
        if self._process is not None and self._process.returncode is None:
            _send(self._process.pid, signal.SIGTERM)
        if self._keeping is not None:
            try:
                await asyncio.wait_for(self._keeping, _GRACE_SECONDS)
            except TimeoutError:
                self._journal.went_wrong(self.name, f"did not end in {_GRACE_SECONDS:.0f} s")
                self.kill_all()
            self._keeping = None

    def kill(self) -> bool:
        """Kills it outright; whether it ran."""
        if self._process is None or self._process.returncode is not None:
            return False
        self._killed = True
        _send(self._process.pid, signal.SIGKILL)
        self._journal.killed(self.name)
        return True

    def kill_all(self) -> bool:
        """Kills it and what it started, all at once, as a power cut would."""
        found = self.processes
        if not found:
            return False
        self._killed = True
        for pid in found:
            _send(pid, signal.SIGKILL)
        self._journal.killed(self.name)
        return True

    async def _keep(self) -> None:
        while not self._stopping:
            self._killed = False
            self._process = await self._begun()
            self._journal.write(self.name, "started", pid=self._process.pid)
            assert self._process.stdout is not None
            reading = asyncio.create_task(self._write_down(self._process.stdout))
            status = await self._process.wait()
            # What outlives it, such as its engine, may hold the pipe open.
            await asyncio.wait([reading], timeout=2)
            reading.cancel()
            self._journal.write(self.name, "ended", status=status)
            self._judge(status)
            if not self._stopping:
                await asyncio.sleep(max(self.restarts_after, _AT_LEAST_SECONDS))

    async def _begun(self) -> asyncio.subprocess.Process | forks.Forked:
        """Its process, in a session of its own: Ctrl-C is for what keeps it, which ends all."""
        if self._ours:
            return await forks.start(
                self._command[0],
                self._environment,
                self._command[1:],
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                session=True,
            )
        return await asyncio.create_subprocess_exec(
            *self._command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=dict(self._environment),
            cwd=ROOT,
            start_new_session=True,
            **self._started_as,
        )

    def _judge(self, status: int) -> None:
        fine = self._may_end_with | ({-signal.SIGKILL} if self._killed else frozenset())
        # Asked to end while it starts, Python ends as the system says.
        fine |= {0, -signal.SIGTERM} if self._stopping else frozenset()
        if status not in fine:
            self._journal.went_wrong(self.name, f"ended with status {status}")

    async def _write_down(self, output: asyncio.StreamReader) -> None:
        with self._log.open("ab") as log:
            while said := await output.read(65536):
                log.write(said)
                log.flush()


def _send(pid: int, number: int) -> None:
    """Not by asyncio, which looks for the end of a process first, and so takes its exit status away
    from whoever waits for it."""
    with suppress(ProcessLookupError):
        os.kill(pid, number)


def children_of(pid: int) -> list[int]:
    """The processes that this one started, and those that they did."""
    listed = subprocess.run(
        ["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True
    )
    pairs = [tuple(map(int, line.split())) for line in listed.stdout.splitlines()]
    found = [child for child, parent in pairs if parent == pid]
    return [each for child in found for each in (child, *_below(child, pairs))]


def _below(pid: int, pairs: list[tuple[int, ...]]) -> list[int]:
    found = [child for child, parent in pairs if parent == pid]
    return [each for child in found for each in (child, *_below(child, pairs))]
