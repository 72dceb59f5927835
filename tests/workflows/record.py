"""Records the histories that later workflow code must still replay: `python -m
tests.workflows.record` for what this release lacks, or with the names of lives for only these.

What was recorded is never written over: what is new is recorded for a new release. `make check`
compares with the base.
"""

import json
import logging
import sys
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from packaging.version import Version
from temporalio.client import Client

from engine.leaving import run_and_leave
from release import RELEASE
from tests.temporal_server import temporal_server
from tests.workflows.billing import Billing
from tests.workflows.clock_lives import Checks, clocks_checked
from tests.workflows.invoice_lives import INVOICE_LIVES, InvoiceLife
from tests.workflows.lives import LIVES, Life
from tests.workflows.service_lives import (
    ServiceRun,
    billing_system_looked_at,
    inbox_looked_into,
    limits_reviewed,
    provider_followed,
    provider_told,
    records_retained,
    webhooks_delivered,
)
from tests.workflows.system import System, at_work, opened_system, settings_for

HISTORIES = Path(__file__).parent / "histories"
"""With a folder for each release."""

PRESENT = HISTORIES / RELEASE

AnyLife = Life | InvoiceLife | Callable[[System], Awaitable[Checks | ServiceRun]]

EVERY_LIFE: tuple[AnyLife, ...] = (
    *LIVES,
    *INVOICE_LIVES,
    clocks_checked,
    inbox_looked_into,
    provider_followed,
    billing_system_looked_at,
    webhooks_delivered,
    provider_told,
    limits_reviewed,
    records_retained,
)


def releases(folder: Path = HISTORIES) -> list[Path]:
    """The folders of all releases, the oldest first."""
    return sorted((each for each in folder.iterdir() if each.is_dir()), key=_version)


def _version(folder: Path) -> Version:
    return Version(folder.name)


def newest(life: str) -> Path:
    """The recording of this life that the latest release made."""
    return [each / f"{life}.json" for each in releases() if (each / f"{life}.json").exists()][-1]


async def record(names: Sequence[str]) -> int:
    there = [name for name in names if _file(name).exists()]
    if there:
        sys.stderr.write(
            f"Release {RELEASE} has recorded {', '.join(there)} already, and nothing is written"
            " over. Raise the version in pyproject.toml and release.py first.\n"
        )
        return 2
    if unknown := set(names) - {life.__name__ for life in EVERY_LIFE}:
        sys.stderr.write(f"There is no life called {', '.join(sorted(unknown))}.\n")
        return 2
    chosen = [life for life in EVERY_LIFE if not names or life.__name__ in names]
    PRESENT.mkdir(parents=True, exist_ok=True)
    logging.disable(logging.WARNING)  # two of the lives have an outage
    async with temporal_server() as temporal:
        for life in chosen:
            if _file(life.__name__).exists():
                continue
            history = await _lived(life, temporal)
            with _file(life.__name__).open("x", encoding="utf-8") as file:
                file.write(json.dumps(history, indent=1) + "\n")
            sys.stdout.write(f"{RELEASE}/{life.__name__}: {len(history['events'])} events\n")
    return 0


def _file(name: str) -> Path:
    return PRESENT / f"{name}.json"


async def _lived(life: AnyLife, temporal: Client) -> dict[str, Any]:
    async with AsyncExitStack() as opened:
        home = Path(opened.enter_context(TemporaryDirectory()))
        system = await opened.enter_async_context(opened_system(temporal, settings_for(home)))
        await opened.enter_async_context(at_work(system))
        lived = await life(system)
        run = lived.run if isinstance(lived, Billing) else None
        workflow = temporal.get_workflow_handle(lived.workflow_id, run_id=run)
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
    run_and_leave(lambda: record(sys.argv[1:]))
