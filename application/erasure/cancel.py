"""Somebody takes an erasure back while it waits."""

from datetime import datetime

from application.erasure.within import known_erasure
from application.ports.erasing import Erasures
from domain.erasure.erasure import Erasure, ErasureState, may_be_cancelled, nothing_to_cancel


async def cancel_erasure(erasures: Erasures, account: str, by: str, now: datetime) -> Erasure:
    """Take back what is kept for later. Asked again by the same person, it is answered.

    Raises:
        ErasureUnknown: nobody asked for it.
        ErasureNotPossible: it is done or under way, or somebody else cancelled it.
    """
    known = await known_erasure(erasures, account)
    if known.state is not ErasureState.CANCELLED or known.cancelled_by != by:
        may_be_cancelled(known)
        await erasures.cancel(account, by, now)
        known = await known_erasure(erasures, account)
        if known.state is not ErasureState.CANCELLED:
            raise nothing_to_cancel(known)
    return known
