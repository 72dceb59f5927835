"""Closes proposed limits that nobody confirmed in time and notifies credit, once for each."""

from datetime import datetime

from application.ports.ledger import Ledger
from domain.limits.notifying import lapsed
from domain.limits.states import ProposalState


async def notify_lapsed(ledger: Ledger, now: datetime) -> int:
    """Closes every proposal that has lapsed and notifies credit, who proposed it among them, each
    in a transaction of its own; returns how many. Repeated it continues with the rest."""
    async with ledger.reading() as transaction:
        due = await transaction.limits.lapsed(now)
    closed = 0
    for account_id in due:
        closed += await _notify(ledger, account_id, now)
    return closed


async def _notify(ledger: Ledger, account_id: str, now: datetime) -> int:
    async with ledger.writing() as transaction:
        holding = await transaction.accounts.locked(account_id)
        # Another worker may have done this meanwhile.
        waiting = await transaction.limits.waiting(account_id)
        gone = [each for each in waiting if not each.waits(now)]
        if holding is None or not gone:
            return 0
        for each in gone:
            number, at = each.number, each.lapses_at
            await transaction.limits.close(account_id, number, ProposalState.LAPSED, None, at)
        await transaction.notices.queue([lapsed(holding.account, each, now) for each in gone])
        return len(gone)
