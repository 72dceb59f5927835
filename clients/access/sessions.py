"""Who is signed in, until they are not any more."""

from collections.abc import Collection
from datetime import datetime

from application.access import api_keys, sessions
from clients.access.shared import Shared
from domain.access import Actor
from domain.signing_in.sessions import Holder, OpenSession, Whose


class OpenSessions(Shared):
    """Sessions, and the holders of sessions and API keys."""

    async def actor_of_session(self, token: str, *, by_person: bool = True) -> Actor | None:
        """The person who is signed in under this token, if the session has not ended.

        Args:
            by_person: Whether a person did something, which keeps the session from ending; a page
            that polls does not.
        """
        holder = await self._remembered.holder(token, self._holder_of_session)
        if holder is None:
            return None
        if by_person and await sessions.keep_alive(self._access, token, holder):
            self._remembered.forget_one(token)
        return holder.actor

    async def actor_of_key(self, key: str) -> Actor | None:
        """The holder of this API key, if it is valid."""
        holder = await self._remembered.holder(key, self._holder_of_key)
        return None if holder is None else holder.actor

    async def still_valid(self, tokens: Collection[str], keys: Collection[str]) -> set[str]:
        """Those of these sessions' tokens and keys that are still let in, as the ledger has it
        now."""
        return await sessions.still_valid(self._access, tokens, keys)

    async def sign_out(self, token: str) -> None:
        await sessions.sign_out(self._access, token)
        self._remembered.forget()

    async def sessions_of(self, sign_in: str, link: str | None = None) -> list[OpenSession]:
        """The sessions of a person that have not ended, or of who came in by one link."""
        return await sessions.open_sessions(self._access, Whose(sign_in, link))

    async def end_session(self, sign_in: str, session: str, link: str | None = None) -> None:
        """Ends one of them, wherever it is; raises AccessUnknown."""
        await sessions.end_session(self._access, Whose(sign_in, link), session)
        self._remembered.forget()

    async def end_other_sessions(self, sign_in: str, token: str, link: str | None = None) -> int:
        """Ends all of them but this one; how many."""
        count = await sessions.end_other_sessions(self._access, Whose(sign_in, link), token)
        self._remembered.forget()
        return count

    async def _holder_of_session(self, token: str, now: datetime) -> Holder | None:
        return await sessions.holder_of_session(self._access, token, now)

    async def _holder_of_key(self, key: str, now: datetime) -> Holder | None:
        return await api_keys.holder_of_key(self._access, key, now)
