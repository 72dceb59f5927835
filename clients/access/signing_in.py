"""Signing in: by a password, by the identity provider, by a customer's link."""

from collections.abc import Collection, Iterable

from application.access import sign_in as signing_in
from clients.access.shared import Shared
from domain.access import Role
from domain.signing_in.sessions import UNKNOWN, Browser, Limits, StartedSession


class SigningIn(Shared):
    """From what somebody shows to a session of theirs."""

    async def sign_in(
        self,
        sign_in: str,
        password: str,
        *,
        client: str,
        limits: Limits,
        browser: Browser = UNKNOWN,
        demanded_of: Collection[Role] = (),
    ) -> StartedSession:
        """A session for somebody who knows their password; as `application.access.sign_in`."""
        return await signing_in.sign_in(
            self._access,
            sign_in,
            password,
            client=client,
            limits=limits,
            browser=browser,
            demanded_of=demanded_of,
        )

    async def sign_in_by_provider(
        self,
        sign_in: str,
        subject: str,
        roles: Iterable[Role],
        *,
        limits: Limits,
        browser: Browser = UNKNOWN,
    ) -> StartedSession:
        """A session for somebody for whom the identity provider vouches; as
        `application.access.sign_in`."""
        return await signing_in.sign_in_by_provider(
            self._access, sign_in, subject, roles, limits=limits, browser=browser
        )

    async def sign_in_by_link(
        self, token: str, *, limits: Limits, browser: Browser = UNKNOWN
    ) -> StartedSession:
        """A session for the recipient of this link, no longer than the link is valid.

        Raises:
            NotSignedIn: the link is unknown, has expired, or was revoked.
        """
        return await signing_in.sign_in_by_link(self._access, token, limits=limits, browser=browser)
