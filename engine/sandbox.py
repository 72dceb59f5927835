"""The sandbox that workflows run in."""

from temporalio.worker import UnsandboxedWorkflowRunner, WorkflowRunner
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

PURE_MODULES = (
    "activities", "adapters", "application", "domain", "settings",
    "workflows.attributes", "workflows.lateness", "workflows.listing", "workflows.options",
    "workflows.background",
    "workflows.publishing", "workflows.request_updates", "workflows.run_length", "workflows.steps",
    "email_validator", "idna", "phonenumbers",
    "publicsuffixlist", "pydantic", "pydantic_core", "stdnum", "transitions", "yaml",
)  # fmt: skip
"""Loaded once, outside the sandbox, because what these do is deterministic. Only the workflow's own
file is executed in it."""


def workflow_runner(sandboxed: bool = True) -> WorkflowRunner:
    """What runs workflows, for workers, the replayer and tests.

    `sandboxed`: in the SDK's sandbox, which refuses what a replay could not repeat.
    """
    if not sandboxed:
        return UnsandboxedWorkflowRunner()
    restrictions = SandboxRestrictions.default.with_passthrough_modules(*PURE_MODULES)
    return SandboxedWorkflowRunner(restrictions=restrictions)
