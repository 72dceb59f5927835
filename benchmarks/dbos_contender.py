"""The third that is compared: the yardstick's program on DBOS, with a PostgreSQL of its own."""

import asyncio
import json
import sqlite3
import sys
from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any
from uuid import uuid4

from benchmarks import bare
from benchmarks.contenders import ANNA, CARL, DBOS, Life, Step, expect, lives_of_the_yardstick
from benchmarks.processes import cpu_seconds_of_family
from tests.postgres import running_postgres


class OnDbos:
    """Its server is PostgreSQL as it comes, with fsync on."""

    name = DBOS
    mails_each = 3

    def __init__(self, url: str, postmaster: int, scopes: sqlite3.Connection, home: Path) -> None:
        self._url = url
        self._postmaster = postmaster
        self._scopes = scopes
        self._socket = home / "calls"
        self.outbox = home

    @classmethod
    async def open(cls, home: Path, opened: AsyncExitStack) -> "OnDbos":
        scopes = bare.open_database(home)
        opened.callback(scopes.close)
        server = opened.enter_context(running_postgres(durable=True))
        return cls(server.create_database(), server.pid, scopes, home)

    @property
    def worker(self) -> tuple[Sequence[str], dict[str, str]]:
        places = self._url, str(self.outbox), str(self._socket)
        return (sys.executable, "-m", "benchmarks.dbos_worker", *places), {}

    def server_cpu(self) -> float:
        return cpu_seconds_of_family(self._postmaster)

    async def prepare(self, count: int) -> list[Life]:
        return lives_of_the_yardstick(count, self._scopes, self.name)

    def steps(self, life: Life) -> Sequence[Step]:
        return (
            ("open", lambda: self._open(life)),
            ("submit", lambda: self._send(life, "submit", ANNA)),
            ("decide", lambda: self._send(life, "decide", CARL, "48000.00")),
            ("switch", lambda: self._send(life, "switch", ANNA)),
        )

    async def end_of(self, life: Life) -> None:
        ended = await self._call("end", workflow=life.workflow_id)
        expect(ended["state"], "switched")

    async def _open(self, life: Life) -> Any:
        return await self._call(
            "open",
            workflow=life.workflow_id,
            scope=life.scope_id,
            draft=life.draft,
            key=str(uuid4()),
        )

    async def _send(self, life: Life, kind: str, by: str, note: str = "") -> Any:
        message = {"kind": kind, "key": str(uuid4()), "by": by, "note": note}
        answer = await self._call("send", workflow=life.workflow_id, message=message)
        if answer is None or "refused" in answer:
            raise RuntimeError(f"{kind} was not done: {answer}")
        return answer

    async def _call(self, call: str, **arguments: Any) -> Any:
        reader, writer = await asyncio.open_unix_connection(self._socket, limit=1 << 20)
        try:
            writer.write(json.dumps({"call": call, **arguments}).encode() + b"\n")
            return json.loads(await reader.readline())
        finally:
            writer.close()
