"""The part about the console: its pages compared with bare ones, a click with the update it
makes."""

import asyncio
import shutil
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from benchmarks.contenders import (
    ANNA,
    BARE,
    OURS,
    Life,
    Ours,
    decision,
    import_customers,
    new_lives,
    submission,
)
from benchmarks.processes import running
from benchmarks.readers import Page, Reading, read_together, size_of
from benchmarks.sizes import Size
from clients.access import AccessClient, Limits
from clients.accounts.ledger import LedgerClient
from clients.requests.client import RequestClient
from domain.access import Role
from engine.connection import connect
from engine.local.embedded import embedded_engine
from engine.local.ports import free_port
from settings import Settings

QUEUE, REQUEST = "the queue", "a request"
READY = "The console"
CARL, _PASSWORD = "carl@provider.example", "a long enough password"

_OPENED_AT_ONCE = 50
_IMPORTED_AT_ONCE = 1000
_READ_PAGES = 50
"""Different requests whose pages are read."""
_BETWEEN_CLICKS_SECONDS = 0.3


@dataclass
class ConsoleFindings:
    open: int = 0
    readings: dict[tuple[str, str], list[Reading]] = field(default_factory=dict)
    """By page and contender, one for each round."""
    bytes: dict[str, int] = field(default_factory=dict)
    clicks: list[float] = field(default_factory=list)
    """Milliseconds from a click to the new state on the screen."""
    updates: list[float] = field(default_factory=list)
    """Milliseconds of the same update without a console."""


@dataclass(frozen=True)
class Deployment:
    settings: Settings
    address: str
    """The engine's."""
    requests: RequestClient
    ledger: LedgerClient
    port: int
    """The console's."""

    @property
    def environment(self) -> dict[str, str]:
        key = self.settings.master_key
        sealing = {"PAYBYINVOICE_MASTER_KEY": key.get_secret_value()} if key else {}
        return {
            **sealing,
            "TEMPORAL_ADDRESS": self.address,
            "PAYBYINVOICE_HOME": str(self.settings.home),
            "PAYBYINVOICE_CONSOLE_ADDRESS": f"127.0.0.1:{self.port}",
            # All readers are one person here, who is not to be told to wait.
            "PAYBYINVOICE_REQUESTS_PER_MINUTE": "100000000",
            "PAYBYINVOICE_CHANGES_PER_MINUTE": "100000000",
        }


async def measure_console(home: Path, size: Size) -> ConsoleFindings:
    found = ConsoleFindings()
    async with at_work(home) as deployment:
        lives = await opened_requests(deployment, size.open_requests)
        found.open = len(lives)
        cookie = await cookie_of(deployment)
        async with console_of(deployment):
            await _read_by_turns(deployment, lives, cookie, size, found)
            await _click_by_turns(deployment, size.clicks, found)
    return found


@asynccontextmanager
async def at_work(home: Path, **changes: str) -> AsyncIterator[Deployment]:
    async with AsyncExitStack() as opened:
        engine = await opened.enter_async_context(
            embedded_engine(home / "engine", port=free_port(), ui_port=free_port())
        )
        ours = await Ours.open(engine.address, engine.pid, home / "ours", opened, **changes)
        settings = ours.settings
        command, environment = ours.worker
        await opened.enter_async_context(running(command, environment, home / "worker.log"))
        temporal = await connect(settings, address=engine.address)
        ledger = await opened.enter_async_context(LedgerClient.opened(settings))
        requests = RequestClient(temporal, settings)
        yield Deployment(settings, engine.address, requests, ledger, free_port())


def console_of(deployment: Deployment) -> AbstractAsyncContextManager[int]:
    command = (sys.executable, "-m", "console")
    log = deployment.settings.home / "console.log"
    return running(command, deployment.environment, log, ready=READY)


async def opened_requests(deployment: Deployment, count: int) -> list[Life]:
    """So many requests, each a draft."""
    lives = new_lives(count)
    for start in range(0, count, _IMPORTED_AT_ONCE):
        await import_customers(deployment.ledger, lives[start : start + _IMPORTED_AT_ONCE])
    slots = asyncio.Semaphore(_OPENED_AT_ONCE)

    async def one(life: Life) -> None:
        async with slots:
            await deployment.requests.open(life.draft, ANNA)

    await asyncio.gather(*(one(life) for life in lives))
    return lives


