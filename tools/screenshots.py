"""Takes the documentation's pictures into `docs/images/`, with the sample data."""

import asyncio
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from playwright.async_api import Browser, Page, async_playwright

from cli.samples.companies import Company, companies
from clients.access import AccessClient
from domain.access import Role
from engine.local.ports import LOOPBACK, free_port
from settings import Settings
from tools.chromium import ARGUMENTS, HOW_TO_INSTALL, chromium
from tools.docs_demo import IMAGES, ROOT, clean_environment
from tools.screenshots_of_temporal import draw_temporal

_FILLED_WITHIN_SECONDS = 180
_CARL, _PASSWORD = "carl@provider.example", "a long enough password"
_ADA = "ada@provider.example"
_DESK, _PHONE = (1280, 800), (360, 740)


@dataclass(frozen=True)
class Picture:
    name: str
    path: str
    size: tuple[int, int] = _DESK
    unfolded: str | None = None
    """The label of what is unfolded before."""


STAFF = (
    Picture("queues", "/queues"),
    Picture("request", "/requests/bp-bergmann-1", unfolded="Approve a credit limit"),
    Picture("request-phone", "/requests/bp-bergmann-1", _PHONE),
    Picture("invoice", "/invoices/HAR-2001"),
    Picture("account", "/accounts/{Harrow}"),
    Picture("reports", "/reports"),
)


async def draw(home: Path, address: str, temporal: str) -> None:
    found = chromium()
    if found is None:
        raise RuntimeError(HOW_TO_INSTALL)
    IMAGES.mkdir(exist_ok=True)
    async with (
        async_playwright() as playwright,
        AccessClient.opened(Settings(home=home)) as access,
    ):
        browser = await playwright.chromium.launch(executable_path=found, args=list(ARGUMENTS))
        await access.add_person(_CARL, _PASSWORD, [Role.CREDIT], None, by="screenshots")
        async with _reading(browser, address, _DESK, "en-GB") as page:
            await _sign_in(page)
            for each in STAFF:
                await _draw(page, each)
        await access.add_person(_ADA, _PASSWORD, [Role.AUDITOR], None, by="screenshots")
        async with _reading(browser, address, _DESK, "en-GB") as page:
            await _sign_in(page, _ADA)
            await draw_temporal(page, temporal, address)
        async with _reading(browser, address, _PHONE, "nl-NL") as page:
            await _arrive(page, access, _company("Brouwerij"))
            await _draw(page, Picture("customer-phone", "/my/requests/sub-linde-1", _PHONE))
        async with _reading(browser, address, (820, 900), "nl-NL") as page:
            await _arrive(page, access, _company("Tulpen"))
            await page.goto("/my/requests/sub-tulpen-2/form")
            await page.get_by_role("button", name="Indienen").click()
            await page.get_by_role("alert").wait_for()
            await _save(page, "customer-form")


def _company(named: str) -> Company:
    return next(each for each in companies() if each.name.startswith(named))


@asynccontextmanager
async def _reading(
    browser: Browser, address: str, size: tuple[int, int], language: str
) -> AsyncIterator[Page]:
    width, height = size
    context = await browser.new_context(
        base_url=address,
        viewport={"width": width, "height": height},
        locale=language,
        color_scheme="light",
        reduced_motion="reduce",
    )
    yield await context.new_page()
    await context.close()


async def _sign_in(page: Page, name: str = _CARL) -> None:
    await page.goto("/sign-in")
    await page.get_by_label("Name").fill(name)
    await page.get_by_label("Password").fill(_PASSWORD)
    await page.get_by_role("button", name="Sign in").click()
    await page.wait_for_url(lambda address: "sign-in" not in address)


async def _arrive(page: Page, access: AccessClient, company: Company) -> None:
    """The customer opens a link."""
    _, token = await access.create_link(
        company.id, company.customer, by=_CARL, lasts=timedelta(days=1)
    )
    await page.goto(f"/c/{token}")
    await page.get_by_role("main").get_by_role("button").click()
    await page.wait_for_url("**/my")


async def _draw(page: Page, picture: Picture) -> None:
    width, height = picture.size
    await page.set_viewport_size({"width": width, "height": height})
    path = picture.path
    for each in companies():
        path = path.replace(f"{{{each.name.split()[0]}}}", each.id)
    await page.goto(path)
    if picture.unfolded:
        await page.get_by_text(picture.unfolded).first.click()
    await _save(page, picture.name)


async def _save(page: Page, name: str) -> None:
    # Otherwise the focused field would have a frame.
    await page.evaluate("document.activeElement.blur()")
    await page.screenshot(path=IMAGES / f"{name}.png", animations="disabled", caret="hide")


@contextmanager
def everything(home: Path) -> Iterator[tuple[str, str]]:
    """Engine, worker and console of this home folder, with the sample data; gives the addresses of
    the console and of Temporal's page.

    Raises:
        RuntimeError: it does not come that far, with what it said.
    """
    port, ui_port, console_port = (str(free_port()) for _ in range(3))
    ports = "--port", port, "--ui-port", ui_port, "--console-port", console_port
    temporal = f"http://{LOOPBACK}:{ui_port}"
    settings = {"PAYBYINVOICE_HOME": str(home), "PAYBYINVOICE_TEMPORAL_UI": temporal}
    log = home / "log"
    with log.open("wb") as said:
        running = subprocess.Popen(
            [sys.executable, ROOT / "worker.py", "--rehearsal", "--console", "--sample", *ports],
            stdout=said,
            stderr=said,
            env={**clean_environment(), **settings},
            cwd=ROOT,
        )
    try:
        until = time.monotonic() + _FILLED_WITHIN_SECONDS
        while "The sample data is there" not in log.read_text():
            if running.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"there is no sample data:\n{log.read_text()}")
            time.sleep(0.2)
        yield f"http://{LOOPBACK}:{console_port}", temporal
    finally:
        running.send_signal(signal.SIGTERM)
        running.wait(timeout=60)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        with everything(home) as (address, temporal):
            asyncio.run(draw(home, address, temporal))
    for image in sorted(IMAGES.glob("*.png")):
        size = image.stat().st_size
        sys.stdout.write(f"{image.relative_to(ROOT)}: {size // 1000} kB\n")


if __name__ == "__main__":
    main()
