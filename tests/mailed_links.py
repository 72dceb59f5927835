"""A customer's link in a letter: mailed to them, and seen by nobody else."""

from datetime import UTC, datetime, timedelta

from adapters.ledger.access.links import CustomerLinks
from engine.ledgers import ledger_of
from settings import Settings


async def token_in_the_mail(settings: Settings, account: str, sign_in: str) -> str:
    now = datetime.now(UTC)
    async with ledger_of(settings) as database:
        _, token = await CustomerLinks(database).create(
            account,
            sign_in,
            by="worker",
            now=now,
            expires_at=now + timedelta(days=1),
            mailed=True,
        )
    return token
