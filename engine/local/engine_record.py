"""The file in which the embedded engine writes its address, for other commands of this copy."""

import json
import os
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from engine.local.processes import ProcessIdentity


@dataclass(frozen=True)
class EngineRecord:
    """The content of `var/engine.json`."""

    pid: int
    """Process id of the Temporal server."""
    process_started: str
    """Start time of that process as the system counts it; only good for comparing."""
    address: str
    """`host:port` for Temporal clients."""
    ui: str
    """Address of Temporal's web pages."""
    rehearsal: bool
    """Whether time can be skipped on it."""
    started_at: str
    """ISO 8601, UTC."""

    @property
    def process(self) -> ProcessIdentity:
        return ProcessIdentity(self.pid, self.process_started)

    def write(self, path: Path) -> None:
        write_atomically(path, json.dumps(asdict(self), indent=2) + "\n")


def running_engine(path: Path) -> EngineRecord | None:
    """The engine in the file, if it is still alive."""
    try:
        record = EngineRecord(**json.loads(path.read_text()))
    except (FileNotFoundError, ValueError, TypeError):
        return None
    return record if record.process.is_alive() else None


def write_atomically(path: Path, text: str) -> None:
    """Replaces the file in one step: a reader sees the old text or the new one, never a part."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        draft.write_text(text)
        draft.replace(path)
    finally:
        with suppress(FileNotFoundError):
            draft.unlink()
