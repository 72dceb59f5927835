"""The default transport: every mail a file, for rehearsals and tests."""

import os
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC
from pathlib import Path

from adapters.mail.message import digest
from adapters.mail.outcomes import Delayed
from application.ports.mail_transport import HandingOver, Message
from domain.notices import Notice
from domain.values.full_disks import is_full


class EmlFolder:
    """Writes `.eml` files, each complete or not at all; a file that exists already stays."""

    idempotent = True

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @asynccontextmanager
    async def session(self) -> AsyncIterator["EmlFolder"]:
        yield self

    async def send(self, mail: Message, handing_over: HandingOver) -> None:
        try:
            # Without a thread: writing a small file takes less time than handing it to one.
            self._write(file_name(mail.notice), mail.as_bytes())
        except OSError as error:
            why = "its disk is full" if is_full(error) else error.strerror
            raise Delayed(f"the mail folder cannot be written: {why}") from error

    def _write(self, name: str, content: bytes) -> None:
        path = self._folder / name
        if path.exists():
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_name(f".{name}.{os.getpid()}")
        unfinished.write_bytes(content)
        unfinished.replace(path)


def file_name(notice: Notice) -> str:
    """Sorts by time; the same for the same key: `20261130T090000Z_approved_sub-1_1f2e3d4c.eml`."""
    at = notice.at.astimezone(UTC)
    # Everything after the first "/": an invoice's number may contain more of them.
    about = notice.request.partition("/")[2] or notice.request
    subject = re.sub(r"[^A-Za-z0-9.-]+", "-", about)[:60]
    moment = f"{at:%Y%m%dT%H%M%S}{at.microsecond // 1000:03}Z"
    return f"{moment}_{notice.kind}_{subject}_{digest(notice.key)[:8]}.eml"
