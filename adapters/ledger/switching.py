"""The switch from a card or direct debit to invoices: irreversible, and made once for each
order."""

from collections.abc import Callable, Sequence

from adapters.ledger.database import Database
from adapters.ledger.effects import answer_to, remember
from adapters.ledger.holdings import read_one
from adapters.ledger.requests.writing import write_news
from adapters.ledger.switch_rows import write_switch
from domain.account import Account, Scope
from domain.errors import AccountUnknown, ScopeUnknown
from domain.notices import Notice
from domain.requests.listing import Listing
from domain.requests.switching import SwitchAnswer, SwitchOrder, SwitchReceipt
from domain.rules.findings import Finding


class Switching:
    """Switches to invoices only (S4): nothing in the ledger sets another method."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def switch(
        self,
        order: SwitchOrder,
        check: Callable[[Account], tuple[Finding, ...]],
        notices: Sequence[Notice] = (),
        listing: Listing | None = None,
    ) -> SwitchAnswer:
        """Switch one scope to invoices, in one transaction, on the account as it is right now; the
        notices are queued in it, and the request is listed as switched.

        Asked again under the same key it gives the same receipt and does nothing. When `check`
        fails a rule, the answer is the findings that stand in the way, and nothing is written.

        Raises:
            AccountUnknown, ScopeUnknown: there is nothing to switch.
            EffectMismatch: the key was used for something else.
            SwitchIrreversible: the scope pays by invoice already.
        """
        async with self._database.writing() as connection:
            # Locked before the key is looked up: if the same order is being carried out at this
            # moment, its receipt is the answer, and not that the scope has been switched meanwhile.
            held = await read_one(connection, order.account_id, lock=True)
            stored = await answer_to(connection, order.key, order)
            if stored is not None:
                return SwitchAnswer(receipt=SwitchReceipt.model_validate(stored))
            if held is None:
                raise AccountUnknown(
                    "There is no account with this id.", account_id=order.account_id
                )
            account = held.account
            scope = _scope(account, order.scope_id)
            failed = tuple(finding for finding in check(account) if finding.failed)
            if failed:
                return SwitchAnswer(findings=failed)
            receipt = await write_switch(connection, order, scope)
            await remember(connection, order.key, order, receipt, order.at)
            await write_news(connection, notices, listing)
            return SwitchAnswer(receipt=receipt)


def _scope(account: Account, scope_id: str) -> Scope:
    scope = account.scope(scope_id)
    if scope is None:
        raise ScopeUnknown(
            "The account has no subscription or billing profile with this id.", scope_id=scope_id
        )
    return scope
