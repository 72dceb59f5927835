"""What today's workflow code asks of the engine in a recorded life: `python -m
tests.workflows.commands` writes it beside each history of this release that has none.
"""

import asyncio
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from temporalio.client import WorkflowHistory
from temporalio.worker import (
    Replayer,
    WorkflowInstance,
    WorkflowInstanceDetails,
    WorkflowRunner,
)

from engine.converter import DATA_CONVERTER
from engine.sandbox import workflow_runner
from engine.workers import WORKFLOWS
from tests.workflows.record import PRESENT


@dataclass
class Watched(WorkflowRunner):
    """A runner that keeps the commands of the workflows that it runs."""

    inner: WorkflowRunner
    commands: list[str]

    def prepare_workflow(self, defn: Any) -> None:
        self.inner.prepare_workflow(defn)

    def create_instance(self, det: WorkflowInstanceDetails) -> WorkflowInstance:
        return _Instance(self.inner.create_instance(det), self.commands)

    def set_worker_level_failure_exception_types(self, types: Any) -> None:
        self.inner.set_worker_level_failure_exception_types(types)


class _Instance(WorkflowInstance):
    def __init__(self, inner: WorkflowInstance, commands: list[str]) -> None:
        self.inner = inner
        self.commands = commands

    def activate(self, act: Any) -> Any:
        completion = self.inner.activate(act)
        self.commands.extend(map(_said, completion.successful.commands))
        return completion

    def get_serialization_context(self, command_info: Any) -> Any:
        return self.inner.get_serialization_context(command_info)

    def get_external_store_context(self, command_info: Any) -> Any:
        return self.inner.get_external_store_context(command_info)

    def get_info(self) -> Any:
        return self.inner.get_info()


def _said(command: Any) -> str:
    """Its kind, and the name that it has for people."""
    kind = command.WhichOneof("variant")
    about = getattr(command, kind)
    if kind in ("schedule_activity", "schedule_local_activity"):
        return f"{kind} {about.activity_type}"
    if kind == "start_timer":
        return f"{kind} {json.loads(command.user_metadata.summary.data or b'null') or ''}".strip()
    if kind == "upsert_workflow_search_attributes":
        return f"{kind} {' '.join(sorted(about.search_attributes.indexed_fields))}"
    if kind == "set_patch_marker":
        return f"{kind} {about.patch_id}"
    if kind == "update_response":
        return f"{kind} {about.WhichOneof('response')}"
    return str(kind)


async def commands_in(recorded: Path) -> list[str]:
    """What today's code asks for when it replays this life."""
    content = json.loads(recorded.read_text(encoding="utf-8"))
    started = content["events"][0]["workflowExecutionStartedEventAttributes"]
    commands: list[str] = []
    replayer = Replayer(
        workflows=WORKFLOWS,
        workflow_runner=Watched(workflow_runner(), commands),
        data_converter=DATA_CONVERTER,
    )
    history = WorkflowHistory.from_json(started["workflowId"], content)
    await replayer.replay_workflow(history, raise_on_replay_failure=False)
    return commands


def written(recorded: Path) -> list[str]:
    """The commands that were written down when this life was recorded."""
    return recorded.with_suffix(".txt").read_text(encoding="utf-8").splitlines()


async def write(folder: Path) -> None:
    for recorded in sorted(folder.glob("*.json")):
        file = recorded.with_suffix(".txt")
        if not file.exists():
            lines = [f"{each}\n" for each in await commands_in(recorded)]
            with file.open("x", encoding="utf-8") as opened:
                opened.writelines(lines)


if __name__ == "__main__":
    asyncio.run(write(PRESENT))
