"""Replays every recorded history in a process whose traces are on; says what failed, and how many
spans came of it."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from pathlib import Path

from opentelemetry import trace
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from temporalio.client import WorkflowHistory
from temporalio.contrib.opentelemetry import OpenTelemetryPlugin, create_tracer_provider
from temporalio.worker import Replayer

from engine.converter import DATA_CONVERTER
from engine.leaving import run_and_leave
from engine.observing import causes
from engine.sandbox import workflow_runner
from engine.workers import WORKFLOWS
from tests.workflows.record import HISTORIES


def read(file: Path) -> WorkflowHistory:
    content = json.loads(file.read_text(encoding="utf-8"))
    started = content["events"][0]["workflowExecutionStartedEventAttributes"]
    return WorkflowHistory.from_json(started["workflowId"], content)


async def replay_all() -> int:
    kept = InMemorySpanExporter()
    provider = create_tracer_provider()
    provider.add_span_processor(SimpleSpanProcessor(kept))
    trace.set_tracer_provider(provider)
    replayer = Replayer(
        workflows=WORKFLOWS,
        workflow_runner=workflow_runner(),
        data_converter=DATA_CONVERTER,
        plugins=[OpenTelemetryPlugin(add_temporal_spans=True), causes.plugin()],
    )
    recorded: dict[str, str] = {}

    async def histories() -> AsyncIterator[WorkflowHistory]:
        for file in sorted(HISTORIES.glob("*/*.json")):
            history = await asyncio.to_thread(read, file)
            recorded[history.run_id] = file.name
            yield history

    found = await replayer.replay_workflows(histories(), raise_on_replay_failure=False)
    failed = [recorded[run] for run in found.replay_failures]
    spans = len(kept.get_finished_spans())
    sys.stderr.write(json.dumps({"replayed": len(recorded), "failed": failed, "spans": spans}))
    return 0


if __name__ == "__main__":
    run_and_leave(replay_all)
