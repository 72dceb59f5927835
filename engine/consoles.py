"""The address of the console, for letters and commands that name it."""

import json
import os
from contextlib import suppress
from dataclasses import asdict, dataclass

from engine.local.engine_record import write_atomically
from engine.local.processes import ProcessIdentity
from settings import Settings


@dataclass(frozen=True)
class ConsoleRecord:
    """The content of `var/console.json`: the console of this copy, while its process lives."""

    pid: int
    process_started: str
    url: str

    @classmethod
    def of_this_process(cls, url: str) -> "ConsoleRecord":
        process = ProcessIdentity.of(os.getpid())
        return cls(os.getpid(), process.started if process else "", url)

    def write(self, settings: Settings) -> None:
        path = settings.console_file
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, json.dumps(asdict(self), indent=2) + "\n")

    def forget(self, settings: Settings) -> None:
        """Removes the file when the console ends, unless another console has written its own
        since."""
        with suppress(FileNotFoundError):
            if _read(settings) == self:
                settings.console_file.unlink()


def running_console(settings: Settings) -> str | None:
    """The address of the console that this copy runs, if one is running."""
    record = _read(settings)
    if record is None or not ProcessIdentity(record.pid, record.process_started).is_alive():
        return None
    return record.url


def address_for_letters(settings: Settings) -> str | None:
    """The beginning of links in letters: the configured address, or that of the console running
    here. Mail that only becomes files may use the default address; real mail contains no link
    rather than one that leads nowhere."""
    if settings.public_url is not None:
        return settings.console_url
    by_default = settings.console_url if settings.smtp_url is None else None
    return running_console(settings) or by_default


def _read(settings: Settings) -> ConsoleRecord | None:
    try:
        return ConsoleRecord(**json.loads(settings.console_file.read_text()))
    except (FileNotFoundError, ValueError, TypeError):
        return None
