"""The ledger's transactions, behind the application's ports."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime

from adapters.ledger.access.contacts import StoredContacts
from adapters.ledger.access.letter_links import StoredLetterLinks
from adapters.ledger.accounts.charges import StoredCharges
from adapters.ledger.accounts.holdings import StoredAccounts
from adapters.ledger.accounts.imports import StoredImports
from adapters.ledger.accounts.limits import StoredLimits
from adapters.ledger.accounts.removals import StoredRemovals
from adapters.ledger.accounts.switch_rows import write_switch
from adapters.ledger.bank.advice import StoredAdvice
from adapters.ledger.bank.csv_profiles import StoredCsvProfiles
from adapters.ledger.bank.lines import StoredBankLines
from adapters.ledger.bank.refused_files import StoredRefusedFiles
from adapters.ledger.bank.statements import StoredBankStatements
from adapters.ledger.clocks import StoredClocks
from adapters.ledger.database import Database
from adapters.ledger.effects import StoredAnswers
from adapters.ledger.events import StoredEvents
from adapters.ledger.gathered import Gathered
from adapters.ledger.invoices.credit_holds import StoredHolds
from adapters.ledger.invoices.exposures import StoredExposures
from adapters.ledger.invoices.stored_invoices import StoredInvoices
from adapters.ledger.invoices.stored_payments import StoredPayments
from adapters.ledger.letters.outbox import queue, queue_unconfirmed
from adapters.ledger.letters.outcomes import StoredLetters
from adapters.ledger.letters.sent_letters import StoredSentLetters
from adapters.ledger.provider.book import StoredProviderBook
from adapters.ledger.provider.collections import StoredCollections
from adapters.ledger.provider.drifts import StoredDrifts
from adapters.ledger.provider.hints import StoredHints
from adapters.ledger.requests.lives import life_of_run
from adapters.ledger.requests.writing import close_line, write
from adapters.ledger.sql.connection import Connection
from adapters.ledger.stored_papers import StoredPapers
from application.ports.events import Events
from application.ports.ledger import Notices
from domain.accounts.account import Scope
from domain.notices import Notice
from domain.requests.life import LifeRecord, RequestLife
from domain.requests.listing import Listing
from domain.requests.switch_order import SwitchOrder, SwitchReceipt


class StoredNotices:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def queue(self, notices: Sequence[Notice]) -> None:
        await queue(self._connection, notices)


class UnsentNotices:
    """Notices of what was done before, in a ledger that was set back since: whether they went out
    nobody knows here."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def queue(self, notices: Sequence[Notice]) -> None:
        await queue_unconfirmed(self._connection, notices)


class StoredListings:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def write(self, listing: Listing, record: LifeRecord | None = None) -> None:
        await write(self._connection, listing, record)

    async def close(self, run: str, reason: str, at: datetime) -> None:
        await close_line(self._connection, run, reason, at)

    async def life(self, run: str) -> RequestLife | None:
        return await life_of_run(self._connection, run)


class StoredSwitches:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def write(self, order: SwitchOrder, scope: Scope) -> SwitchReceipt:
        return await write_switch(self._connection, order, scope)


class LedgerTransaction:
    """What `application.ports.ledger.Transaction` says, on one connection."""

    def __init__(self, connection: Connection) -> None:
        self.accounts = StoredAccounts(connection)
        self.charges = StoredCharges(connection)
        self.imports = StoredImports(connection)
        self.removals = StoredRemovals(connection)
        self.invoices = StoredInvoices(connection)
        self.payments = StoredPayments(connection)
        self.answers = StoredAnswers(connection)
        self.holds = StoredHolds(connection)
        self.exposures = StoredExposures(connection)
        self.notices: Notices = StoredNotices(connection)
        self.letters = StoredLetters(connection)
        self.sent_letters = StoredSentLetters(connection)
        self.contacts = StoredContacts(connection)
        self.letter_links = StoredLetterLinks(connection)
        self.listings = StoredListings(connection)
        self.switches = StoredSwitches(connection)
        self.events: Events = StoredEvents(connection)
        self.clocks = StoredClocks(connection)
        self.bank = StoredBankStatements(connection)
        self.bank_lines = StoredBankLines(connection)
        self.refused_files = StoredRefusedFiles(connection)
        self.advice = StoredAdvice(connection)
        self.csv_profiles = StoredCsvProfiles(connection)
        self.papers = StoredPapers(connection)
        self.collections = StoredCollections(connection)
        self.provider = StoredProviderBook(connection)
        self.hints = StoredHints(connection)
        self.limits = StoredLimits(connection)
        self.drifts = StoredDrifts(connection)


class LedgerTransactions:
    """What `application.ports.ledger.Ledger` says."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[LedgerTransaction]:
        async with self._database.reading() as connection:
            yield LedgerTransaction(connection)

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[LedgerTransaction]:
        async with self._database.writing() as connection:
            yield LedgerTransaction(connection)

    @asynccontextmanager
    async def together(self) -> AsyncIterator["LedgerTransactions"]:
        async with self._database.writing() as connection:
            gathered = Gathered(connection)
            yield _StepsOfOne(OneConnection(connection), gathered)
            await gathered.write()


class _StepsOfOne(LedgerTransactions):
    """Steps that are one transaction together."""

    def __init__(self, database: "OneConnection", gathered: Gathered) -> None:
        super().__init__(database)
        self._gathered = gathered

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[LedgerTransaction]:
        async with self._database.writing() as connection:
            transaction, gathered = LedgerTransaction(connection), self._gathered
            transaction.notices, transaction.events = gathered.notices, gathered.events
            transaction.accounts, transaction.invoices = gathered.accounts, gathered.invoices
            transaction.answers, transaction.provider = gathered.answers, gathered.provider
            yield transaction

    reading = writing


class UnsentTransactions(LedgerTransactions):
    """The same, in which a notice that is queued is never sent by itself: a person decides."""

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[LedgerTransaction]:
        async with self._database.writing() as connection:
            transaction = LedgerTransaction(connection)
            transaction.notices = UnsentNotices(connection)
            yield transaction


class OneConnection(Database):
    """The ledger for callers within a transaction already."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Connection]:
        yield self._connection

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[Connection]:
        yield self._connection
