"""Notifies billing operations that the billing system refused a call about a step."""

from datetime import datetime

from application.ports.ledger import Ledger
from domain.billing.calls import Call, about_call
from domain.notices import Audience, Item, Notice, NoticeKind


async def notify_refused(ledger: Ledger, call: Call, why: str, now: datetime) -> None:
    """Queue the letter, once for each attempt.

    Args:
        why: In the provider's words.
    """
    async with ledger.writing() as transaction:
        account = await transaction.accounts.one(call.account_id)
        notice = Notice(
            key=f"{about_call(call.id)}/refused-{call.attempts}",
            kind=NoticeKind.TEAM_PROVIDER_REFUSED,
            audience=Audience.BILLING,
            request=about_call(call.id),
            account=call.account_id,
            company=account.name if account else call.account_id,
            at=now,
            amount=call.facts.amount,
            reason=why,
            items=(Item(code=call.kind),),
        )
        await transaction.notices.queue([notice])
