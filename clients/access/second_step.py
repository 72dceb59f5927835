"""The second factor, after the right password."""

from collections.abc import Awaitable, Callable

from adapters.ledger.access.authenticator_apps import take_code_of_app
from adapters.ledger.access.key_challenges import Site, asked_of_known
from adapters.ledger.access.log import write_down
from adapters.ledger.access.people import let_in_by_password
from adapters.ledger.access.records import StartedSession
from adapters.ledger.access.recovery_codes import take_recovery_code
from adapters.ledger.access.second_steps import end_step, keep_challenge, step_of
from adapters.ledger.access.security_keys import keys_of, take_key
from adapters.ledger.access.sessions import Limits
from adapters.ledger.access.tokens import new_secret
from adapters.ledger.connection import Connection
from clients.access.signing_in import UNKNOWN, Browser, SigningIn
from domain.errors import NotSignedIn
from domain.people.access_events import AccessEvent

Proof = Callable[[Connection, str], Awaitable[bool]]


class SecondStep(SigningIn):
    """From the right password to a session, by a code or by a security key."""

    async def second_step(self, step: str) -> str:
        """Whose second factor is awaited; raises NotSignedIn when that is over."""
        async with self._database.reading() as connection:
            return str((await step_of(connection, step, self._now())).sign_in)

    async def prove_by_code(
        self, step: str, code: str, *, client: str, limits: Limits, browser: Browser = UNKNOWN
    ) -> StartedSession:
        """A session, for a code of their app or a recovery code after the right password.

        Raises:
            NotSignedIn: that is no code of theirs, or was used before, or the step is over.
            TooManyAttempts: for this person.
        """

        async def take(connection: Connection, sign_in: str) -> bool:
            now, plain = self._now(), code.replace(" ", "").replace("-", "").lower()
            return await take_code_of_app(
                connection, sign_in, plain, now
            ) or await take_recovery_code(connection, sign_in, plain, now)

        return await self._proved(step, take, client, limits, browser)

    async def has_keys(self, step: str) -> bool:
        """Whether the person who gave the right password can use a security key now."""
        try:
            sign_in = await self.second_step(step)
        except NotSignedIn:
            return False
        async with self._database.reading() as connection:
            return bool(await keys_of(connection, sign_in))

    async def ask_for_key(self, step: str, site: Site) -> str:
        """The options for a browser to sign in with a security key, as JSON. They are valid for one
        answer.

        Raises:
            NotSignedIn: the step is over, or they have no key.
        """
        challenge = new_secret()
        async with self._database.writing() as connection:
            sign_in = (await step_of(connection, step, self._now())).sign_in
            keys = await keys_of(connection, sign_in)
            if not keys:
                raise NotSignedIn("You have no security key here.")
            await keep_challenge(connection, step, challenge)
        return asked_of_known(challenge, [each.credential_id for each in keys], site)

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

        Raises:
            NotSignedIn: no key of theirs answered what it was asked, here and now, or the step is
                over.
            TooManyAttempts: for this person.
        """

        async def take(connection: Connection, sign_in: str) -> bool:
            return await take_key(connection, step, sign_in, answer, site, self._now())

        return await self._proved(step, take, client, limits, browser)

    async def _proved(
        self, step: str, take: Proof, client: str, limits: Limits, browser: Browser
    ) -> StartedSession:
        now = self._now()
        sign_in = await self.second_step(step)
        counted_as = f"second factor of {sign_in}"
        is_last = await self._attempts.count(counted_as, client, now)
        async with self._database.writing() as connection:
            owed = await step_of(connection, step, now)
            person = await let_in_by_password(connection, sign_in, owed.password_hash)
            proved = person is not None and await take(connection, sign_in)
            if proved and await end_step(connection, step):
                started = await self._let_in(connection, person, limits, browser, ())
            else:
                proved = False
                refused = AccessEvent.SECOND_FACTOR_REFUSED
                await write_down(connection, refused, now, subject=sign_in)
                if is_last:
                    await write_down(connection, AccessEvent.LOCKED_OUT, now, subject=sign_in)
        if not proved:
            raise NotSignedIn("That is not right, or was used before.")
        await self._attempts.forgive(counted_as, client)
        return started
