"""DBOS's worker process: `python -m benchmarks.dbos_worker DATABASE_URL HOME SOCKET`.

It takes the driver's calls at a socket of its own, as a DBOS application takes them over HTTP: so
DBOS neither polls a queue for them nor pays for HTTP. A call is a line of JSON, and so its answer.
"""

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

from dbos import DBOS, SetWorkflowID, WorkflowHandleAsync

from benchmarks.bare import BareActivities, open_database
from benchmarks.dbos_program import DbosRequest
from benchmarks.processes import READY
from engine.leaving import run_and_leave
from engine.stopping import stop_requested

_ANSWERED_WITHIN_SECONDS = 60


class Calls:
    """What the driver may ask for."""

    def __init__(self, program: DbosRequest) -> None:
        self._program = program
        self._started: dict[str, WorkflowHandleAsync[dict[str, Any]]] = {}

    async def connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        call = json.loads(await reader.readline())
        answer = await getattr(self, call.pop("call"))(**call)
        writer.write(json.dumps(answer).encode() + b"\n")
        await writer.drain()
        writer.close()

    async def open(self, workflow: str, scope: str, draft: dict[str, Any], key: str) -> Any:
        with SetWorkflowID(workflow):
            self._started[workflow] = await DBOS.start_workflow_async(
                self._program.run, scope, draft, key
            )
        return await DBOS.get_event_async(workflow, key, _ANSWERED_WITHIN_SECONDS)

    async def send(self, workflow: str, message: dict[str, Any]) -> Any:
        await DBOS.send_async(workflow, message, idempotency_key=message["key"])
        return await DBOS.get_event_async(workflow, message["key"], _ANSWERED_WITHIN_SECONDS)

    async def end(self, workflow: str) -> Any:
        return await self._started.pop(workflow).get_result()


async def main(database_url: str, home: Path, socket: Path) -> int:
    DBOS(config={"name": "bare", "system_database_url": database_url})
    program = DbosRequest(BareActivities(open_database(home), home))
    DBOS.launch()
    stopping = stop_requested()
    async with await asyncio.start_unix_server(Calls(program).connected, socket, limit=1 << 20):
        print(READY, flush=True)
        await stopping.wait()
    DBOS.destroy()
    return 0


if __name__ == "__main__":
    run_and_leave(lambda: main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])))
