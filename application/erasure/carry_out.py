"""Carries out an erasure: the books stay, anonymised."""

from datetime import datetime

from application.erasure.within import Erasing, obstacles_to
from application.ports.sealing import account_owner
from domain.erasure.erasure import ACCOUNT_ERASED, ERASED, Erasure, ErasureState
from domain.erasure.may_erase import Obstacles
from domain.errors import DomainError, ServiceUnreachable
from domain.retention.retention import RetentionPolicy


async def carry_out(
    into: Erasing, erasure: Erasure, policy: RetentionPolicy, now: datetime
) -> Erasure:
    """Each step may be done again, and each says itself how much went. What is open ends first;
    then the key goes, and with it what nobody reaches any more: histories and backups."""
    if erasure.state is ErasureState.DONE:
        return erasure
    account = erasure.account
    await _withdraw_all(into, erasure, policy)
    await into.erasures.begin(account, now)
    await _withdraw_all(into, erasure, policy)  # what was opened meanwhile
    await into.files.mark_erased(account_owner(account))
    keys = await into.keys.destroy(account_owner(account))
    await into.erasures.blank(account, now)
    documents = await into.erasures.documents(account)
    for location in documents:
        await into.files.remove(location)
    await into.erasures.finish(account, now, {"keys": keys, "documents": len(documents)})
    return (await into.erasures.of(account)) or erasure


async def resume(into: Erasing, known: Erasure, policy: RetentionPolicy, now: datetime) -> Erasure:
    """With what was asked for before; what was taken back meanwhile stays so."""
    if known.state in ERASED:
        return await carry_out(into, known, policy, now)
    if known.state is ErasureState.CANCELLED:
        return known
    obstacles = await obstacles_to(into.erasures, known.account, policy, now)
    return await now_or_later(into, known, obstacles, policy, now)


async def now_or_later(
    into: Erasing, asked: Erasure, obstacles: Obstacles, policy: RetentionPolicy, now: datetime
) -> Erasure:
    kept = asked.under(policy.erasure_needs_two)
    if obstacles.any:
        await into.erasures.schedule(kept.account, obstacles.possible_on)
        await into.erasures.wait_again(kept.account)
    if obstacles.any or kept.state is ErasureState.TO_BE_CONFIRMED:
        return kept.model_copy(update={"possible_on": obstacles.possible_on})
    return await carry_out(into, kept, policy, now)


async def _withdraw_all(into: Erasing, erasure: Erasure, policy: RetentionPolicy) -> None:
    account = erasure.account
    for each in await into.erasures.withdraw(account, confirmed=policy.erasure_needs_two):
        try:
            await into.requests.withdraw(each.request, erasure.asked_by, ACCOUNT_ERASED)
        except ServiceUnreachable:  # it may be withdrawn all the same
            raise
        except DomainError:
            await into.erasures.wait_again(account)
            raise
