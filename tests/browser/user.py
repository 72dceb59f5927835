"""One person with a real browser, and what must never happen while they use the console."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Error,
    Locator,
    Page,
    Request,
    StorageState,
    ViewportSize,
    WebError,
    expect,
)

PHONE: ViewportSize = {"width": 360, "height": 740}
DESK: ViewportSize = {"width": 1280, "height": 900}

TIMEOUT_MS = 20_000
"""Milliseconds that anything may take to appear: the machine may have much else to do."""

_INTERRUPTED_AT_MOST = 5
_LEAVING = ("net::ERR_ABORTED", "interrupted by another navigation")

_RULES = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    },
    "resultTypes": ["violations"],
}
_CONTRAST = "color-contrast"
_ALL_BUT_COLOURS = {**_RULES, "rules": {_CONTRAST: {"enabled": False}}}
_COLOURS = {"runOnly": [_CONTRAST], "resultTypes": ["violations"]}
"""Nine tenths of what axe does on a page: to find what lies behind every word."""
_DIFFERENT_WHEN_NARROW = ".compact, h1, h2, h3"
"""What stands on a phone alone, and what is large enough on a desk to need less contrast there."""

expect.set_options(timeout=TIMEOUT_MS)


@dataclass
class User:
    """A browser of somebody's own, with what went wrong in it."""

    page: Page
    context: BrowserContext
    base: str
    wrong: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)
    """Parts of console messages that a test brings about on purpose: a refusal is one."""

    async def go(self, path: str) -> None:
        for again in reversed(range(_INTERRUPTED_AT_MOST)):
            try:
                await self.page.goto(self.base + path)
                return
            except Error as interrupted:
                if not again or not any(each in interrupted.message for each in _LEAVING):
                    raise
                # The page had just been notified of a change, and is leaving by itself.
                await self.page.wait_for_load_state()

    async def sign_in(self, name: str, password: str, to: str = "/") -> None:
        await self.go("/sign-in" if to == "/" else f"/sign-in?next={to}")
        await self.page.get_by_label("Name").fill(name)
        await self.page.get_by_label("Password").fill(password)
        await self.press("Sign in")

    async def press(self, name: str, within: Locator | None = None) -> None:
        await (within or self.page).get_by_role("button", name=name, exact=True).click()

    async def follow(self, name: str, *, exact: bool = True) -> None:
        link = self.page.get_by_role("link", name=name, exact=exact)
        # A link that looks like a button is called one.
        await link.or_(self.page.get_by_role("button", name=name, exact=exact)).click()

    async def sees(self, *words: str) -> None:
        """All of this stands on the page, now or soon."""
        for each in words:
            await expect(self.page.get_by_role("main")).to_contain_text(each)

    async def settled(self) -> None:
        """The page that is open listens, and what changed while it was loading is on it."""
        await expect(self.page.locator("html[data-live-open]")).to_be_attached()
        await self.up_to_date()

    async def up_to_date(self) -> None:
        """Nothing that the page has asked for is under way."""
        await expect(self.page.locator(".htmx-request")).to_have_count(0)

    def decision(self, label: str) -> "Decision":
        """What somebody of the staff can do on a page, by what it is called."""
        return Decision(self.page, label)

    async def assert_accessible(self) -> None:
        """No violation that axe can find on the present page."""
        await self._assert_none_of(_RULES)

    async def assert_accessible_in_the_dark(self) -> None:
        """None in its colours, when the browser asks for dark ones."""
        await self.page.emulate_media(color_scheme="dark")
        try:
            await self._assert_none_of(_COLOURS)
        finally:
            await self.page.emulate_media(color_scheme="light")

    async def assert_accessible_when_narrow(self) -> None:
        """None on a page whose colours are checked in a wide window, too: here of those elements
        that may differ."""
        await self._assert_none_of(_ALL_BUT_COLOURS)
        await self._assert_none_of(_COLOURS, within=_DIFFERENT_WHEN_NARROW)

    async def _assert_none_of(self, rules: dict[str, Any], within: str | None = None) -> None:
        found = await Axe().run(self.page, context=within, options=rules)
        violations = [
            f"{each['id']}: {each['help']}: {[node['html'][:160] for node in each['nodes']]}"
            for each in found.response["violations"]
        ]
        assert not violations, f"{self.page.url}: " + "\n".join(violations)

    async def assert_fits(self) -> None:
        """Nothing sticks out to the right of the screen: what is wider scrolls by itself."""
        wider = await self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert wider <= 0, f"{self.page.url} is {wider} px wider than the screen"

    def assert_nothing_wrong(self) -> None:
        unexpected = [
            said for said in self.wrong if not any(part in said for part in self.expected)
        ]
        assert not unexpected, "\n".join(unexpected)


@dataclass
class Decision:
    """One of "What you can do", to be unfolded, filled in and sent."""

    page: Page
    label: str

    @property
    def form(self) -> Locator:
        summary = self.page.locator("summary").get_by_text(self.label, exact=True)
        return self.page.locator("details.decision").filter(has=summary)

    async def open(self) -> None:
        await self.form.locator("summary").click()

    async def send(self) -> None:
        await self.form.get_by_role("button", name=self.label, exact=True).click()


@asynccontextmanager
async def browsing(
    browser: Browser,
    base: str,
    *,
    phone: bool = False,
    language: str = "en-GB",
    scripts: bool = True,
    cookies: StorageState | None = None,
    zone: str | None = None,
) -> AsyncIterator[User]:
    """A user with no past but these cookies. Errors in the browser's console, errors of scripts
    and requests to anywhere else are noted, and fail the test at its end."""
    context = await browser.new_context(
        viewport=PHONE if phone else DESK,
        has_touch=phone,
        is_mobile=phone,
        locale=language,
        timezone_id=zone,
        color_scheme="light",
        reduced_motion="reduce",
        java_script_enabled=scripts,
        storage_state=cookies,
    )
    context.set_default_timeout(TIMEOUT_MS)
    page = await context.new_page()
    user = User(page, context, base)
    ours = urlsplit(base).netloc

    def said(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            user.wrong.append(f"console: {message.text} ({message.location.get('url')})")

    def asked(request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in ("data", "blob") and address.netloc != ours:
            user.wrong.append(f"a request to somewhere else: {request.url}")

    def failed(error: WebError) -> None:
        user.wrong.append(f"script: {error.error}")

    context.on("console", said)
    context.on("request", asked)
    context.on("weberror", failed)
    try:
        yield user
        user.assert_nothing_wrong()
    finally:
        await context.close()
