"""Records the histories that later workflow code must still replay: `python -m
tests.workflows.record` for what the present set lacks, `python -m tests.workflows.record v2` for a
new one.

The old ones are never written over, and kept for as long as a request of their time may still be
open.
"""

import json
import logging
import sys
from contextlib import AsyncExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from temporalio.client import Client

from engine.leaving import run_and_leave
from tests.temporal_server import temporal_server
from tests.workflows.invoice_lives import INVOICE_LIVES, InvoiceLife
from tests.workflows.lives import LIVES, Life
from tests.workflows.system import at_work, opened_system, settings_for

HISTORIES = Path(__file__).parent / "histories"
PRESENT = "v1"


EVERY_LIFE: tuple[Life | InvoiceLife, ...] = (*LIVES, *INVOICE_LIVES)


async def record(version: str) -> int:
    HISTORIES.mkdir(exist_ok=True)
    logging.disable(logging.WARNING)  # two of the lives have an outage
    async with temporal_server() as temporal:
        for life in EVERY_LIFE:
            file = HISTORIES / f"{life.__name__}.{version}.json"
            if file.exists():
                continue  # what was recorded is never written over
            history = await _lived(life, temporal)
            file.write_text(json.dumps(history, indent=1) + "\n", encoding="utf-8")
            sys.stdout.write(f"{file.name}: {len(history['events'])} events\n")
    return 0


async def _lived(life: Life | InvoiceLife, temporal: Client) -> dict[str, Any]:
    async with AsyncExitStack() as opened:
        home = Path(opened.enter_context(TemporaryDirectory()))
        system = await opened.enter_async_context(opened_system(temporal, settings_for(home)))
        await opened.enter_async_context(at_work(system))
        lived = await life(system)
        workflow = temporal.get_workflow_handle(lived.workflow_id)
        await workflow.result()
        await system.assert_healthy()
        history = await workflow.fetch_history()
    cleaned: dict[str, Any] = _without_traces_of_this_machine(history.to_json_dict())
    return cleaned


def _without_traces_of_this_machine(part: Any) -> Any:
    """Who ran it and where its code stood: nothing that a replay reads."""
    if isinstance(part, list):
        return [_without_traces_of_this_machine(each) for each in part]
    if isinstance(part, dict):
        dropped = ("identity", "stackTrace", "cause")
        return {
            name: _without_traces_of_this_machine(value)
            for name, value in part.items()
            if name not in dropped or (name == "cause" and not isinstance(value, dict))
        }
    return part


if __name__ == "__main__":
    chosen = sys.argv[1] if len(sys.argv) > 1 else PRESENT
    run_and_leave(lambda: record(chosen))
