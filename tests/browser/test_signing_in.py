"""Coming in and going out."""

from playwright.async_api import expect

from domain.access import Role
from tests.browser.users import PASSWORD, STAFF, Users


async def test_a_page_asks_to_sign_in_first_and_is_shown_afterwards(users: Users) -> None:
    async with users.nobody() as olga:
        await olga.go("/invoices")
        await expect(olga.page.get_by_role("heading", name="Sign in")).to_be_visible()
        await olga.page.get_by_label("Name").fill(STAFF[Role.AUDITOR])
        await olga.page.get_by_label("Password").fill(PASSWORD)
        await olga.press("Sign in")
        await expect(olga.page.get_by_role("heading", name="Invoices", level=1)).to_be_visible()


async def test_after_signing_out_an_open_page_says_so(users: Users) -> None:
    async with users.staff(Role.AUDITOR) as olga:
        other = await olga.context.new_page()
        await other.goto(f"{olga.base}/queues")
        await olga.press("Sign out")
        await olga.go("/queues")
        await expect(olga.page.get_by_role("heading", name="Sign in")).to_be_visible()
        # Its stream of changes may just be asked for, and is answered by the page to sign in.
        olga.expected += ["401", "text/event-stream"]
        await other.get_by_label("Search").fill("contoso")
        await expect(other.get_by_role("heading", name="Sign in")).to_be_visible()


async def test_a_wrong_password_is_answered_in_dutch_to_a_dutch_browser(users: Users) -> None:
    async with users.nobody(language="nl-NL", phone=True) as somebody:
        somebody.expected.append("401")
        await somebody.go("/sign-in")
        await somebody.page.get_by_label("Naam").fill("niemand@contoso.nl")
        await somebody.page.get_by_label("Wachtwoord").fill("zomaar een wachtwoord")
        await somebody.press("Inloggen")
        await somebody.sees("Inloggen is niet gelukt.")
