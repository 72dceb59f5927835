"""Records that the outstanding charges of a scope were paid."""

from datetime import datetime

from application.ports.ledger import Ledger
from domain.errors import ScopeUnknown
from domain.values.money import Money
from domain.values.record import Record


class Settling(Record):
    """What is asked."""

    scope: str


class Settled(Record):
    """What is remembered of it under its key."""

    amount: Money | None


async def settle_charges(
    ledger: Ledger, scope_id: str, at: datetime, key: str | None = None
) -> Money | None:
    """Record a scope's outstanding charges as paid. Returns the sum, or None when nothing was
    outstanding; asked again under the same key, what was recorded then.

    Raises:
        ScopeUnknown: there is no such scope.
    """
    order = Settling(scope=scope_id)
    async with ledger.writing() as transaction:
        if not await transaction.charges.lock(scope_id):
            raise ScopeUnknown(
                "There is no subscription or billing profile with this id.", scope_id=scope_id
            )
        answers = transaction.answers
        if key and (stored := await answers.to(f"settle/{key}", order)) is not None:
            return Settled.model_validate(stored).amount
        amount = await transaction.charges.pay(scope_id, at)
        if key:
            await answers.remember(f"settle/{key}", order, Settled(amount=amount), at)
    return amount
