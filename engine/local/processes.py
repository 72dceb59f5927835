"""Processes that are not our children: finding one, whether it lives, and stopping it."""

import contextlib
import os
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

_POLL_SECONDS = 0.02


@dataclass(frozen=True)
class ProcessIdentity:
    """A process id with the start time: the system reuses ids alone."""

    pid: int
    started: str

    @classmethod
    def of(cls, pid: int) -> "ProcessIdentity | None":
        """The process that has this id now; None if there is none, or only its exit status is
        left."""
        started = _start_time(pid)
        return cls(pid, started) if started else None

    def is_alive(self) -> bool:
        return ProcessIdentity.of(self.pid) == self


def stop(process: ProcessIdentity, *, grace_seconds: float) -> None:
    """Asks a process to end, and kills it after the grace period."""
    for how, timeout in ((signal.SIGTERM, grace_seconds), (signal.SIGKILL, 5.0)):
        if not process.is_alive():
            return
        with contextlib.suppress(ProcessLookupError):
            os.kill(process.pid, how)
        deadline = time.monotonic() + timeout
        while process.is_alive() and time.monotonic() < deadline:
            time.sleep(_POLL_SECONDS)


def _start_time(pid: int) -> str | None:
    if Path("/proc/self/stat").exists():
        return _start_time_on_linux(pid)
    answer = subprocess.run(
        ["ps", "-o", "stat=,lstart=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    state, _, started = answer.stdout.strip().partition(" ")
    return started.strip() if started and not state.startswith("Z") else None


def _start_time_on_linux(pid: int) -> str | None:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return None
    # The command's name is in brackets and may contain spaces and brackets itself.
    state, *numbers = stat.rpartition(")")[2].split()
    return numbers[18] if state not in "ZX" else None
