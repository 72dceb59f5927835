"""The second factor, after the right password."""

from application.access import second_step
from clients.access.signing_in import SigningIn
from domain.signing_in.security_keys import Site
from domain.signing_in.sessions import UNKNOWN, Browser, Limits, StartedSession


class SecondStep(SigningIn):
    """From the right password to a session, by a code or by a security key; each raises as
    `application.access.second_step`."""

    async def second_step(self, step: str) -> str:
        """Whose second factor is awaited; raises NotSignedIn when that is over."""
        return await second_step.whose_step(self._access, step)

    async def prove_by_code(
        self, step: str, code: str, *, client: str, limits: Limits, browser: Browser = UNKNOWN
    ) -> StartedSession:
        """A session, for a code of their app or a recovery code after the right password."""
        return await second_step.prove_by_code(
            self._access, step, code, client=client, limits=limits, browser=browser
        )

    async def has_keys(self, step: str) -> bool:
        """Whether the person who gave the right password can use a security key now."""
        return await second_step.may_use_key(self._access, step)

    async def ask_for_key(self, step: str, site: Site) -> str:
        """The options for a browser to sign in with a security key, as JSON. They are valid for one
        answer."""
        return await second_step.ask_for_key(self._access, step, site)

    async def prove_by_key(
        self,
        step: str,
        answer: str,
        site: Site,
        *,
        client: str,
        limits: Limits,
        browser: Browser = UNKNOWN,
    ) -> StartedSession:
        """A session, for a security key after the right password.

        Args:
            answer: What the browser got of the key, as JSON.
        """
        return await second_step.prove_by_key(
            self._access, step, answer, site, client=client, limits=limits, browser=browser
        )
