"""Who is signed in, until they are not any more."""

from collections.abc import Collection
from datetime import datetime

from application.access.within import Access
from domain.errors import AccessUnknown
from domain.people.access_events import AccessEvent
from domain.signing_in.sessions import Holder, OpenSession, Whose


async def holder_of_session(access: Access, token: str, now: datetime) -> Holder | None:
    """The holder of the session, if it has not ended. Asking does not keep it alive."""
    async with access.ledger.reading() as transaction:
        session = await transaction.sessions.of_token(token)
    return None if session is None else session.holder(now)


async def keep_alive(access: Access, token: str, holder: Holder) -> bool:
    """A person did something: the session's idle time begins again. Returns whether that was worth
    writing down."""
    now = access.now()
    if holder.idle_after is None or not holder.is_worth_a_click(now):
        return False
    async with access.ledger.writing() as transaction:
        await transaction.sessions.click(token, now + holder.idle_after, now)
    return True


async def still_valid(access: Access, tokens: Collection[str], keys: Collection[str]) -> set[str]:
    """Those of these sessions' tokens and API keys that are still let in."""
    now = access.now()
    async with access.ledger.reading() as transaction:
        valid = await transaction.sessions.open_among(tokens, now) if tokens else set()
        return valid | (await transaction.keys.good_among(keys, now) if keys else set())


async def sign_out(access: Access, token: str) -> None:
    """Nothing happens where the session has ended already."""
    now = access.now()
    async with access.ledger.writing() as transaction:
        session = await transaction.sessions.end(token, now)
        if session is not None:
            await transaction.log.write(AccessEvent.SIGNED_OUT, now, subject=session)


async def open_sessions(access: Access, whose: Whose) -> list[OpenSession]:
    """Those that have not ended, newest first."""
    async with access.ledger.reading() as transaction:
        return await transaction.sessions.open_of(whose, access.now())


async def end_session(access: Access, whose: Whose, session: str) -> None:
    """End one of them, wherever it is; raises AccessUnknown."""
    now = access.now()
    async with access.ledger.writing() as transaction:
        if not await transaction.sessions.end_one(whose, session, now):
            raise AccessUnknown("There is no such session that is not over.", id=session)
        await transaction.log.write(AccessEvent.SESSION_ENDED, now, subject=session)


async def end_other_sessions(access: Access, whose: Whose, token: str) -> int:
    """End all of them but this one; returns how many."""
    now = access.now()
    async with access.ledger.writing() as transaction:
        count = await transaction.sessions.end_others(whose, token, now)
        if count:
            await transaction.log.write(AccessEvent.SESSION_ENDED, now, all=count)
        return count
