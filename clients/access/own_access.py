"""What people change of their own: their password, their second factors."""

from application.access import own_factors, own_password
from clients.access.people import ManagingPeople
from clients.access.signing_in import SigningIn
from domain.signing_in.second_factors import SecondFactor
from domain.signing_in.security_keys import Site
from domain.signing_in.sessions import Browser, Limits, StartedSession


class OwnAccess(ManagingPeople, SigningIn):
    """One's own password, apps, security keys and recovery codes."""

    async def change_password(
        self, sign_in: str, old: str, new: str, *, client: str, limits: Limits, browser: Browser
    ) -> StartedSession:
        """Somebody's own other password. They are signed out everywhere, and in again here.

        Raises:
            NotSignedIn: the old one is not right.
            TooManyAttempts: the old one was wrong too often.
            AccessNotAcceptable: the new one cannot be taken.
        """
        started = await own_password.change_password(
            self._access, sign_in, old, new, client=client, limits=limits, browser=browser
        )
        self._remembered.forget()
        return started

    async def require_password(self, sign_in: str, password: str, *, client: str) -> None:
        """Returns if this is the person's password.

        Raises:
            NotSignedIn: it is not right.
            TooManyAttempts: it was wrong too often.
        """
        await own_password.require_password(self._access, sign_in, password, client=client)

    async def second_factors(self, sign_in: str) -> tuple[list[SecondFactor], int]:
        """Those that a person has, and how many recovery codes they have left."""
        return await own_factors.own_factors(self._access, sign_in)

    def address_of_app(self, sign_in: str, secret: str, issuer: str) -> str:
        """What an app reads to make codes from this secret."""
        return self._access.codes.address(secret, sign_in, issuer)

    async def begin_app(self, sign_in: str) -> tuple[str, str]:
        """An app that is to be confirmed by its first code: its id, and its secret."""
        return await own_factors.begin_app(self._access, sign_in)

    async def pending_app(self, sign_in: str, factor: str) -> str:
        """The secret of an app that is still to be confirmed; raises AccessUnknown."""
        return await own_factors.pending_app(self._access, sign_in, factor)

    async def confirm_app(
        self, sign_in: str, factor: str, code: str, name: str, *, token: str
    ) -> list[str]:
        """The app is theirs from now on. Gives recovery codes where it is their first factor.

        Args:
            token: Of the session it is done in, which is good for everything from now on.

        Raises:
            AccessUnknown: there is no such app to be confirmed.
            AccessNotAcceptable: that is not the code that the app shows.
        """
        codes = await own_factors.confirm_app(
            self._access, sign_in, factor, code, name, token=token
        )
        self._remembered.forget()
        return codes

    async def begin_key(self, sign_in: str, site: Site) -> str:
        """What the browser asks of a security key that is to be added, as JSON. It is good for one
        answer, for some minutes.

        Raises:
            AccessNotAcceptable: they have too many second factors.
        """
        return await own_factors.begin_key(self._access, sign_in, site)

    async def add_key(
        self, sign_in: str, answer: str, name: str, site: Site, *, token: str
    ) -> list[str]:
        """The security key is theirs from now on. Gives recovery codes where it is their first
        factor.

        Args:
            answer: What the browser got of the key, as JSON.
            token: Of the session it is done in, which is good for everything from now on.

        Raises:
            AccessNotAcceptable: the key did not answer what it was asked, here and now, or is
                somebody's already.
        """
        codes = await own_factors.add_key(self._access, sign_in, answer, name, site, token=token)
        self._remembered.forget()
        return codes

    async def remove_factor(self, sign_in: str, factor: str) -> None:
        """One of their own less; raises AccessUnknown."""
        await own_factors.remove_factor(self._access, sign_in, factor)

    async def new_recovery_codes(self, sign_in: str) -> list[str]:
        """New recovery codes in place of the old ones; they cannot be looked up again."""
        return await own_factors.new_recovery_codes(self._access, sign_in)
