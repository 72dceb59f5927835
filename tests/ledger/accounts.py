"""Accounts, with the short way to import them."""

from collections.abc import Sequence
from datetime import datetime

from adapters.ledger.account_pages import Accounts as LedgerAccounts
from adapters.ledger.database import Database
from adapters.ledger.transactions import LedgerTransactions
from application.accounts.import_accounts import import_accounts
from application.accounts.importing import ImportedAccount
from application.accounts.settle_charges import settle_charges
from domain.accounts.account import Account
from domain.values.money import Money


class Accounts(LedgerAccounts):
    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.ledger = LedgerTransactions(database)

    async def import_accounts(
        self, imported: Sequence[Account], at: datetime
    ) -> list[ImportedAccount]:
        return await import_accounts(self.ledger, imported, at)

    async def settle(self, scope_id: str, at: datetime, key: str | None = None) -> Money | None:
        return await settle_charges(self.ledger, scope_id, at, key)
