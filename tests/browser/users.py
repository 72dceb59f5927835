"""People who use the console, each in a browser of their own."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from playwright.async_api import Browser

from console.services import Services
from domain.access import Role
from tests.browser.user import User, browsing
from tests.mailed_links import token_in_the_mail
from tests.workflows.customers import ANNA, CARL, VERA
from tests.workflows.payers import PAULA

PASSWORD = "a long enough password"

STAFF = {
    Role.CREDIT: CARL,
    Role.LEGAL: VERA,
    Role.BILLING: PAULA,
    Role.AUDITOR: "olga@provider.example",
    Role.ADMIN: "root@provider.example",
}


@dataclass
class Users:
    browser: Browser
    services: Services
    address: str

    @asynccontextmanager
    async def nobody(self, **browser: Any) -> AsyncIterator[User]:
        """Somebody who is not signed in."""
        async with browsing(self.browser, self.address, **browser) as user:
            yield user

    @asynccontextmanager
    async def staff(self, role: Role, **browser: Any) -> AsyncIterator[User]:
        """One of the provider's people, signed in with their password."""
        async with self.nobody(**browser) as user:
            await user.sign_in(STAFF[role], PASSWORD)
            await user.sees("Queues")
            # Its scripts are notified of nothing that is done before they run.
            await user.page.wait_for_load_state()
            yield user

    @asynccontextmanager
    async def customer(
        self, account: str, sign_in: str = ANNA, **browser: Any
    ) -> AsyncIterator[User]:
        """Somebody of this account, who has followed the link that they were sent."""
        async with self.nobody(**browser) as user:
            await user.go(await self.link(account, sign_in))
            await user.page.get_by_role("main").get_by_role("button").click()
            await user.page.wait_for_url("**/my")
            yield user

    async def link(self, account: str, sign_in: str = ANNA) -> str:
        """The path of a new link for somebody of this account."""
        token = await token_in_the_mail(self.services.settings, account, sign_in)
        return f"/c/{token}"
