"""Somebody confirms the erasure that another asked for."""

from datetime import datetime

from application.erasure.carry_out import resume
from application.erasure.within import Erasing, known_erasure
from domain.erasure.erasure import Erasure, ErasureState, may_be_confirmed
from domain.retention.retention import RetentionPolicy


async def confirm_erasure(
    into: Erasing, account: str, by: str, policy: RetentionPolicy, now: datetime
) -> Erasure:
    """Confirm what somebody else asked for: it is done now, or once it may be. Asked again by the
    same person, it goes on.

    Raises:
        ErasureUnknown: nobody asked for it.
        ErasureNotPossible: it does not wait to be confirmed, or they asked for it themselves.
        AccountUnknown, ServiceUnreachable.
    """
    known = await known_erasure(into.erasures, account)
    if known.confirmed_by != by or known.state is ErasureState.CANCELLED:
        may_be_confirmed(known.under(policy.erasure_needs_two), by)
        await into.erasures.confirm(account, by, now)
        known = await known_erasure(into.erasures, account)
    return await resume(into, known, policy, now)
