"""A ledger that is open: what is done in it, and what is read of it."""

from contextlib import AbstractAsyncContextManager
from functools import cached_property
from typing import TYPE_CHECKING

from adapters.ledger.database import Database

if TYPE_CHECKING:
    from adapters.ledger.access.log import AccessLog
    from adapters.ledger.access.transactions import LedgerAccess
    from adapters.ledger.account_pages import Accounts
    from adapters.ledger.bank.changes import BankChangeQueries
    from adapters.ledger.chains import Chains
    from adapters.ledger.erasing.erasures import StoredErasures
    from adapters.ledger.erasing.retention import StoredRetention
    from adapters.ledger.events import EventQueries
    from adapters.ledger.evidence import StoredRecords
    from adapters.ledger.idempotency_keys import UsedKeys
    from adapters.ledger.invoices.listing import InvoiceListing
    from adapters.ledger.invoices.queries import InvoiceQueries
    from adapters.ledger.kept_keys import KeptKeys
    from adapters.ledger.letters.outbox import LedgerOutbox
    from adapters.ledger.letters.outcomes import Letters
    from adapters.ledger.past import PastLetters
    from adapters.ledger.persons import StoredPersons
    from adapters.ledger.provider.calls import StoredCalls
    from adapters.ledger.reports.queries import ReportQueries
    from adapters.ledger.requests.lives import StoredLives
    from adapters.ledger.requests.queries import RequestQueries
    from adapters.ledger.stored_hooks import StoredHooks
    from adapters.ledger.transactions import LedgerTransactions


class OpenLedger:
    """Clients take from here what they need of the ledger. Each part is loaded when it is first
    asked for: a command needs few of them."""

    def __init__(self, database: Database) -> None:
        self.database = database

    @cached_property
    def transactions(self) -> "LedgerTransactions":
        """What changes it, behind the application's ports."""
        from adapters.ledger.transactions import LedgerTransactions

        return LedgerTransactions(self.database)

    def one_transaction(
        self,
    ) -> "AbstractAsyncContextManager[tuple[LedgerTransactions, PastLetters]]":
        """All that is done within is done at once, or not at all: for sample data."""
        from adapters.ledger.past import one_transaction

        return one_transaction(self.database)

    @cached_property
    def keys(self) -> "UsedKeys":
        """Callers' keys, and what each was used for."""
        from adapters.ledger.idempotency_keys import UsedKeys

        return UsedKeys(self.database)

    @cached_property
    def accounts(self) -> "Accounts":
        from adapters.ledger.account_pages import Accounts

        return Accounts(self.database)

    @cached_property
    def invoices(self) -> "InvoiceQueries":
        from adapters.ledger.invoices.queries import InvoiceQueries

        return InvoiceQueries(self.database)

    @cached_property
    def invoice_lists(self) -> "InvoiceListing":
        from adapters.ledger.invoices.listing import InvoiceListing

        return InvoiceListing(self.database)

    @cached_property
    def reports(self) -> "ReportQueries":
        from adapters.ledger.reports.queries import ReportQueries

        return ReportQueries(self.database)

    @cached_property
    def bank_changes(self) -> "BankChangeQueries":
        from adapters.ledger.bank.changes import BankChangeQueries

        return BankChangeQueries(self.database)

    @cached_property
    def queues(self) -> "RequestQueries":
        from adapters.ledger.requests.queries import RequestQueries

        return RequestQueries(self.database)

    @cached_property
    def lives(self) -> "StoredLives":
        """Requests whole, with their timelines."""
        from adapters.ledger.requests.lives import StoredLives

        return StoredLives(self.database)

    @cached_property
    def outbox(self) -> "LedgerOutbox":
        from adapters.ledger.letters.outbox import LedgerOutbox

        return LedgerOutbox(self.database)

    @cached_property
    def letters(self) -> "Letters":
        """What became of letters."""
        from adapters.ledger.letters.outcomes import Letters

        return Letters(self.database)

    @cached_property
    def records(self) -> "StoredRecords":
        """What evidence is made of."""
        from adapters.ledger.evidence import StoredRecords

        return StoredRecords(self.database)

    @cached_property
    def chains(self) -> "Chains":
        from adapters.ledger.chains import Chains

        return Chains(self.database)

    @cached_property
    def events(self) -> "EventQueries":
        from adapters.ledger.events import EventQueries

        return EventQueries(self.database)

    @cached_property
    def hooks(self) -> "StoredHooks":
        from adapters.ledger.stored_hooks import StoredHooks

        return StoredHooks(self.database)

    @cached_property
    def calls(self) -> "StoredCalls":
        """What the billing system was told."""
        from adapters.ledger.provider.calls import StoredCalls

        return StoredCalls(self.database)

    @cached_property
    def access(self) -> "LedgerAccess":
        from adapters.ledger.access.transactions import LedgerAccess

        return LedgerAccess(self.database)

    @cached_property
    def access_log(self) -> "AccessLog":
        from adapters.ledger.access.log import AccessLog

        return AccessLog(self.database)

    @cached_property
    def persons(self) -> "StoredPersons":
        from adapters.ledger.persons import StoredPersons

        return StoredPersons(self.database)

    @cached_property
    def erasures(self) -> "StoredErasures":
        from adapters.ledger.erasing.erasures import StoredErasures

        return StoredErasures(self.database)

    @cached_property
    def retention(self) -> "StoredRetention":
        from adapters.ledger.erasing.retention import StoredRetention

        return StoredRetention(self.database)

    @cached_property
    def data_keys(self) -> "KeptKeys":
        from adapters.ledger.kept_keys import KeptKeys

        return KeptKeys(self.database)
