"""Transactions on what the business keeps: all that one step reads and writes."""

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from application.ports.accounts import Accounts, Charges
from application.ports.advice import PaymentAdvice
from application.ports.answers import Answers
from application.ports.bank import BankStatements
from application.ports.bank_files import CsvProfiles, RefusedFiles
from application.ports.bank_lines import BankLines
from application.ports.clocks import Clocks
from application.ports.contacts import Contacts
from application.ports.events import Events
from application.ports.following import Hints
from application.ports.importing import Imports
from application.ports.invoices import Invoices
from application.ports.letter_links import LetterLinks
from application.ports.letters import Letters
from application.ports.limits import Limits
from application.ports.papers import Papers
from application.ports.payments import Payments
from application.ports.provider_book import Collections, ProviderBook
from application.ports.provider_drifts import Drifts
from application.ports.removing import Removals
from application.ports.requests import Listings, Switches
from application.ports.sent_letters import SentLetters
from application.ports.watched import Exposures, Holds
from domain.notices import Notice


class Notices(Protocol):
    async def queue(self, notices: Sequence[Notice]) -> None:
        """Queue them to be mailed, each once by its key."""


class Transaction(Protocol):
    """What is read in it is of one moment, except for what somebody else held locked."""

    @property
    def accounts(self) -> Accounts: ...

    @property
    def charges(self) -> Charges: ...

    @property
    def imports(self) -> Imports: ...

    @property
    def removals(self) -> Removals: ...

    @property
    def invoices(self) -> Invoices: ...

    @property
    def payments(self) -> Payments: ...

    @property
    def answers(self) -> Answers: ...

    @property
    def holds(self) -> Holds: ...

    @property
    def exposures(self) -> Exposures: ...

    @property
    def notices(self) -> Notices: ...

    @property
    def letters(self) -> Letters: ...

    @property
    def sent_letters(self) -> SentLetters: ...

    @property
    def contacts(self) -> Contacts: ...

    @property
    def letter_links(self) -> LetterLinks: ...

    @property
    def listings(self) -> Listings: ...

    @property
    def switches(self) -> Switches: ...

    @property
    def events(self) -> Events: ...

    @property
    def clocks(self) -> Clocks: ...

    @property
    def bank(self) -> BankStatements: ...

    @property
    def refused_files(self) -> RefusedFiles: ...

    @property
    def bank_lines(self) -> BankLines: ...

    @property
    def advice(self) -> PaymentAdvice: ...

    @property
    def csv_profiles(self) -> CsvProfiles: ...

    @property
    def papers(self) -> Papers: ...

    @property
    def collections(self) -> Collections: ...

    @property
    def provider(self) -> ProviderBook: ...

    @property
    def hints(self) -> Hints: ...

    @property
    def limits(self) -> Limits: ...

    @property
    def drifts(self) -> Drifts: ...


class Ledger(Protocol):
    def together(self) -> "AbstractAsyncContextManager[Ledger]":
        """The ledger, all of whose transactions within are one: use cases that are done together or
        not at all.

        Raises:
            ServiceUnreachable: the ledger does not answer.
        """

    def reading(self) -> AbstractAsyncContextManager[Transaction]:
        """A transaction in which nothing is written.

        Raises:
            ServiceUnreachable: the ledger does not answer.
        """

    def writing(self) -> AbstractAsyncContextManager[Transaction]:
        """A transaction that is committed at the end, or leaves nothing behind.

        Raises:
            ServiceUnreachable: the ledger does not answer.
        """
