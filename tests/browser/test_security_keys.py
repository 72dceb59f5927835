"""A security key in a real browser: added to one's own access, and used to sign in."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from playwright.async_api import Browser, expect

from console.app import create_app
from console.door.serving import console_endpoint
from console.services import Services
from domain.access import Role
from engine.local.ports import free_port
from settings import Settings
from tests.browser.user import User
from tests.browser.users import PASSWORD, Users

KEY = {
    "protocol": "ctap2",
    "transport": "usb",
    "hasResidentKey": False,
    "hasUserVerification": False,
    "automaticPresenceSimulation": True,
}


@pytest.fixture(scope="module")
async def at_a_name(browser: Browser, services: Services) -> AsyncIterator[Users]:
    """The console where it has a host name: browsers offer no keys at an IP address."""
    port = free_port()
    given = services.settings.model_dump(exclude_unset=True)
    here = {"console_address": f"127.0.0.1:{port}", "public_url": f"http://localhost:{port}"}
    named = replace(services, settings=Settings.model_validate({**given, **here}))
    await services.access.add_person("keeper", PASSWORD, [Role.CREDIT], None, by="tests")
    async with console_endpoint(create_app(named), named.settings.console_address):
        yield Users(browser, named, named.settings.console_url)


async def _plug_in_a_key(user: User) -> None:
    devtools = await user.context.new_cdp_session(user.page)
    await devtools.send("WebAuthn.enable")
    await devtools.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})


async def test_somebody_adds_a_security_key_and_signs_in_with_it(at_a_name: Users) -> None:
    async with at_a_name.nobody() as keeper:
        await _plug_in_a_key(keeper)
        await keeper.sign_in("keeper", PASSWORD, "/me")
        await keeper.page.get_by_label("Name of the key").fill("blue key")
        await keeper.press("Add a security key")
        await keeper.sees("Your recovery codes")
        await keeper.follow("I have kept them")
        await keeper.sees("blue key (security key)")
        await keeper.assert_accessible()
        await keeper.assert_fits()
        # The browser itself says that this key is here already.
        await keeper.press("Add a security key")
        await keeper.sees("you have it here already")
        await keeper.press("Sign out")
        await keeper.sign_in("keeper", PASSWORD, "/accounts")
        await keeper.sees("One more step")
        await keeper.assert_accessible()
        await keeper.press("Use your security key")
        await expect(keeper.page.get_by_role("heading", name="Accounts", level=1)).to_be_visible()


async def test_without_scripts_the_code_is_asked_for_as_before(at_a_name: Users) -> None:
    async with at_a_name.nobody() as keeper:
        await _plug_in_a_key(keeper)
        await at_a_name.services.access.add_person(
            "plain", PASSWORD, [Role.CREDIT], None, by="tests"
        )
        await keeper.sign_in("plain", PASSWORD, "/me")
        await keeper.press("Add a security key")
        code = await keeper.page.locator("li code").first.inner_text()
        async with at_a_name.nobody(scripts=False) as plain:
            await plain.sign_in("plain", PASSWORD, "/me")
            by_key = plain.page.get_by_text("Use your security key")
            await expect(by_key).to_be_hidden()
            await plain.page.get_by_label("The code of your app").fill(code)
            await plain.press("Continue")
            await plain.sees("Where you are signed in")
            await expect(plain.page.get_by_text("Add a security key")).to_be_hidden()
