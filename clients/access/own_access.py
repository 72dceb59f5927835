"""What people change of their own: their password, their second factors."""

import pyotp

from adapters.ledger.access.key_challenges import Site, asked_of_new, new_key
from adapters.ledger.access.naming import normal_name
from adapters.ledger.access.people import let_in_by_password
from adapters.ledger.access.records import SecondFactor, StartedSession
from adapters.ledger.access.sessions import Limits
from clients.access.people import ManagingPeople
from clients.access.signing_in import Browser, SigningIn
from domain.errors import AccessNotAcceptable, NotSignedIn


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
        await self.require_password(sign_in, old, client=client)
        if old == new:
            raise AccessNotAcceptable("Take another password than before.", field="password")
        await self.set_password(sign_in, new, by=normal_name(sign_in))
        async with self._database.writing() as connection:
            hashed = await self._people.password_hash(sign_in)
            person = await let_in_by_password(connection, sign_in, hashed or "")
            return await self._let_in(connection, person, limits, browser, ())

    async def require_password(self, sign_in: str, password: str, *, client: str) -> None:
        """Returns if this is the person's password.

        Raises:
            NotSignedIn: it is not right.
            TooManyAttempts: it was wrong too often.
        """
        counted_as = f"own password of {sign_in}"
        await self._attempts.count(counted_as, client, self._now())
        kept = await self._people.password_hash(sign_in)
        if not await self._passwords.match(kept, password):
            raise NotSignedIn("That is not your password.")
        await self._attempts.forgive(counted_as, client)

    async def second_factors(self, sign_in: str) -> tuple[list[SecondFactor], int]:
        """Those that a person has, and how many recovery codes they have left."""
        factors = await self._factors.of(sign_in)
        return factors, await self._recovery.left(sign_in)

    @staticmethod
    def address_of_app(sign_in: str, secret: str, issuer: str) -> str:
        """What an app reads to make codes from this secret."""
        return pyotp.TOTP(secret).provisioning_uri(name=sign_in, issuer_name=issuer)

    async def begin_app(self, sign_in: str) -> tuple[str, str]:
        """An app that is to be confirmed by its first code: its id, and its secret."""
        return await self._apps.begin(sign_in, self._now())

    async def pending_app(self, sign_in: str, factor: str) -> str:
        """The secret of an app that is still to be confirmed; raises AccessUnknown."""
        return await self._apps.pending(sign_in, factor)

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
        codes = await self._apps.confirm(sign_in, factor, code, name, self._now())
        await self._sessions.prove(token, self._now())
        self._remembered.forget()
        return codes

    async def begin_key(self, sign_in: str, site: Site) -> str:
        """What the browser asks of a security key that is to be added, as JSON. It is good for one
        answer, for some minutes.

        Raises:
            AccessNotAcceptable: they have too many second factors.
        """
        challenge, known = await self._security_keys.begin(sign_in, self._now())
        return asked_of_new(sign_in, challenge, known, site)

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
        now = self._now()
        key = new_key(answer, await self._security_keys.take_challenge(sign_in, now), site)
        if key is None:
            await self._security_keys.refused(sign_in, now)
            said = "The key did not prove itself. Add it once more."
            raise AccessNotAcceptable(said, field="credential")
        codes = await self._security_keys.add(sign_in, key, name, now)
        await self._sessions.prove(token, now)
        self._remembered.forget()
        return codes

    async def remove_factor(self, sign_in: str, factor: str) -> None:
        """One of their own less; raises AccessUnknown."""
        await self._factors.remove(sign_in, factor, self._now())

    async def new_recovery_codes(self, sign_in: str) -> list[str]:
        """New recovery codes in place of the old ones; they cannot be looked up again."""
        return await self._recovery.renew(sign_in, self._now())
