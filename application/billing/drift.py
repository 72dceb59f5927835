"""Checks that scopes stay as they were switched at the billing system; reports what drifted once,
and puts it right where the policy says so."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from application.billing.verified import verified
from application.ports.billing import BillingProvider
from application.ports.ledger import Ledger, Transaction
from domain.billing.drift import (
    PUT_RIGHT_AT_MOST,
    PUT_RIGHT_WITHIN,
    Drift,
    DriftKind,
    Seen,
    Switched,
    seen_in,
)
from domain.billing.policy import BillingPolicy
from domain.billing.provider import Party
from domain.errors import ProviderRefused, ProviderUnavailable
from domain.notices import Audience, Notice, NoticeKind
from domain.requests.request import request_id

PAGE = 100
TOGETHER = 4
"""Scopes that are asked about at one time. Where none of them is answered, the provider is away."""


@dataclass(frozen=True, slots=True)
class DriftWatch:
    """What a check for drift needs."""

    ledger: Ledger
    provider: BillingProvider
    policy: BillingPolicy
    days: int
    """In how many days invoices are due, where the switch did not keep it."""
    now: Callable[[], datetime]


@dataclass(slots=True)
class DriftRound:
    """The result of one round."""

    checked: int = 0
    seen: int = 0
    """Drifts that were not known."""
    put_right: int = 0
    ended: int = 0
    unanswered: int = 0
    """Scopes of which the provider said nothing, for now."""
    after: str = ""
    """The provider went away: the next round begins with the scope after this one."""


async def check_drift(watch: DriftWatch, after: str = "") -> DriftRound:
    """Checks every scope that was switched at the provider. Repeated it reports nothing twice.

    Args:
        after: Where the round before stopped.

    Raises:
        ServiceUnreachable: the ledger does not answer.
    """
    round_ = DriftRound()
    while page := await _page(watch, after):
        for some in (page[at : at + TOGETHER] for at in range(0, len(page), TOGETHER)):
            answered = await asyncio.gather(*(_checked(watch, each, round_) for each in some))
            if not any(answered):
                round_.after = after
                return round_
            after = some[-1].scope_id
    return round_


async def check_scope(watch: DriftWatch, scope_id: str) -> None:
    """Checks one scope, of which the provider says that something happened.

    Raises:
        ProviderUnavailable: it does not answer; ask again.
        ServiceUnreachable: the ledger does not answer.
    """
    async with watch.ledger.reading() as transaction:
        switched = await transaction.drifts.switched_scope(watch.provider.name, scope_id)
    if switched is not None:
        await _read(watch, switched, DriftRound())


async def _page(watch: DriftWatch, after: str) -> Sequence[Switched]:
    async with watch.ledger.reading() as transaction:
        return await transaction.drifts.switched(watch.provider.name, after, PAGE)


async def _checked(watch: DriftWatch, switched: Switched, round_: DriftRound) -> bool:
    """False where the provider does not answer."""
    try:
        await _read(watch, switched, round_)
    except ProviderUnavailable:
        round_.unanswered += 1
        return False
    round_.checked += 1
    return True


async def _read(watch: DriftWatch, switched: Switched, round_: DriftRound) -> None:
    for each in await _seen(watch, switched, round_):
        if each.kind is DriftKind.BACK_TO_CARD and watch.policy.put_drift_right:
            await _put_right(watch, switched, each, round_)


async def _seen(watch: DriftWatch, switched: Switched, round_: DriftRound) -> Sequence[Drift]:
    """Asks the provider, and keeps what is new and what has ended. Answers what stands."""
    party, scope = _party(switched), switched.scope_id
    known = True
    try:
        collections = await verified(watch.provider, party)
        charges = await watch.provider.charged_since(party, switched.since)
        seen = seen_in(collections, charges, scope)
    except ProviderRefused:
        known, seen = False, (Seen(DriftKind.NOT_KNOWN),)
    async with watch.ledger.reading() as transaction:
        standing = await transaction.drifts.standing(scope)
    if not seen and not standing:
        return ()
    async with watch.ledger.writing() as transaction:
        await transaction.accounts.locked(switched.account_id)
        standing = await transaction.drifts.standing(scope)
        before = await transaction.drifts.known(scope, [each.reference for each in seen])
        kept = []
        for drift in standing:
            # Of a scope that it does not know it has said nothing else.
            if known and not any(_is(drift, each) for each in seen):
                round_.ended += await transaction.drifts.end(drift.id, None, watch.now())
            else:
                kept.append(drift)
        for each in seen:
            if each.reference in before or any(_is(drift, each) for drift in kept):
                continue
            kept.append(await _report(watch, transaction, switched, each))
            round_.seen += 1
    return kept


async def _report(
    watch: DriftWatch, transaction: Transaction, switched: Switched, seen: Seen
) -> Drift:
    """One entry and one letter, together."""
    now = watch.now()
    drift = await transaction.drifts.add(switched, watch.provider.name, seen, now)
    notice = Notice(
        key=f"{drift.id}/seen",
        kind=NoticeKind.TEAM_PROVIDER_DRIFT,
        audience=Audience.BILLING,
        request=request_id(switched.scope_id),
        account=switched.account_id,
        company=switched.company,
        at=now,
        amount=seen.amount,
        reason=seen.kind,
    )
    await transaction.notices.queue([notice])
    return drift


async def _put_right(
    watch: DriftWatch, switched: Switched, drift: Drift, round_: DriftRound
) -> None:
    """Collects by invoice again, unless that was done too often lately."""
    async with watch.ledger.writing() as transaction:
        lately = watch.now() - PUT_RIGHT_WITHIN
        if await transaction.drifts.put_right_since(drift.scope_id, lately) >= PUT_RIGHT_AT_MOST:
            return
        # Kept before: each try has a key of its own, whatever becomes of it.
        await transaction.drifts.tried(drift.id)
    party, key = _party(switched), f"{drift.id}/{drift.attempts + 1}"
    try:
        days = switched.days if switched.days is not None else watch.days
        await watch.provider.collect_by_invoice(party, days, key)
        left = seen_in(await verified(watch.provider, party), (), drift.scope_id)
    except ProviderRefused as no:
        async with watch.ledger.writing() as transaction:
            await transaction.drifts.refused(drift.id, no.reason)
        return
    if not left:
        async with watch.ledger.writing() as transaction:
            await transaction.drifts.put_right(drift.id, watch.now())
            await transaction.drifts.end(drift.id, None, watch.now())
        round_.put_right += 1
        round_.ended += 1


def _party(switched: Switched) -> Party:
    return Party(account_id=switched.account_id, scope_ids=(switched.scope_id,))


def _is(drift: Drift, seen: Seen) -> bool:
    return (drift.kind, drift.reference) == (seen.kind, seen.reference)
