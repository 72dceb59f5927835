"""Letters as a mail program shows them: in a real browser, on a phone and on a desk."""

import base64

import pytest
from playwright.async_api import Browser

from adapters.mail.letters import write_letter
from domain.notices import NoticeKind
from tests.mail.notices import full_notice
from tests.mail.recorded_letters import REACH, WAY

KINDS = [
    NoticeKind.INVOICE_ISSUED,
    NoticeKind.INVOICE_OVERDUE_FINAL,
    NoticeKind.PAYMENT_RECEIVED,
    NoticeKind.DOCUMENTS_REQUESTED,
    NoticeKind.CONFIRM_CONTACT,
    NoticeKind.TEAM_VERIFIER_NEEDED,
    NoticeKind.TEAM_INVOICE_DISPUTED,
]
"""At least one for each way in which a letter is framed."""

LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft B.V."


@pytest.mark.parametrize("width", [360, 800])
@pytest.mark.parametrize("colours", ["light", "dark"])
async def test_every_sort_of_letter_fits_and_asks_nothing_of_the_network(
    browser: Browser, width: int, colours: str
) -> None:
    context = await browser.new_context(
        viewport={"width": width, "height": 640},
        color_scheme="dark" if colours == "dark" else "light",
    )
    page = await context.new_page()
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(message.text))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("request", lambda request: wrong.append(request.url))
    try:
        for language in ("en", "nl"):
            for kind in KINDS:
                given = full_notice(kind, language=language, company=LONG)
                letter = write_letter(given, WAY, REACH)
                html = letter.html
                for image in letter.images:
                    # As a mail program does it: the image comes with the letter.
                    data = base64.b64encode(image.content).decode()
                    shown = f"data:{image.media_type};base64,{data}"
                    html = html.replace(f"cid:{image.content_id}", shown)
                await page.set_content(html)
                wide = await page.evaluate("document.documentElement.scrollWidth")
                assert wide <= width, f"{kind} in {language} is {wide} wide"
                images = page.locator("img")
                assert await images.count() == len(letter.images)
                for each in await images.all():
                    assert await each.evaluate("image => image.naturalWidth") > 100
                button = page.locator("a")
                assert await button.get_attribute("href") == WAY.link
                box = await button.bounding_box()
                assert box is not None
                assert box["height"] >= 44  # as much as a thumb needs
    finally:
        await context.close()
    assert [each for each in wrong if not each.startswith("data:")] == []
