"""Runs a worker: the process that carries requests and invoices forward."""

import argparse
import asyncio
import gc
import sys
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from typing import TYPE_CHECKING

from domain.errors import DomainError, ServiceUnreachable
from engine.leaving import leave, run_and_leave

if TYPE_CHECKING:
    from temporalio.client import Client

    from engine.embedded import EmbeddedEngine
    from engine.workers import WorkerApplication
    from settings import Settings

    Application = Callable[[Client, Settings], AbstractAsyncContextManager[WorkerApplication]]

DONE, FAILED, WRONG_USAGE, UNREACHABLE = 0, 1, 2, 3

_NEW_OBJECTS = 20_000
"""Objects made before the youngest are looked through: what a few requests leave behind."""
_LOOKS = 5, 1
"""How often, before older objects are looked through too, and before all are. What is left of a
workflow that the SDK keeps no more, a tenth of a megabyte each, is among the oldest. Python by
itself waits until a quarter of what there is would be new, so this is seldom all the same."""

# For what remains to be closed once the activities had their time.
_CLOSING_SECONDS = 5.0


def arguments(given: list[str] | None = None) -> argparse.Namespace:
    """What the command line says; ends the process with status 2 when it makes no sense."""
    parser = argparse.ArgumentParser(
        prog="worker.py",
        description="Run a worker for the engine that the environment names (TEMPORAL_*).",
    )
    parser.add_argument(
        "--dev",
        action="store_true",
        help="run the engine here too, with its state in PAYBYINVOICE_HOME (default: var)",
    )
    parser.add_argument(
        "--rehearsal", action="store_true", help="as --dev, and let time be skipped on the engine"
    )
    parser.add_argument(
        "--port", type=_port, default=7233, help="port of the engine (default: 7233)"
    )
    parser.add_argument(
        "--ui-port", type=_port, help="port of Temporal's web pages (default: 1000 above --port)"
    )
    return parser.parse_args(given)


def _port(text: str) -> int:
    port = int(text)
    if not 0 < port < 65536:
        raise ValueError(text)
    return port


def the_application(
    client: "Client", settings: "Settings"
) -> "AbstractAsyncContextManager[WorkerApplication]":
    """Everything that a worker of ours consists of."""
    from engine.workers import worker_application

    return worker_application(client, settings)


async def serve(chosen: argparse.Namespace, application: "Application" = the_application) -> int:
    """Run until told to stop, and give the exit status. A refusal is one line on stderr."""
    from pydantic import ValidationError

    from settings import Settings

    try:
        settings = Settings()
    except ValidationError as error:
        for problem in error.errors():
            name = "_".join(str(part) for part in problem["loc"]).upper()
            sys.stderr.write(f"PAYBYINVOICE_{name}: {problem['msg']}\n")
        return WRONG_USAGE
    try:
        await _work(chosen, settings, application)
    except ServiceUnreachable as refusal:
        sys.stderr.write(f"{refusal.reason}\n")
        return UNREACHABLE
    except DomainError as refusal:
        sys.stderr.write(f"{refusal.reason}\n")
        return FAILED
    return DONE


async def _work(
    chosen: argparse.Namespace, settings: "Settings", application: "Application"
) -> None:
    from temporalio.runtime import Runtime

    from engine import logs
    from engine.errors import EngineUnusable
    from engine.stopping import stop_requested, until_first_ends
    from engine.telemetry import build_runtime

    logs.configure(settings)
    logs.quieten_temporal()
    Runtime.set_default(build_runtime(settings))
    stopping = stop_requested()
    async with AsyncExitStack() as parts:
        engine = await _start_engine(chosen, settings, parts)
        worker = await _start_worker(engine, settings, application, parts)
        _collect_garbage_seldom()
        _announce(engine, settings)
        supervision = [engine.keep_running()] if engine else []
        await until_first_ends(stopping.wait(), worker.wait_until_failed(), *supervision)
        if not stopping.is_set():
            raise EngineUnusable("The worker ended by itself; its log says why.")
        patience = settings.shutdown_grace_seconds + _CLOSING_SECONDS
        asyncio.get_running_loop().call_later(patience, _give_up, patience)


def _collect_garbage_seldom() -> None:
    """What is loaded by now stays: looking through it again and again would find nothing, and
    hold every request up for a tenth of a second each time."""
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS, *_LOOKS)


def _give_up(seconds: float) -> None:
    sys.stderr.write(f"Not everything ended within {seconds:g} s; leaving all the same.\n")
    leave(FAILED)


async def _start_engine(
    chosen: argparse.Namespace, settings: "Settings", parts: AsyncExitStack
) -> "EmbeddedEngine | None":
    if not (chosen.dev or chosen.rehearsal):
        return None
    from engine.embedded import embedded_engine

    return await parts.enter_async_context(
        embedded_engine(
            settings.home, port=chosen.port, ui_port=chosen.ui_port, rehearsal=chosen.rehearsal
        )
    )


async def _start_worker(
    engine: "EmbeddedEngine | None",
    settings: "Settings",
    application: "Application",
    parts: AsyncExitStack,
) -> "WorkerApplication":
    from engine import search_attributes
    from engine.connection import connect
    from engine.health import health_endpoint
    from engine.retention import keep_history

    client = await connect(settings, address=engine.address if engine else None)
    if engine:
        await search_attributes.register(client)
        await keep_history(client)
    else:
        await search_attributes.require(client)
    worker = await parts.enter_async_context(application(client, settings))
    if settings.health_address:
        await parts.enter_async_context(health_endpoint(settings.health_address, worker.checks))
    return worker


def _announce(engine: "EmbeddedEngine | None", settings: "Settings") -> None:
    from engine.logs import redacted

    smtp = settings.smtp_url
    places = {
        "database": settings.ledger_url,
        "documents": settings.storage_url,
        "mail": smtp.get_secret_value() if smtp else str(settings.outbox_folder.resolve()),
        "health": settings.health_address and f"http://{settings.health_address}/health",
        "metrics": settings.metrics_address and f"http://{settings.metrics_address}/metrics",
    }
    if engine:
        name = "engine (time can be skipped)" if engine.rehearsal else "engine"
        places = {name: engine.address, "Temporal Web UI": engine.ui, **places}
    lines = [f"  {name}: {redacted(place)}\n" for name, place in places.items() if place]
    sys.stdout.writelines(["The worker is running; Ctrl-C ends it.\n", *lines])
    sys.stdout.flush()


if __name__ == "__main__":
    chosen = arguments()
    run_and_leave(lambda: serve(chosen))
