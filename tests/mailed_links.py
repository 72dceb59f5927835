"""A customer's link in a letter: mailed to them, and seen by nobody else."""

from datetime import UTC, datetime, timedelta

from engine.wiring.ledgers import ledger_of
from settings import Settings


async def token_in_the_mail(settings: Settings, account: str, sign_in: str) -> str:
    now, ends = datetime.now(UTC), datetime.now(UTC) + timedelta(days=1)
    async with ledger_of(settings) as ledger, ledger.access.writing() as transaction:
        _, token = await transaction.links.add(
            sign_in, account, by="worker", at=now, expires_at=ends, mailed=True
        )
    return token
