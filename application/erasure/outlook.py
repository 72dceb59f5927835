"""Previews what erasing an account would delete and withdraw."""

from datetime import datetime

from application.erasure.within import obstacles_to
from application.ports.erasing import Erasures
from domain.erasure.erasure import Outlook
from domain.retention.retention import RetentionPolicy


async def outlook(
    erasures: Erasures, account: str, policy: RetentionPolicy, now: datetime
) -> Outlook:
    """What erasing an account would come to; raises AccountUnknown."""
    obstacles = await obstacles_to(erasures, account, policy, now)
    known = await erasures.of(account)
    return Outlook(
        account=account,
        money_open=obstacles.money_open,
        possible_on=obstacles.kept_until,
        needs_two=policy.erasure_needs_two,
        goes=await erasures.goes(account),
        stays=await erasures.stays(account),
        erasure=known.under(policy.erasure_needs_two) if known is not None else None,
    )
