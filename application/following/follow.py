"""Applies here what happened at the billing system: invoices that it issued, money that it got,
credit notes, invoices that it gave up. Each hint only says what to read again, so that it does not
matter in which order they come, or how often, or whether one was lost."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from application.billing.pauses import asked_for
from application.following.invoices import NotYet, SyncResult, follow_invoices
from application.ports.following import Followed
from application.ports.ledger import Ledger
from domain.billing.following import HintKind, HintState, KeptHint
from domain.errors import DomainError, ProviderUnavailable, ServiceUnreachable
from domain.policy_file import WholePolicy
from domain.values.pauses import doubled_pause

AT_ONCE = 100
"""Hints that are taken up together."""
OVERLAP = timedelta(hours=1)
"""How far back is asked again what happened: it may be told a little late."""
FIRST_LOOK = timedelta(days=1)
"""How far back is asked at the first time."""
SWITCHED_WITHIN = timedelta(days=1)
"""How long before its switch is made here an invoice may come."""
_FIRST_PAUSE = timedelta(seconds=5)
_LONGEST_PAUSE = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Following:
    """What following a billing system needs."""

    ledger: Ledger
    remote: Followed
    policy: WholePolicy
    now: Callable[[], datetime]
    refresh: Callable[[Sequence[str]], Awaitable[None]]
    """Has the workflows of these invoices start, or refresh."""
    check_scope: Callable[[str], Awaitable[None]] | None = None
    """Checks how a scope is collected."""


@dataclass(slots=True)
class Worked:
    """What a round came to."""

    ended: int = 0
    put_off: int = 0
    refused: list[str] = field(default_factory=list)
    """Codes of what our rules did not take."""


async def is_to_ask(following: Following, every: timedelta) -> bool:
    """Whether so much time has gone by since it was asked what happened."""
    async with following.ledger.reading() as transaction:
        until = await transaction.hints.read_until(following.remote.name)
    return until is None or following.now() - until >= every


async def ask_what_happened(following: Following) -> int:
    """Keeps a hint of everything that happened since the last time: for hints that were lost.

    Returns:
        How many were new.

    Raises:
        ProviderUnavailable, ServiceUnreachable: ask again.
    """
    now, name = following.now(), following.remote.name
    async with following.ledger.reading() as transaction:
        until = await transaction.hints.read_until(name)
    hints = await following.remote.hints_since(until - OVERLAP if until else now - FIRST_LOOK)
    async with following.ledger.writing() as transaction:
        new = await transaction.hints.keep(name, hints, now)
        await transaction.hints.keep_read(name, now)
    return new


async def work_off(following: Following) -> Worked:
    """Takes up every hint that waits; those about one thing together.

    Raises:
        ServiceUnreachable: the ledger does not answer.
    """
    worked = Worked()
    while True:
        now = following.now()
        async with following.ledger.reading() as transaction:
            waiting = await transaction.hints.waiting(following.remote.name, now, AT_ONCE)
        if not waiting:
            return worked
        about: dict[tuple[HintKind, str], list[KeptHint]] = {}
        for hint in waiting:
            about.setdefault((hint.kind, hint.reference), []).append(hint)
        for (kind, reference), hints in about.items():
            await _take(following, kind, reference, hints, worked)


async def _take(
    following: Following, kind: HintKind, reference: str, hints: Sequence[KeptHint], worked: Worked
) -> None:
    """Works off the hints about one thing, or puts them off."""
    ids = [hint.id for hint in hints]
    try:
        result = await _synced(following, kind, reference)
    except ServiceUnreachable:
        raise
    except ProviderUnavailable as later:
        await _put_off(following, hints, worked, asked_for(later))
        return
    except NotYet:
        if following.now() - min(hint.came_at for hint in hints) <= SWITCHED_WITHIN:
            await _put_off(following, hints, worked)
            return
        result = SyncResult(HintState.NOT_OURS)
    except DomainError as refusal:
        result = SyncResult(HintState.REFUSED, refusal)
    why = said = None
    if result.refusal is not None:
        why, said = result.refusal.code, result.refusal.reason
        worked.refused.append(why)
    async with following.ledger.writing() as transaction:
        now = following.now()
        await transaction.hints.end(ids, result.state, why, now, said, result.invoice)
    worked.ended += len(ids)


async def _synced(following: Following, kind: HintKind, reference: str) -> SyncResult:
    if kind is HintKind.INVOICE:
        return await follow_invoices(
            following.ledger, following.remote, following.policy, following.now, following.refresh,
            reference,
        )  # fmt: skip
    if following.check_scope is not None:
        await following.check_scope(reference)
    return SyncResult(HintState.DONE)


async def _put_off(
    following: Following,
    hints: Sequence[KeptHint],
    worked: Worked,
    at_least: timedelta = timedelta(0),
) -> None:
    attempts = max(hint.attempts for hint in hints) + 1
    pause = max(at_least, doubled_pause(attempts, _FIRST_PAUSE, _LONGEST_PAUSE))
    async with following.ledger.writing() as transaction:
        await transaction.hints.put_off([hint.id for hint in hints], following.now() + pause)
    worked.put_off += len(hints)
