"""Who is signed in, until they are not any more."""

from collections.abc import Collection

from adapters.ledger.access.records import OpenSession
from adapters.ledger.access.sessions import of_person, session_id
from adapters.ledger.access.tokens import digest
from clients.access.shared import Shared
from domain.access import Actor


def session_of(token: str) -> str:
    """The name of the session with this token, that may be shown and logged."""
    return session_id(digest(token))


class OpenSessions(Shared):
    """Sessions, and the holders of sessions and API keys."""

    async def actor_of_session(self, token: str, *, by_person: bool = True) -> Actor | None:
        """The person who is signed in under this token, if the session has not ended.

        Args:
            by_person: Whether a person did something, which keeps the session from ending; a page
            that polls does not.
        """
        holder = await self._remembered.holder(token, self._sessions.holder)
        if holder is None:
            return None
        now = self._now()
        if by_person and holder.idle_after is not None and holder.is_worth_a_click(now):
            await self._sessions.clicked(token, holder.idle_after, now)
            self._remembered.forget_one(token)
        return holder.actor

    async def actor_of_key(self, key: str) -> Actor | None:
        """The holder of this API key, if it is valid."""
        holder = await self._remembered.holder(key, self._keys.holder)
        return None if holder is None else holder.actor

    async def still_valid(self, tokens: Collection[str], keys: Collection[str]) -> set[str]:
        """Those of these sessions' tokens and keys that are still let in, as the ledger has it
        now."""
        now = self._now()
        valid = await self._sessions.still_valid(tokens, now) if tokens else set()
        return valid | (await self._keys.still_valid(keys, now) if keys else set())

    async def sign_out(self, token: str) -> None:
        await self._sessions.end(token, self._now())
        self._remembered.forget()

    async def sessions_of(self, sign_in: str, link: str | None = None) -> list[OpenSession]:
        """The sessions of a person that have not ended, or of who came in by one link."""
        return await self._sessions.open_of(of_person(sign_in, link), self._now())

    async def end_session(self, sign_in: str, session: str, link: str | None = None) -> None:
        """Ends one of them, wherever it is; raises AccessUnknown."""
        await self._sessions.end_one(of_person(sign_in, link), session, self._now())
        self._remembered.forget()

    async def end_other_sessions(self, sign_in: str, token: str, link: str | None = None) -> int:
        """Ends all of them but this one; how many."""
        count = await self._sessions.end_others(of_person(sign_in, link), token, self._now())
        self._remembered.forget()
        return count
