"""The people who sign in by a password or by the identity provider."""

from collections.abc import Collection, Iterable

from application.access import people
from clients.access.sessions import OpenSessions
from domain.access import Role
from domain.errors import AccessUnknown
from domain.people.sign_ins import normal_name
from domain.signing_in.person import Person


class ManagingPeople(OpenSessions):
    """What an administrator does for them and to them."""

    async def people(self) -> list[Person]:
        """Everybody, those who are disabled included, by name."""
        return await people.everybody(self._access)

    async def companies_of(self, accounts: Collection[str]) -> dict[str, str]:
        """What the companies of these accounts are called, by account."""
        return await people.companies_of(self._access, accounts)

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
        return await people.add_person(
            self._access, sign_in, password, roles, account, by=by, key=key
        )

    async def set_password(self, sign_in: str, password: str, *, by: str | None = None) -> Person:
        """Sets another password and ends all of their sessions.

        Args:
            by: Who does it; what is done through a password that somebody else set is marked.

        Raises:
            AccessUnknown: nobody has this name.
            AccessNotAcceptable: the password is too short or easily guessed, or they need none.
        """
        changed = await people.set_password(self._access, sign_in, password, by=by)
        self._remembered.forget()
        return changed

    async def set_roles(self, sign_in: str, roles: Iterable[Role], account: str | None) -> Person:
        """Sets other roles and ends all of their sessions.

        Raises:
            AccessUnknown: nobody has this name.
            AccessNotAcceptable: the roles make no sense, or are the identity provider's to give.
            AccountUnknown: the ledger has no such account.
        """
        changed = await people.set_roles(self._access, sign_in, roles, account)
        self._remembered.forget()
        return changed

    async def disable(self, sign_in: str) -> Person:
        """Shuts somebody out, and signs them out everywhere; raises AccessUnknown."""
        changed = await people.disable(self._access, sign_in)
        self._remembered.forget()
        return changed

    async def enable(self, sign_in: str) -> Person:
        """Lets somebody sign in again who was disabled; raises AccessUnknown."""
        return await people.enable(self._access, sign_in)

    async def reset_factors(self, sign_in: str) -> int:
        """Removes all second factors of somebody who lost them and ends their sessions; returns how
        many.

        Raises:
            AccessUnknown: nobody has this name.
        """
        count = await people.reset_factors(self._access, sign_in)
        self._remembered.forget()
        return count
