"""A short way to switch a scope."""

from collections.abc import Sequence

from adapters.ledger.database import Database
from adapters.ledger.transactions import LedgerTransactions
from application.requests.switch import Check, Said, switch_checked
from domain.notices import Notice
from domain.requests.listing import Listing
from domain.requests.switch_order import SwitchAnswer, SwitchOrder


class Switching:
    def __init__(self, database: Database) -> None:
        self._ledger = LedgerTransactions(database)

    async def switch(
        self,
        order: SwitchOrder,
        check: Check,
        notices: Sequence[Notice] = (),
        listing: Listing | None = None,
    ) -> SwitchAnswer:
        return await switch_checked(self._ledger, order, check, Said(notices, listing))
