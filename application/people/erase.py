"""The personal data of an account is erased: books stay, and nobody can say whose they were."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from application.ports.erasing import Erasures, Keys, MarkedFiles, OpenRequests
from application.ports.sealing import account_owner
from domain.errors import DomainError, ErasureNotPossible, ErasureUnknown, ServiceUnreachable
from domain.people.erasure import (
    ERASED,
    Erasure,
    ErasureState,
    Outlook,
    may_be_cancelled,
    may_be_confirmed,
    nothing_to_cancel,
)
from domain.people.retention import RetentionPolicy

_log = logging.getLogger(__name__)

WITHDRAWN_BECAUSE = "The personal data of this account is erased."


@dataclass(frozen=True)
class Erasing:
    """Where it is all erased."""

    erasures: Erasures
    requests: OpenRequests
    keys: Keys
    files: MarkedFiles


async def outlook(
    erasures: Erasures, account: str, policy: RetentionPolicy, now: datetime
) -> Outlook:
    """What erasing an account would come to; raises AccountUnknown."""
    against = await _against(erasures, account, policy, now)
    known = await erasures.of(account)
    return Outlook(
        account=account,
        money_open=against.money_open,
        possible_on=against.kept_until,
        needs_two=policy.erasure_needs_two,
        goes=await erasures.goes(account),
        stays=await erasures.stays(account),
        erasure=known.under(policy.erasure_needs_two) if known is not None else None,
    )


async def erase(
    into: Erasing,
    asked: Erasure,
    policy: RetentionPolicy,
    now: datetime,
    when_possible: bool = False,
) -> Erasure:
    """Erase an account now; one that was begun goes on, one that is done is answered. Where the
    policy asks for two people, or for more time, it waits.

    Args:
        when_possible: Where it may not be done yet, keep it for the day from which it may.

    Raises:
        ErasureNotPossible: money is open, or its books have to be kept; with the day, if known.
        AccountUnknown: there is no such account.
        ServiceUnreachable: the ledger, the engine or the storage does not answer; ask again.
    """
    account = asked.account
    known = await into.erasures.of(account)
    if known is not None and known.state in ERASED:
        return await carry_out(into, known, policy, now)
    against = await _against(into.erasures, account, policy, now)
    if against.waits and not when_possible:
        raise _refused(account, against)
    state = ErasureState.SCHEDULED
    if policy.erasure_needs_two:
        state = ErasureState.TO_BE_CONFIRMED
    kept = await into.erasures.ask(asked.model_copy(update={"state": state}))
    return await _now_or_later(into, kept, against, policy, now)


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
    known = await _known(into.erasures, account)
    if known.confirmed_by != by or known.state is ErasureState.CANCELLED:
        may_be_confirmed(known.under(policy.erasure_needs_two), by)
        await into.erasures.confirm(account, by, now)
        known = await _known(into.erasures, account)
    return await _go_on(into, known, policy, now)


async def cancel_erasure(erasures: Erasures, account: str, by: str, now: datetime) -> Erasure:
    """Take back what is kept for later. Asked again by the same person, it is answered.

    Raises:
        ErasureUnknown: nobody asked for it.
        ErasureNotPossible: it is done or under way, or somebody else cancelled it.
    """
    known = await _known(erasures, account)
    if known.state is not ErasureState.CANCELLED or known.cancelled_by != by:
        may_be_cancelled(known)
        await erasures.cancel(account, by, now)
        known = await _known(erasures, account)
        if known.state is not ErasureState.CANCELLED:
            raise nothing_to_cancel(known)
    return known


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


async def _withdraw_all(into: Erasing, erasure: Erasure, policy: RetentionPolicy) -> None:
    account = erasure.account
    for each in await into.erasures.withdraw(account, confirmed=policy.erasure_needs_two):
        try:
            await into.requests.withdraw(each.request, erasure.asked_by, WITHDRAWN_BECAUSE)
        except ServiceUnreachable:  # it may be withdrawn all the same
            raise
        except DomainError:
            await into.erasures.wait_again(account)
            raise


async def erase_due(
    into: Erasing,
    policy: RetentionPolicy,
    now: datetime,
    beat: Callable[[], None] = lambda: None,
) -> int:
    """Carry out those whose day has come, and those that were cut off; returns how many are done.
    One that cannot be done now is left for the next run.

    Args:
        beat: Called after each.
    """
    done = 0
    for due in await into.erasures.due(now.date()):
        try:
            known = await _known(into.erasures, due.account)
            made = await _go_on(into, known, policy, now)
        except DomainError as refusal:
            _log.warning("an erasure is left for the next run: %s", refusal.code)
        else:
            done += made.state is ErasureState.DONE
            if made.state is ErasureState.TO_BE_CONFIRMED:
                _log.warning("an erasure waits for somebody else to confirm it")
        beat()
    return done


class _Against(NamedTuple):
    """What stands against an erasure now."""

    money_open: bool
    possible_on: date | None
    """The first day after its books had to be kept; None without any."""
    kept_until: date | None
    """The same, while it lies ahead."""

    @property
    def waits(self) -> bool:
        return self.money_open or self.kept_until is not None


async def _against(
    erasures: Erasures, account: str, policy: RetentionPolicy, now: datetime
) -> _Against:
    obstacles = await erasures.obstacles(account, now)
    possible_on = obstacles.possible_on(policy.books_years)
    kept = possible_on is not None and now.date() < possible_on
    return _Against(obstacles.money_open, possible_on, possible_on if kept else None)


async def _go_on(into: Erasing, known: Erasure, policy: RetentionPolicy, now: datetime) -> Erasure:
    """With what was asked for before; what was taken back meanwhile stays so."""
    if known.state in ERASED:
        return await carry_out(into, known, policy, now)
    if known.state is ErasureState.CANCELLED:
        return known
    against = await _against(into.erasures, known.account, policy, now)
    return await _now_or_later(into, known, against, policy, now)


async def _now_or_later(
    into: Erasing, asked: Erasure, against: _Against, policy: RetentionPolicy, now: datetime
) -> Erasure:
    kept = asked.under(policy.erasure_needs_two)
    if against.waits:
        await into.erasures.schedule(kept.account, against.possible_on)
        await into.erasures.wait_again(kept.account)
    if against.waits or kept.state is ErasureState.TO_BE_CONFIRMED:
        return kept.model_copy(update={"possible_on": against.possible_on})
    return await carry_out(into, kept, policy, now)


async def _known(erasures: Erasures, account: str) -> Erasure:
    known = await erasures.of(account)
    if known is None:
        raise ErasureUnknown("Nobody asked for this account to be erased.", account_id=account)
    return known


def _refused(account: str, against: _Against) -> ErasureNotPossible:
    kept = against.kept_until
    reasons = []
    said = []
    if against.money_open:
        reasons.append("money_open")
        said.append("money of it is open")
    if kept is not None:
        reasons.append("books_kept")
        said.append(f"its books have to be kept: it can be done from {kept} on")
    return ErasureNotPossible(
        f"This account cannot be erased now: {'; '.join(said)}.",
        account_id=account,
        reasons=reasons,
        possible_on=kept.isoformat() if kept else None,
    )
