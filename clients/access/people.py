"""The people who sign in by a password or by the identity provider."""

from collections.abc import Iterable

from adapters.ledger.access.naming import normal_name
from adapters.ledger.access.records import Person
from clients.access.sessions import OpenSessions
from domain.access import Role
from domain.errors import AccessUnknown


class ManagingPeople(OpenSessions):
    """What an administrator does for them and to them."""

    async def people(self) -> list[Person]:
        """Everybody, those who are disabled included, by name."""
        return await self._people.everybody()

    async def person(self, sign_in: str) -> Person:
        """Somebody as they are now; raises AccessUnknown."""
        found = await self.own(normal_name(sign_in))
        if found is None:
            raise AccessUnknown("There is nobody with this sign-in name.", sign_in=sign_in)
        return found

    async def own(self, sign_in: str) -> Person | None:
        """What is stored of a person; None for somebody who came in by a link."""
        return next((each for each in await self.people() if each.sign_in == sign_in), None)

    async def add_person(
        self,
        sign_in: str,
        password: str,
        roles: Iterable[Role],
        account: str | None,
        *,
        by: str,
        key: str | None = None,
    ) -> Person:
        """Somebody new, who signs in with a password; once, however often it is asked under the
        `key` of a claim.

        Raises:
            AccessNotAcceptable: the name is taken, or something given makes no sense.
            AccountUnknown: the ledger has no such account.
        """
        kept = await self._passwords.hashed(password, sign_in)
        now = self._now()
        return await self._people.add(sign_in, roles, account, kept, by=by, now=now, key=key)

    async def set_password(self, sign_in: str, password: str, *, by: str | None = None) -> Person:
        """Sets another password and ends all of their sessions.

        Args:
            by: Who does it; what is done through a password that somebody else set is marked.

        Raises:
            AccessUnknown: nobody has this name.
            AccessNotAcceptable: the password is too short or easily guessed, or they need none.
        """
        kept = await self._passwords.hashed(password, sign_in)
        changed = await self._people.set_password(sign_in, kept, self._now(), by=by)
        self._remembered.forget()
        return changed

    async def set_roles(self, sign_in: str, roles: Iterable[Role], account: str | None) -> Person:
        """Sets other roles and ends all of their sessions.

        Raises:
            AccessUnknown: nobody has this name.
            AccessNotAcceptable: the roles make no sense, or are the identity provider's to give.
            AccountUnknown: the ledger has no such account.
        """
        changed = await self._people.set_roles(sign_in, roles, account, self._now())
        self._remembered.forget()
        return changed

    async def disable(self, sign_in: str) -> Person:
        """Shuts somebody out, and signs them out everywhere; raises AccessUnknown."""
        changed = await self._people.disable(sign_in, self._now())
        self._remembered.forget()
        return changed

    async def enable(self, sign_in: str) -> Person:
        """Lets somebody sign in again who was disabled; raises AccessUnknown."""
        return await self._people.enable(sign_in, self._now())

    async def reset_factors(self, sign_in: str) -> int:
        """Removes all second factors of somebody who lost them and ends their sessions; returns how
        many.

        Raises:
            AccessUnknown: nobody has this name.
        """
        name = normal_name(sign_in)
        if await self.own(name) is None:
            raise AccessUnknown("Nobody has this sign-in name.")
        count = await self._factors.reset(name, self._now())
        await self.end_other_sessions(name, "")
        return count
