"""Reads a document in a process of its own that can be stopped: whatever a file makes a library do,
it takes limited time and memory, and delays nobody else."""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import structlog

from adapters.storage.refusals import Flaw, refused
from domain.errors import DocumentRefused

_log = structlog.get_logger(__name__)

SECONDS = 10.0
"""For everything, starting the process included."""
MEMORY_BYTES = 1024 * 1024 * 1024
"""Of address space; a scan takes at most a quarter of it, the libraries about as much."""

_HERE = Path(__file__).parents[2]
_READER = (sys.executable, "-m", "adapters.storage.reading_process")


def read_apart(
    media_type: str, content: bytes, *, seconds: float = SECONDS, reader: Sequence[str] = _READER
) -> None:
    """Raises `DocumentRefused` unless the document can be read completely within the limits."""
    command = [*reader, media_type, str(MEMORY_BYTES), str(max(1, round(seconds)))]
    try:
        # None of our environment, which contains secrets.
        done = subprocess.run(
            command,
            input=content,
            capture_output=True,
            timeout=seconds,
            check=False,
            cwd=_HERE,
            env={},
        )
    except subprocess.TimeoutExpired:
        raise _too_much() from None
    try:
        flaw = json.loads(done.stdout) if done.returncode == 0 else None
    except ValueError:
        flaw = None
    if not isinstance(flaw, dict):
        # It was stopped, by a limit or by the file itself.
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
