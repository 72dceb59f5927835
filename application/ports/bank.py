"""Bank statements and what became of their entries, in the ledger."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple, Protocol

from domain.bank.entries import BankEntry, Decided, Transaction
from domain.bank.entry_states import EntryState
from domain.bank.identity import Known
from domain.bank.open_items import OpenItems
from domain.bank.proposals import Proposal
from domain.bank.statements import Closed, Opened


@dataclass(frozen=True, slots=True)
class ReadStatement:
    """A statement that was read and adds up."""

    id: str
    file: str
    """SHA-256 of the file, in hexadecimal."""
    name: str
    opened: Opened
    closed: Closed
    adds_up: bool | None
    entries: int
    at: datetime
    by: str


class ListedEntry(NamedTuple):
    entry: BankEntry
    customer: str | None
    """The account that it was booked for."""


class Recorded(NamedTuple):
    """A transfer that somebody entered as a payment."""

    customer: str
    currency: str
    minor: int


class Waiting(NamedTuple):
    """What came in, in one currency, that nobody has decided on."""

    currency: str
    entries: int
    minor: int
    """What came in; what the bank takes back is no part of the sum."""
    since: date
    """The day of the oldest."""


class BankChanges(NamedTuple):
    standing: int
    """Another number once as many wait, in each state, or files are refused, as did not before."""
    decided: dict[str, int]
    """The revision of each entry on which something was decided."""
    read: tuple[str, ...]
    """Statements that came in."""


@dataclass(frozen=True, slots=True)
class EntryFilter:
    state: EntryState | None = None
    account: str | None = None
    """Ours, on which the money came in."""


class BankStatements(Protocol):
    async def one_at_a_time(self) -> None:
        """Keep other imports waiting until the transaction ends: two of the same file would both
        find that its entries are new."""

    async def last_sequence(self, account: str, before: date | None) -> int | None:
        """The number of the account's last statement that ended before this day."""

    async def known(
        self,
        account: str,
        days: Sequence[date | None],
        amounts: Sequence[int],
        not_of: str | None = None,
    ) -> list[Known]:
        """The account's entries of these days and amounts, those that are pending among them.

        Args:
            not_of: The statement whose own entries are left out.
        """

    async def names_among(self, names: Sequence[str]) -> set[str]:
        """Those of these that an entry has."""

    async def add(self, statement: ReadStatement) -> bool:
        """Write the statement down; False where it was before."""

    async def add_entries(
        self, statement: str, entries: Sequence[tuple[Transaction, EntryState]], at: datetime
    ) -> None:
        """Write down transactions that are new."""

    async def now_booked(self, booking: str, entries: Sequence[Transaction]) -> None:
        """What was pending is booked by the bank: it is matched like a new one."""

    async def open_items(self, settled_since: date, advised_since: datetime) -> OpenItems:
        """All that money can be for: settled invoices from this due date on, and advice that was
        kept from then on."""

    async def unmatched(self, after: str, limit: int) -> list[BankEntry]:
        """Transactions nobody has decided on, in the order of their ids, from after this one."""

    async def recorded(self, references: Sequence[str]) -> dict[str, Recorded]:
        """What is recorded under these references in the ledger and no entry stands for, by their
        normal form."""

    async def propose(self, entries: Sequence[tuple[str, Sequence[Proposal]]]) -> None:
        """Write down the proposals for these transactions, unless somebody has decided."""

    async def locked(self, entries: Sequence[str]) -> list[BankEntry]:
        """Those that there are of these transactions, locked, in the order of their ids."""

    async def one(self, entry: str) -> ListedEntry | None: ...

    async def decide(
        self, entry: str, state: EntryState, decided: Decided, customer: str | None
    ) -> None:
        """Write down what became of a transaction."""

    async def decide_all(
        self, state: EntryState, decided: Sequence[tuple[str, Decided, str | None]]
    ) -> None:
        """The same for several, each with its decision and the account that it is for."""

    async def remember_payers(self, payers: Sequence[tuple[str, str]], at: datetime) -> None:
        """Each of these bank accounts paid for this customer; the first time counts."""

    async def forget_payer(self, payer: str, customer: str, since: datetime) -> None:
        """This bank account did not pay for this customer, where it is known since this moment."""

    async def listed(self, wanted: EntryFilter, after: str, limit: int) -> list[ListedEntry]:
        """Transactions, the latest first by day; from after this id in that order.

        Raises:
            InvalidFile: there is no transaction of this id.
        """

    async def of_amount(
        self, account: str, currency: str, minor: int, state: EntryState
    ) -> list[BankEntry]:
        """Transactions of this amount that became this, the earliest first."""

    async def decisions(self, entry: str) -> list[tuple[EntryState, Decided]]:
        """All that became of a transaction, in order."""

    async def counts(self) -> dict[EntryState, int]:
        """How many transactions nobody has decided on, in each of their two states."""

    async def waiting(self) -> list[Waiting]:
        """What nobody has decided on, for each currency."""
