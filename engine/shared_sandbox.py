"""One sandbox for all runs of a workflow: a choice, made of private parts of the SDK."""

import threading
from dataclasses import dataclass, field

from temporalio.worker import WorkflowInstance, WorkflowInstanceDetails
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, _runner
from temporalio.worker.workflow_sandbox._importer import Importer
from temporalio.worker.workflow_sandbox._restrictions import RestrictionContext


@dataclass(frozen=True)
class SharedSandbox(SandboxedWorkflowRunner):
    """The SDK's sandbox, but one for all runs of a workflow.

    It refuses all that the SDK's refuses. The SDK makes a sandbox for each run and executes the
    workflow's file in it again, so that no two runs share a global variable. Ours have none to
    share, and a test checks that.

    `tests/engine/test_shared_sandbox.py` names what this needs of the SDK's private parts.
    """

    _importers: dict[str, Importer] = field(default_factory=dict, init=False, compare=False)
    """By the workflow's module, which each importer has executed once."""

    def create_instance(self, det: WorkflowInstanceDetails) -> WorkflowInstance:
        module = det.defn.cls.__module__
        importer = self._importers.get(module)
        if importer is None:
            importer = Importer(self.restrictions, _Context(), workflow_module_name=module)
            self._importers[module] = importer
        return _Instance(det, self, importer)


class _Context(RestrictionContext, threading.local):
    """What the sandbox is used for, for each thread: loading or running."""


class _Instance(_runner._Instance):
    """One run: as the SDK makes it, except for the importer, which is given."""

    def __init__(
        self, details: WorkflowInstanceDetails, sandbox: SharedSandbox, importer: Importer
    ) -> None:
        self.instance_details = details
        self.runner_class = sandbox.runner_class
        self.importer = importer
        self._current_thread_id = None
        self.globals_and_locals = {"__file__": "workflow_sandbox.py"}
        self._create_instance()
