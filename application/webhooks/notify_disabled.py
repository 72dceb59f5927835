"""Notifies billing operations that an endpoint was disabled."""

from datetime import datetime

from application.ports.ledger import Ledger
from domain.notices import Audience, Notice, NoticeKind
from domain.webhooks.endpoint import Endpoint, webhook_id
from domain.webhooks.states import Trouble


async def notify_disabled(ledger: Ledger, endpoint: Endpoint, why: Trouble, now: datetime) -> None:
    """Queue the letter that nothing is sent there any more."""
    notice = Notice(
        key=f"{webhook_id(endpoint.id)}/disabled-{now.isoformat(timespec='seconds')}",
        kind=NoticeKind.TEAM_WEBHOOK_DISABLED,
        audience=Audience.BILLING,
        request=webhook_id(endpoint.id),
        company=endpoint.url,
        at=now,
        reason=why,
    )
    async with ledger.writing() as transaction:
        await transaction.notices.queue([notice])
