"""Somebody asks for an account to be erased: its people go, its books stay."""

from datetime import datetime

from application.erasure.carry_out import carry_out, now_or_later
from application.erasure.within import Erasing, obstacles_to
from domain.erasure.erasure import ERASED, Erasure, ErasureState
from domain.erasure.may_erase import may_erase
from domain.retention.retention import RetentionPolicy


async def erase(
    into: Erasing,
    asked: Erasure,
    policy: RetentionPolicy,
    now: datetime,
    when_possible: bool = False,
    repeated: bool = False,
) -> Erasure:
    """Erase an account now; one that was begun goes on, one that is done is answered. Where the
    policy asks for two people, or for more time, it waits.

    Args:
        when_possible: Where it may not be done yet, keep it for the day from which it may.
        repeated: It was asked for before under the same key: that does not ask anew for what was
            taken back meanwhile.

    Raises:
        ErasureNotPossible: money is open, or its books have to be kept; with the day, if known.
        AccountUnknown: there is no such account.
        ServiceUnreachable: the ledger, the engine or the storage does not answer; ask again.
    """
    account = asked.account
    known = await into.erasures.of(account)
    if known is not None and known.state in ERASED:
        return await carry_out(into, known, policy, now)
    if repeated and known is not None and known.state is ErasureState.CANCELLED:
        return known
    obstacles = await obstacles_to(into.erasures, account, policy, now)
    if not when_possible:
        may_erase(account, obstacles)
    state = ErasureState.SCHEDULED
    if policy.erasure_needs_two:
        state = ErasureState.TO_BE_CONFIRMED
    kept = await into.erasures.ask(asked.model_copy(update={"state": state}))
    return await now_or_later(into, kept, obstacles, policy, now)
