"""Answers about bank statements, as the API describes them; they are made by
`clients.bank.shapes`."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from pydantic import Field

from domain.bank.entry_states import EntryState
from domain.bank.proposals import Rule, Seen
from domain.bank.statements import ReferenceKind
from domain.operations.obstacles import Possible
from domain.turns import Part
from domain.values.money import Money


class ImportedStatement(Part):
    id: str
    account: str
    """Ours."""
    currency: str
    since: date | None = Field(alias="from")
    until: date | None = Field(alias="to")
    opening: Money | None
    closing: Money | None
    adds_up: bool | None
    """Nothing where the bank gives no balances."""


class ToldProblem(Part):
    """Something that refuses nothing, such as a statement that is missing between two."""

    line: int
    field: str
    code: str
    problem: str


class ImportedStatements(Part):
    """What an import came to."""

    statements: tuple[ImportedStatement, ...]
    entries: int
    booked: int
    suggested: int
    """That wait for a person, of this import and of earlier ones."""
    unmatched: int
    """That wait without a proposal, of this import and of earlier ones."""
    already: int
    """That were known before."""
    ignored: int
    problems: tuple[ToldProblem, ...]


class FileProblem(Part):
    """One thing that is wrong with a file."""

    file: str | None = None
    """Its name, where it was one of several."""
    line: int | None = None
    field: str = ""
    code: str
    problem: str


class RefusedFileLine(Part):
    """A file of the bank's inbox that was refused."""

    file: str
    """Its id."""
    name: str
    refused_at: datetime
    problems: tuple[FileProblem, ...]


class RefusedFilesList(Part):
    refused: tuple[RefusedFileLine, ...]


class CsvProfileLine(Part):
    """How tables (CSV) of a bank are read."""

    name: str
    in_policy: bool
    """It stands in the policy file; the others were made in the console."""
    profile: dict[str, Any]
    """As `bank.csv_profiles` of the policy file has it, without what is so by default."""


class CsvProfilesList(Part):
    profiles: tuple[CsvProfileLine, ...]


class SeenEvidence(Part):
    seen: Seen
    text: str


class Match(Part):
    invoice: str
    amount: Money
    rule: Rule
    evidence: tuple[SeenEvidence, ...]


class EntryReference(Part):
    kind: ReferenceKind
    reference: str


class BankEntryLine(Part):
    """What came in, or went out, and what became of it."""

    entry: str
    amount: Money
    currency: str
    booked_on: date | None
    value_date: date | None
    account: str
    """Ours."""
    payer: str | None
    payer_account: str | None
    text: str
    references: tuple[EntryReference, ...]
    state: EntryState
    customer: str | None
    """The account that it was booked for."""
    matches: tuple[Match, ...]
    """What it was booked for; else the best proposal."""
    bank_reference: str


class ProposedInvoice(Part):
    invoice: str
    amount: Money
    charges: Money
    """What banks kept on the way."""


class Proposed(Part):
    rule: Rule
    account: str
    invoices: tuple[ProposedInvoice, ...]
    left: Money
    """What becomes unapplied credit of the account."""
    evidence: tuple[SeenEvidence, ...]


class BankDecision(Part):
    at: datetime
    by: str
    state: EntryState
    rule: str | None
    """How it was recognised, or why it was ignored."""
    reason: str | None
    returns: str | None
    """The entry that this one takes back."""
    returned_by: str | None
    """The entry that took this one back."""
    refund: str | None
    """The refund that this one brought back."""


class WholeEntry(BankEntryLine):
    """An entry with its proposals, and all that became of it."""

    charges: tuple[Money, ...]
    instructed: Money | None
    rate: Decimal | None
    proposals: tuple[Proposed, ...]
    decisions: tuple[BankDecision, ...]
    possible: Possible
    """For each operation why it cannot be done now, or null."""


class Entries(Part):
    entries: tuple[BankEntryLine, ...]
    next: str | None = None
    """Where the next page begins; null on the last one."""
