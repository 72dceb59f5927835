"""API keys: what programs sign in with."""

from collections.abc import Collection, Iterable
from datetime import timedelta

from application.access import api_keys
from clients.access.shared import Shared
from domain.access import Action, Role
from domain.signing_in.api_keys import ApiKey


class ManagingKeys(Shared):
    """Making, listing and revoking API keys."""

    async def keys(self) -> list[ApiKey]:
        """Every API key that was ever made, the newest first."""
        return await api_keys.all_keys(self._access)

    async def create_key(
        self,
        name: str,
        roles: Iterable[Role],
        account: str | None,
        *,
        by: str,
        lasts: timedelta | None = None,
        key: str | None = None,
        actions: Collection[Action] | None = None,
    ) -> tuple[ApiKey, str]:
        """A new API key and its full text, which cannot be looked up again. It is ""
        where the key was made before, under the `key` of this claim.

        Args:
            actions: What it is given of what its roles allow; all of it by default.

        Raises:
            AccessNotAcceptable: the name, the roles or the actions make no sense.
            AccountUnknown: the ledger has no such account.
        """
        return await api_keys.create_key(
            self._access,
            name,
            roles,
            account,
            by=by,
            lasts=lasts,
            key=key,
            actions=actions,
        )

    async def revoke_key(self, key_id: str) -> None:
        """Revokes a key; raises AccessUnknown."""
        await api_keys.revoke_key(self._access, key_id)
        self._remembered.forget()
