"""A lock that allows one embedded engine for each home folder."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from engine.errors import EngineAlreadyRunning
from engine.local.processes import ProcessIdentity


class EngineLock:
    """Held by the process that runs the engine; its file says which process that is and its
    address.

    The system releases it whenever the holder ends. What the holder wrote stays readable, so that
    the next holder can find a server that the last one left behind.
    """

    def __init__(self, file: IO[str], left_behind: ProcessIdentity | None) -> None:
        self._file = file
        self.left_behind = left_behind
        """A server that the previous holder had started and never stopped."""

    def note(self, *, address: str, server: ProcessIdentity | None) -> None:
        """Writes down what this process runs, for other processes."""
        note = {
            "holder": os.getpid(),
            "address": address,
            "server": [server.pid, server.started] if server else None,
        }
        self._file.seek(0)
        self._file.truncate()
        json.dump(note, self._file)
        self._file.flush()


@contextmanager
def held(path: Path) -> Iterator[EngineLock]:
    """Holds the lock; raises `EngineAlreadyRunning` when another process does."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise _already_running(_read(file), path.parent) from None
        server = _read(file).get("server")
        yield EngineLock(file, ProcessIdentity(*server) if server else None)


def _read(file: IO[str]) -> dict[str, Any]:
    file.seek(0)
    try:
        note = json.load(file)
    except ValueError:
        return {}
    return note if isinstance(note, dict) else {}


def _already_running(note: dict[str, Any], home: Path) -> EngineAlreadyRunning:
    holder, address = note.get("holder", "unknown"), note.get("address", "not up yet")
    return EngineAlreadyRunning(
        f"The embedded engine of {home} is already running (process {holder}, {address}). "
        "Stop it first, or set PAYBYINVOICE_HOME to another folder to run a second copy.",
        pid=holder,
        address=address,
    )
