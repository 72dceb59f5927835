"""A mail server that writes down what it took before it says so: `python -m
tests.chaos.mail_server PORT FILE`. Whoever is killed meanwhile, the file has what was taken."""

import asyncio
import os
import sys
from collections import Counter
from email.parser import BytesHeaderParser
from pathlib import Path
from typing import IO

from aiosmtpd.smtp import SMTP, Envelope, Session


class _Mailbox:
    def __init__(self, record: IO[bytes]) -> None:
        self._record = record

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        headers = BytesHeaderParser().parsebytes(envelope.original_content or b"")
        self._record.write(f"{headers['Message-ID']}\n".encode())
        self._record.flush()
        os.fsync(self._record.fileno())
        return "250 OK"


def taken(file: Path) -> Counter[str]:
    """How often it took each message, by its `Message-ID`."""
    return Counter(file.read_text().split()) if file.exists() else Counter()


async def _serve(port: int, file: Path) -> None:
    with file.open("ab") as record:
        loop = asyncio.get_running_loop()
        server = await loop.create_server(
            lambda: SMTP(_Mailbox(record), hostname="localhost", enable_SMTPUTF8=True, loop=loop),
            "127.0.0.1",
            port,
        )
        async with server:
            await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1]), Path(sys.argv[2])))
