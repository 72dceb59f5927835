"""Attempts to sign in are counted as failed until they succeed, so that many at once count as
well."""

from application.access.within import Access
from domain.signing_in.attempts import (
    begins_again,
    counted_by,
    forgotten_before,
    is_last,
    refuse_locked,
)


async def count_attempt(access: Access, name: str, client: str, device: str | None = None) -> bool:
    """Count an attempt as failed until `forgive_attempt` takes it back. Returns whether it is the
    last one allowed for now.

    Args:
        device: Names a browser in which this person signed in before.

    Raises:
        TooManyAttempts: with the seconds until one may try again. This one is not counted.
    """
    now, last = access.now(), False
    async with access.ledger.writing() as transaction:
        await transaction.attempts.forget(forgotten_before(now))
    async with access.ledger.writing() as transaction:
        for counted in counted_by(name, client, device):
            failures = await transaction.attempts.count(counted.said, begins_again(now), now)
            refuse_locked(failures, counted.at_most, now)
            last = last or is_last(failures, counted.at_most)
    return last


async def forgive_attempt(
    access: Access, name: str, client: str, device: str | None = None
) -> None:
    """Take the attempt back, because it succeeded; this client's failures at this name begin
    anew."""
    async with access.ledger.writing() as transaction:
        for counted in counted_by(name, client, device):
            await transaction.attempts.take_back(counted.said, counted.afresh)
