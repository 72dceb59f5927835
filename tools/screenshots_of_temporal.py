"""Pictures of Temporal's own page of a request, sealed and opened by the console."""

from playwright.async_api import FloatRect, Page

from tools.docs_demo import IMAGES

_REQUEST = "/namespaces/default/workflows/pay-by-invoice%2Fbp-bergmann-1"
_LOADED_WITHIN_MS = 60_000
_SEEN: FloatRect = {"x": 256, "y": 50, "width": 1024, "height": 560}


async def draw_temporal(page: Page, temporal: str, console: str) -> None:
    """By somebody who is signed in to the console as an auditor."""
    page.set_default_timeout(_LOADED_WITHIN_MS)
    await page.goto(f"{temporal}{_REQUEST}")
    await page.get_by_text("Auto Refresh").wait_for()
    await page.get_by_text("return_credit_application").first.wait_for()
    await page.screenshot(path=IMAGES / "temporal-sealed.png", clip=_SEEN, animations="disabled")
    await page.get_by_test_id("data-encoder-status").click()
    settings = page.get_by_role("dialog").filter(has_text="Codec Server")
    await settings.get_by_text("Use my browser setting").click()
    await settings.get_by_role("textbox").fill(f"{console}/codec")
    await settings.get_by_text("Include cross-origin credentials").click()
    await settings.get_by_role("button", name="Apply").click()
    await page.reload()
    await page.get_by_text("commerce_account_id").first.wait_for()
    await page.screenshot(path=IMAGES / "temporal-opened.png", clip=_SEEN, animations="disabled")
