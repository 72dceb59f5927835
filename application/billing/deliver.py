"""Delivers our steps to the billing system, each once by its key and an account's in order."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from application.billing.pauses import asked_for, pause_after
from application.ports.billing import BillingProvider
from application.ports.provider_book import CallBook
from domain.billing.calls import NEEDS, Call, CallKind
from domain.billing.provider import Ability, InvoiceAt, Party
from domain.errors import ProviderRefused, ProviderUnavailable

AT_ONCE = 100
"""Calls of one round."""
CONNECTIONS = 10
"""Of them so many at one time."""


@dataclass(frozen=True, slots=True)
class CallDelivery:
    """What delivering calls to a billing system needs."""

    book: CallBook
    provider: BillingProvider
    can: frozenset[Ability]
    now: Callable[[], datetime]
    refused: Callable[[Call, str], Awaitable[None]]
    """Says that a person has to see to a call."""


async def deliver_round(delivery: CallDelivery) -> int:
    """Make every call that is due, once; how many there were."""
    due = await delivery.book.due(delivery.provider.name, delivery.now(), AT_ONCE)
    tries = asyncio.Semaphore(CONNECTIONS)

    async def one(call: Call) -> None:
        async with tries:
            await _deliver(delivery, call)

    await asyncio.gather(*(one(each) for each in due))
    return len(due)


async def _deliver(delivery: CallDelivery, call: Call) -> None:
    book, now = delivery.book, delivery.now
    try:
        answer = await _call(delivery, call)
    except ProviderUnavailable as failed:
        pause = pause_after(call.attempts + 1, asked_for(failed))
        await book.put_off(call, failed.reason, now() + pause, now())
    except ProviderRefused as refusal:
        # The letter first, which is queued once by its key: it must not be lost.
        await delivery.refused(call, refusal.reason)
        await book.refused(call, refusal.reason, now())
    else:
        await book.done(call, answer, now())


async def _call(delivery: CallDelivery, call: Call) -> str | None:
    """The provider's own id of what was done."""
    needed = NEEDS.get(call.kind)
    if needed is not None and needed not in delivery.can:
        raise ProviderRefused("The billing system cannot do this.", provider_code="cannot")
    if call.kind is CallKind.BY_HAND:
        said = call.facts.reason or "This is done there by a person."
        raise ProviderRefused(said, provider_code="by_hand")
    provider, facts, key = delivery.provider, call.facts, call.key
    if call.invoice is None:
        party = Party(account_id=call.account_id, scope_ids=(call.scope_id,))
        if call.kind is CallKind.SET_LIMIT:
            await provider.set_limit(party, facts.amount, key)
            return None
        assert facts.cores is not None
        return await provider.request_quota(party, facts.cores, key)
    link = await delivery.book.link_of(call.invoice)
    invoice = InvoiceAt(
        number=call.invoice,
        account_id=call.account_id,
        scope_id=call.scope_id,
        reference=link.reference if link else None,
    )
    reason, reference = facts.reason or "", facts.bank_reference or ""
    if call.kind is CallKind.WRITE_OFF:
        return (await provider.write_off(invoice, reason, key)).reference
    assert facts.amount is not None
    if call.kind is CallKind.CREDIT:
        return (await provider.credit(invoice, facts.amount, reason, key)).reference
    if call.kind is CallKind.REVERSE_PAYMENT:
        return (await provider.reverse_payment(invoice, facts.amount, reference, key)).reference
    on = facts.on or call.at.date()
    return (await provider.record_payment(invoice, facts.amount, on, reference, key)).reference
