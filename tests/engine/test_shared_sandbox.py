"""What the shared sandbox needs of the SDK's private parts is still there."""

import inspect
import sys
from importlib import import_module
from operator import attrgetter

import pytest
from temporalio.worker import workflow_sandbox

from engine import sandbox
from engine.errors import EngineUnusable

PARTS = "temporalio.worker.workflow_sandbox"
NEEDED = {
    f"{PARTS}._runner": ["_Instance", "_Instance._create_instance", "_Instance.activate"],
    f"{PARTS}._importer": ["Importer", "Importer.applied"],
    f"{PARTS}._restrictions": ["RestrictionContext"],
}
SET_BY_THE_SDK = [
    "instance_details",
    "runner_class",
    "importer",
    "_current_thread_id",
    "globals_and_locals",
]
WHAT_NOW = "Take `engine/shared_sandbox.py` and its setting out, or write it for this version."


@pytest.mark.parametrize(
    ("module", "name"), [(module, name) for module, names in NEEDED.items() for name in names]
)
def test_the_sdk_still_has(module: str, name: str) -> None:
    try:
        attrgetter(name)(import_module(module))
    except (ImportError, AttributeError):
        pytest.fail(f"The SDK no longer has {name} in {module}. {WHAT_NOW}")


def test_a_run_of_the_sdk_begins_with_these_and_no_others() -> None:
    begin = import_module(f"{PARTS}._runner")._Instance.__init__
    source = inspect.getsource(begin)
    set_there = {
        line.strip().removeprefix("self.").split()[0].rstrip(":")
        for line in source.splitlines()
        if line.strip().startswith("self.") and "=" in line.split("(")[0]
    }
    assert set_there == set(SET_BY_THE_SDK), (
        f"The SDK's own run begins with {', '.join(sorted(set_there))}. {WHAT_NOW}"
    )


@pytest.mark.parametrize("given", ["restrictions", "restriction_context", "workflow_module_name"])
def test_an_importer_is_still_told(given: str) -> None:
    importer = import_module(f"{PARTS}._importer").Importer
    assert given in inspect.signature(importer).parameters, (
        f"The SDK's Importer no longer takes {given}. {WHAT_NOW}"
    )


@pytest.mark.parametrize("flag", ["is_runtime", "in_activation"])
def test_what_a_sandbox_is_used_for_is_still_noted_in(flag: str) -> None:
    context = import_module(f"{PARTS}._restrictions").RestrictionContext()
    assert hasattr(context, flag), f"The SDK's RestrictionContext has no {flag}. {WHAT_NOW}"


def test_it_is_a_choice() -> None:
    assert type(sandbox.workflow_runner()) is workflow_sandbox.SandboxedWorkflowRunner
    assert type(sandbox.workflow_runner(shared=True)) is not type(sandbox.workflow_runner())


def test_an_sdk_that_no_longer_has_them_is_refused_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "engine.shared_sandbox", None)
    with pytest.raises(EngineUnusable, match="PAYBYINVOICE_SHARED_SANDBOX cannot be used"):
        sandbox.workflow_runner(shared=True)
