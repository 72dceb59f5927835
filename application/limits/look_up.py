"""An account's credit limit as it is, and how it came to be so."""

from datetime import datetime

from application.accounts.named import account_named
from application.ports.ledger import Ledger
from domain.limits.limit import AccountLimit
from domain.limits.operations import OnAccount, possible_of
from domain.values.money import Money


async def limit_of_account(
    ledger: Ledger, account_id: str, now: datetime, by: str | None = None
) -> AccountLimit:
    """The account's limit; raises AccountUnknown.

    Args:
        by: Who asks: what is possible is said for them, or else for anybody.
    """
    async with ledger.reading() as transaction:
        account = await account_named(transaction, account_id)
        state = await transaction.limits.state(account.id)
        if state is None:
            return AccountLimit(account=account.id, possible=possible_of(OnAccount(None, None)))
        used = await transaction.exposures.used(account.id)
        latest = await transaction.limits.latest_proposal(account.id)
        found = AccountLimit(
            account=account.id,
            limit=state.limit,
            frozen=state.frozen,
            review_on=state.review_on,
            exposure=Money.from_minor(used.exposure, used.currency) if used else None,
            proposal=latest.as_of(now) if latest else None,
            history=tuple(await transaction.limits.history(account.id)),
        )
        return found.model_copy(
            update={"possible": possible_of(OnAccount(state, found.proposed, by))}
        )
