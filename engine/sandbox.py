"""The sandbox that workflows run in."""

from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

from engine.errors import EngineUnusable

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


def workflow_runner(shared: bool = False) -> SandboxedWorkflowRunner:
    """The sandbox, for workers, the replayer and tests.

    `shared`: one for all runs of a workflow instead of the SDK's own, which makes one for each.

    Raises:
        EngineUnusable: the SDK has none of the private parts any more that a shared one needs.
    """
    restrictions = SandboxRestrictions.default.with_passthrough_modules(*PURE_MODULES)
    if not shared:
        return SandboxedWorkflowRunner(restrictions=restrictions)
    try:
        from engine.shared_sandbox import SharedSandbox
    except ImportError as gone:
        raise EngineUnusable(
            "PAYBYINVOICE_SHARED_SANDBOX cannot be used with this version of Temporal's SDK: "
            f"{gone}. Leave it out."
        ) from gone
    return SharedSandbox(restrictions=restrictions)
