"""The typed way into the ledger for faces: accounts, the dry run, and what was mailed."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.exc import DBAPIError

from adapters.ledger.accounts import Accounts
from adapters.ledger.database import Database
from adapters.ledger.deliveries import OutboxEntry
from adapters.ledger.importing import ImportedAccount
from adapters.ledger.invoices.queries import InvoiceQueries
from adapters.ledger.outbox import LedgerOutbox
from client import request_id
from domain.account import Standing, read_accounts
from domain.eligibility import assess
from domain.errors import InvalidFile, ServiceUnreachable
from domain.findings import Finding
from domain.form import problems_in, read_form
from domain.invoices.invoice import invoice_id
from domain.invoices.lifecycle import InvoiceState
from domain.invoices.view import InvoiceLine, Statement
from domain.money import Money
from files import configured_policy
from settings import Settings

_INVOICE = invoice_id("")

__all__ = ["ImportedAccount", "LedgerClient", "OutboxEntry"]


class LedgerClient:
    """Accounts in the ledger, and the dry run of every rule. Needs no engine."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self._accounts = Accounts(database)
        self._invoices = InvoiceQueries(database)
        self._outbox = LedgerOutbox(database)
        self._settings = settings

    @classmethod
    @asynccontextmanager
    async def opened(cls, settings: Settings) -> AsyncIterator["LedgerClient"]:
        database = await Database.open(settings.ledger_url)
        try:
            yield cls(database, settings)
        except DBAPIError as failed:
            raise ServiceUnreachable(
                "The ledger's database does not answer.", service="ledger"
            ) from failed
        finally:
            await database.close()

    async def import_accounts(self, content: Any) -> list[ImportedAccount]:
        """Accounts from a file's content (`accounts:` and a list), all of them or none.

        Raises:
            InvalidFile: with every problem of every account.
        """
        return await self._accounts.import_accounts(read_accounts(content), datetime.now(UTC))

    async def standing(self, account_id: str) -> Standing:
        return await self._accounts.standing(account_id)

    async def statement(self, account_id: str) -> Statement:
        """The account's invoices, payments and what they come to; raises AccountUnknown."""
        return await self._invoices.statement(account_id)

    async def invoices(
        self,
        state: InvoiceState | None = None,
        account: str | None = None,
        overdue: bool = False,
        limit: int | None = None,
    ) -> list[InvoiceLine]:
        """Invoices by state and account, those due first on top."""
        return await self._invoices.find(state, account, overdue, limit)

    async def settle(self, scope_id: str) -> Money | None:
        """Records the outstanding charges of a scope as paid; returns what was outstanding."""
        return await self._accounts.settle(scope_id, datetime.now(UTC))

    async def check(self, draft: dict[str, Any]) -> tuple[Finding, ...]:
        """The dry run: every rule on this form and the account as it is; changes nothing.

        Raises:
            InvalidFile: the form itself has problems, every one of them listed.
        """
        today = datetime.now(UTC).date()
        if problems := problems_in(draft, today):
            raise InvalidFile([problem.model_dump() for problem in problems])
        form = read_form(draft, today)
        account = await self._accounts.account(form.commerce_account_id)
        policy = configured_policy(self._settings).eligibility
        return assess(form, account, policy, today=today, register=None)

    async def mails(self, name: str) -> list[OutboxEntry]:
        """What was told about a request, or about `invoice/…`, and whether it has gone out."""
        whose = name if name.startswith(_INVOICE) else request_id(name)
        return await self._outbox.of_request(whose)

    async def resend(self, key: str) -> None:
        """Sends a notice again whose delivery was refused or could not be confirmed."""
        await self._outbox.requeue(key, datetime.now(UTC))
