"""Reads a document in a process of its own that can be stopped: whatever a file makes a library do,
it takes limited time and memory, and delays nobody else."""

import json
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import structlog

from adapters.storage.refusals import Flaw, refused
from domain.errors import DocumentRefused, ServiceBusy

_log = structlog.get_logger(__name__)

CPU_SECONDS = 10
"""Of processor time: more is the document's own doing."""
WALL_SECONDS = 50.0
"""Until nobody waits any longer, less than most proxies do. Whatever did not compute for so long
only waited for its turn, which says nothing about the document."""
MEMORY_BYTES = 1024 * 1024 * 1024
"""Of address space; a scan takes at most a quarter of it, the libraries about as much."""

_AGAIN_SECONDS = 30
_STOPPED_FROM_OUTSIDE = (signal.SIGKILL, signal.SIGTERM, signal.SIGINT)
"""By a machine without memory, by a supervisor, at the keyboard. The limit of processor time ends
with a signal of its own."""

_HERE = Path(__file__).parents[2]
_READER = (sys.executable, "-m", "adapters.storage.reading_process")


def read_apart(
    media_type: str,
    content: bytes,
    *,
    cpu_seconds: int = CPU_SECONDS,
    wall_seconds: float = WALL_SECONDS,
    reader: Sequence[str] = _READER,
) -> None:
    """Reads the document completely.

    Raises:
        DocumentRefused: it cannot be read within the limits of processor time and memory.
        ServiceBusy: this machine did not get to it, which says nothing about the document.
    """
    command = [*reader, media_type, str(MEMORY_BYTES), str(cpu_seconds)]
    try:
        # None of our environment, which contains secrets.
        done = subprocess.run(
            command,
            input=content,
            capture_output=True,
            timeout=wall_seconds,
            check=False,
            cwd=_HERE,
            env={},
        )
    except (subprocess.TimeoutExpired, OSError) as failure:
        # It did not end, or no process could be started.
        _log.warning("A document could not be read for now.", why=type(failure).__name__)
        raise _not_now() from None
    if -done.returncode in _STOPPED_FROM_OUTSIDE:
        _log.warning("The reading of a document was stopped.", status=done.returncode)
        raise _not_now()
    try:
        flaw = json.loads(done.stdout) if done.returncode == 0 else None
    except ValueError:
        flaw = None
    if not isinstance(flaw, dict):
        # A limit or the file itself ended it.
        why = done.stderr.decode(errors="replace").strip().rpartition("\n")[2].partition(":")[0]
        _log.warning("A document could not be read.", status=done.returncode, why=why)
        raise _too_much()
    if flaw:
        raise DocumentRefused(flaw["reason"], **flaw["details"])


def _too_much() -> DocumentRefused:
    return refused(
        Flaw.UNREADABLE,
        "The file could not be read within the time and memory that a document takes. Please scan "
        "or export it again.",
    )


def _not_now() -> ServiceBusy:
    return ServiceBusy(
        "The file could not be looked at now, since too much else is done here. Nothing is wrong"
        f" with it and nothing was stored: please try again in {_AGAIN_SECONDS} seconds.",
        _AGAIN_SECONDS,
        service="documents",
    )