async def cookie_of(deployment: Deployment) -> str:
    """Carl's session cookie."""
    async with AccessClient.opened(deployment.settings) as access:
        await access.add_person(CARL, _PASSWORD, [Role.CREDIT], None, by="benchmarks")
        limits = Limits(lasts=timedelta(hours=12), idle=timedelta(hours=12))
        session = await access.sign_in(CARL, _PASSWORD, client="127.0.0.1", limits=limits)
    return f"session={session.token}"


async def _read_by_turns(
    deployment: Deployment, lives: Sequence[Life], cookie: str, size: Size, found: ConsoleFindings
) -> None:
    scopes = [life.scope_id for life in lives[:: max(1, len(lives) // _READ_PAGES)]]
    ours = {
        QUEUE: Page(deployment.port, ["/queues"], cookie),
        REQUEST: Page(deployment.port, [f"/requests/{scope}" for scope in scopes], cookie),
    }
    found.bytes = {name: await size_of(page) for name, page in ours.items()}
    port = free_port()
    command = (sys.executable, "-m", "benchmarks.bare_console", str(port))
    sizes = (str(found.bytes[QUEUE]), str(found.bytes[REQUEST]))
    log = deployment.settings.home / "bare.log"
    async with running((*command, *sizes), deployment.environment, log, ready=READY):
        bare = {
            QUEUE: Page(port, ["/queue"]),
            REQUEST: Page(port, [f"/request/{scope}" for scope in scopes]),
        }
        pages = {OURS: ours, BARE: bare}
        for name, answers in ((QUEUE, size.queue_answers), (REQUEST, size.request_answers)):
            for its in pages.values():
                await read_together(its[name], max(1, answers // 10))
            for _ in range(size.rounds):
                for contender, its in pages.items():
                    reading = await read_together(its[name], answers)
                    found.readings.setdefault((name, contender), []).append(reading)


async def _click_by_turns(deployment: Deployment, count: int, found: ConsoleFindings) -> None:
    """Approvals, alternately by a click in a browser and without a console."""
    browser = shutil.which("chromium")
    if not browser or not count:
        return
    from playwright.async_api import async_playwright

    lives = await opened_requests(deployment, 2 * (count + 1))
    for life in lives:
        await deployment.requests.send(life.scope_id, submission())
    base = f"http://127.0.0.1:{deployment.port}"
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(
            executable_path=browser, args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        page = await chromium.new_page()
        await page.goto(f"{base}/sign-in")
        await page.locator("[name=sign_in]").fill(CARL)
        await page.locator("[name=password]").fill(_PASSWORD)
        await page.get_by_role("button", name="Sign in").click()
        for clicked, sent in zip(lives[::2], lives[1::2], strict=True):
            await page.goto(f"{base}/requests/{clicked.scope_id}")
            await page.wait_for_timeout(_BETWEEN_CLICKS_SECONDS * 1000)
            found.clicks.append(await page.evaluate(_CLICK))
            await asyncio.sleep(_BETWEEN_CLICKS_SECONDS)
            began = time.perf_counter()
            await deployment.requests.send(sent.scope_id, decision())
            found.updates.append((time.perf_counter() - began) * 1000)
        await chromium.close()
    # The first of each is the warm-up.
    del found.clicks[0], found.updates[0]


_CLICK = """async () => {
  const form = document.querySelector('form[action$="/approve"]');
  form.closest("details")?.setAttribute("open", "");
  const limit = form.querySelector('input[name="limit"]');
  limit.value = limit.value || "48000";
  const began = performance.now();
  form.querySelector("button:not([type=button])").click();
  while (!document.querySelector("h1 + p .s-approved")) await new Promise(requestAnimationFrame);
  await new Promise(requestAnimationFrame);
  return performance.now() - began;
}"""
"""Clicks, and waits for the frame in which the new state is painted."""
