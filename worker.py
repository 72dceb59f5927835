"""Runs a worker: the process that carries requests and invoices forward."""

import argparse
import asyncio
import sys
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from typing import TYPE_CHECKING

from domain.errors import DomainError
from engine.leaving import run_and_leave
from engine.process import collect_garbage_seldom, leave_in_time, run_process

if TYPE_CHECKING:
    from temporalio.client import Client

    from console.embedded import RunningConsole
    from engine.local.embedded import EmbeddedEngine
    from engine.local.ports import Wanted
    from engine.workers import WorkerApplication
    from settings import Settings

    Application = Callable[[Client, Settings], AbstractAsyncContextManager[WorkerApplication]]


def arguments(given: list[str] | None = None) -> argparse.Namespace:
    """The parsed command line; ends the process with status 2 when it makes no sense."""
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
    parser.add_argument(
        "--console", action="store_true", help="with --dev: run the web console here too"
    )
    parser.add_argument(
        "--console-port", type=_port, help="port of the console (default: 8080), on this machine"
    )
    parser.add_argument(
        "--sample",
        action="store_true",
        help="with --dev --console: fill it with accounts, requests and invoices to look at",
    )
    chosen = parser.parse_args(given)
    if chosen.console and not (chosen.dev or chosen.rehearsal):
        parser.error("--console goes with --dev; by itself it runs as 'python -m console'")
    if not chosen.console and (chosen.sample or chosen.console_port):
        parser.error("--sample and --console-port go with --dev --console")
    return chosen


def _port(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and 0 < int(text[:6]) < 65536):
        raise argparse.ArgumentTypeError(f"'{text}' is no port: give a number from 1 to 65535")
    return int(text)


def the_application(
    client: "Client", settings: "Settings"
) -> "AbstractAsyncContextManager[WorkerApplication]":
    """The worker with all of its parts."""
    from engine.workers import worker_application
    from files.reading import configured_policy

    return worker_application(client, settings, configured_policy(settings))


async def serve(chosen: argparse.Namespace, application: "Application" = the_application) -> int:
    """Runs until it is stopped, and returns the exit status. A refusal is one line on stderr."""
    from files.environment import checked_settings

    return await run_process(
        lambda settings: _work(chosen, settings, application), checked_settings
    )


async def _work(
    chosen: argparse.Namespace, settings: "Settings", application: "Application"
) -> None:
    from temporalio.runtime import Runtime

    from engine.errors import EngineUnusable
    from engine.local.ports import refuse_impossible
    from engine.observing import logs, tracing
    from engine.observing.telemetry import build_runtime
    from engine.stopping import stop_requested, until_first_ends

    logs.configure(settings)
    logs.quieten_temporal()
    tracing.start("pay-by-invoice-worker")
    Runtime.set_default(build_runtime(settings))
    refuse_impossible(wanted_ports(chosen, settings))
    stopping = stop_requested()
    async with AsyncExitStack() as parts:
        engine = await _start_engine(chosen, settings, parts)
        worker = await _start_worker(engine, settings, application, parts)
        console = await _start_console(chosen, engine, settings, parts)
        collect_garbage_seldom()
        _announce(engine, settings, console, worker.current)
        if console and chosen.sample:
            await _fill(console, parts)
        supervision = [engine.keep_running()] if engine else []
        await until_first_ends(stopping.wait(), worker.wait_until_failed(), *supervision)
        if not stopping.is_set():
            raise EngineUnusable("The worker ended by itself; its log says why.")
        leave_in_time(settings)


def wanted_ports(chosen: argparse.Namespace, settings: "Settings") -> "list[Wanted]":
    """Every port that this process will listen on."""
    from engine.local.embedded import ui_port_of
    from engine.local.ports import Wanted, split_address

    wanted = []
    if chosen.dev or chosen.rehearsal:
        pages = ui_port_of(chosen.port, chosen.ui_port)
        wanted += [
            Wanted(chosen.port, "The engine", "--port"),
            Wanted(pages, "Temporal's own web pages (1000 above --port by default)", "--ui-port"),
        ]
    if chosen.console:
        console = chosen.console_port or split_address(settings.console_address)[1]
        wanted.append(Wanted(console, "the console", "--console-port"))
    for address, what in (
        (settings.health_address, "health"),
        (settings.metrics_address, "metrics"),
    ):
        if address:
            port = split_address(address)[1]
            wanted.append(Wanted(port, what, f"PAYBYINVOICE_{what.upper()}_ADDRESS"))
    return wanted


