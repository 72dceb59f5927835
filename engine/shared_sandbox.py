"""The sandbox that workflows run in."""

import threading
from dataclasses import dataclass, field
from typing import Any

from temporalio.bridge.proto.workflow_activation import WorkflowActivation
from temporalio.bridge.proto.workflow_completion import WorkflowActivationCompletion
from temporalio.worker import WorkflowInstance, WorkflowInstanceDetails
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, _runner
from temporalio.worker.workflow_sandbox._importer import Importer
from temporalio.worker.workflow_sandbox._restrictions import RestrictionContext
from temporalio.workflow import unsafe


@dataclass(frozen=True)
class Sandbox(SandboxedWorkflowRunner):
    """The SDK's sandbox, but one for all runs of a workflow.

    It refuses all that the SDK's refuses. The SDK makes a sandbox for each run and executes the
    workflow's file in it again, so that no two runs share a global variable. Ours have none to
    share, and a test checks that.
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
    """One run."""

    def __init__(
        self, details: WorkflowInstanceDetails, sandbox: Sandbox, importer: Importer
    ) -> None:
        # As the SDK does, except for the importer, which the SDK makes here.
        self.instance_details = details
        self.runner_class = sandbox.runner_class
        self.importer = importer
        self.globals_and_locals = {"__file__": "workflow_sandbox.py"}
        self._current_thread_id = None
        self._create_instance()
        self._inside: Any = self.globals_and_locals["__temporal_in_sandbox"]

    def activate(self, act: WorkflowActivation) -> WorkflowActivationCompletion:
        # As the SDK does, except for compiling a line of source each time.
        context = self.importer.restriction_context
        context.is_runtime = context.in_activation = True
        unsafe._set_in_sandbox(True)
        self._current_thread_id = threading.get_ident()
        try:
            with self.importer.applied():
                completion: WorkflowActivationCompletion = self._inside.activate(act)
            return completion
        finally:
            self._current_thread_id = None
            unsafe._set_in_sandbox(False)
            context.is_runtime = context.in_activation = False
