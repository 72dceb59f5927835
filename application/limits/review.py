"""Notifies credit of limits whose day of review has come, once for each."""

from datetime import datetime

from application.ports.ledger import Ledger
from domain.limits.limit import LimitChange
from domain.limits.notifying import review_due
from domain.limits.states import LimitChangeKind
from domain.turns import WORKER


async def notify_due_reviews(ledger: Ledger, now: datetime) -> int:
    """Notifies credit of every limit whose day has come, each in a transaction of its own; returns
    how many. Repeated it continues with the rest, and notifies of none twice."""
    async with ledger.reading() as transaction:
        due = await transaction.limits.to_review(now.date())
    notified = 0
    for account_id in due:
        notified += await _notify(ledger, account_id, now)
    return notified


async def _notify(ledger: Ledger, account_id: str, now: datetime) -> bool:
    async with ledger.writing() as transaction:
        holding = await transaction.accounts.locked(account_id)
        state = await transaction.limits.state(account_id)
        # Somebody may have decided on it meanwhile, or another worker done this.
        still = await transaction.limits.to_review(now.date(), account_id)
        if holding is None or state is None or not still:
            return False
        change = LimitChange(
            kind=LimitChangeKind.REVIEW_DUE,
            at=now,
            by=WORKER,
            before=state.limit,
            limit=state.limit,
            frozen=state.frozen,
            review_on=state.review_on,
        )
        number = await transaction.limits.change(account_id, change)
        await transaction.notices.queue([review_due(holding.account, change, number)])
        return True