async def _start_engine(
    chosen: argparse.Namespace, settings: "Settings", parts: AsyncExitStack
) -> "EmbeddedEngine | None":
    if not (chosen.dev or chosen.rehearsal):
        return None
    from engine.local.embedded import embedded_engine
    from engine.sealing.keys import make_master_key

    await make_master_key(settings)
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
    from engine.connection import connect, reaching
    from engine.local.history_kept import keep_history
    from engine.observing.health import health_endpoint
    from engine.schedules import register_all
    from engine.sealing.keys import keyring_of

    await keyring_of(settings).refuse_lost_master()
    client = await connect(settings, address=engine.address if engine else None)
    if engine:
        await search_attributes.register(client)
        with reaching(client):
            await keep_history(client)
    else:
        await search_attributes.require(client)
    await register_all(client, settings)
    if engine:
        settings = settings.model_copy(update={"take_over": True})
    worker = await parts.enter_async_context(application(client, settings))
    if settings.health_address:
        await parts.enter_async_context(health_endpoint(settings.health_address, worker.checks))
    return worker


async def _start_console(
    chosen: argparse.Namespace,
    engine: "EmbeddedEngine | None",
    settings: "Settings",
    parts: AsyncExitStack,
) -> "RunningConsole | None":
    if not (chosen.console and engine):
        return None
    from console.embedded import console

    served = console(
        console_settings(chosen, settings, engine.ui),
        engine.address,
        choose_with="--console-port",
        let_first_in=True,
    )
    return await parts.enter_async_context(served)


def console_settings(
    chosen: argparse.Namespace, settings: "Settings", engines_page: str
) -> "Settings":
    """Those of the console here. Unless the environment names another, the engine's own page here
    is the one that may ask it for what is sealed."""
    from engine.local.ports import LOOPBACK

    changed = {"temporal_ui": settings.temporal_ui or engines_page}
    if chosen.console_port:
        changed["console_address"] = f"{LOOPBACK}:{chosen.console_port}"
    return settings.model_copy(update=changed)


async def _fill(console: "RunningConsole", parts: AsyncExitStack) -> None:
    """Begins to fill in the sample data, while everything runs."""
    from cli.samples.filling import fill

    services = console.services

    async def filling() -> None:
        try:
            filled = await fill(
                services.requests, services.invoices, services.ledger, services.bank
            )
        except DomainError as refusal:
            sys.stderr.write(f"There is no sample data: {refusal.reason}\n")
            return
        counts = f"{len(filled.requests)} requests, {len(filled.invoices)} invoices"
        sys.stdout.write(f"The sample data is there: {counts}.\n")
        sys.stdout.flush()

    async def end(task: asyncio.Task[None]) -> None:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    parts.push_async_callback(end, asyncio.create_task(filling()))


def _announce(
    engine: "EmbeddedEngine | None",
    settings: "Settings",
    console: "RunningConsole | None",
    current: str,
) -> None:
    from engine.observing.logs import redacted
    from release import RELEASE

    smtp = settings.smtp_url
    places = {
        "database": settings.ledger_url,
        "documents": settings.storage_url,
        "bank's inbox": settings.bank_inbox,
        "mail": smtp.get_secret_value() if smtp else str(settings.outbox_folder.resolve()),
        "e-invoices": settings.einvoices_url,
        "health": settings.health_address and f"http://{settings.health_address}/health",
        "metrics": settings.metrics_address and f"http://{settings.metrics_address}/metrics",
    }
    if engine:
        name = "engine (time can be skipped)" if engine.rehearsal else "engine"
        places = {name: engine.address, "Temporal Web UI": engine.ui, **places}
    if console:
        places = {"console": console.address, **places}
    lines = [f"  {name}: {redacted(place)}\n" for name, place in places.items() if place]
    if current != RELEASE:
        lines.append(
            f"Release {RELEASE} stands by: the work goes to {current}, until you type\n"
            f"  python starter.py release current {RELEASE}\n"
        )
    if console and console.first_sign_in:
        name, password = console.first_sign_in
        lines.append(f"Sign in to the console as '{name}', password (shown once): {password}\n")
    sys.stdout.writelines(["The worker is running; Ctrl-C ends it.\n", *lines])
    sys.stdout.flush()


if __name__ == "__main__":
    chosen = arguments()
    run_and_leave(lambda: serve(chosen))
