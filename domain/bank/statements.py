"""What a bank says happened on an account, in one plain shape for every format of file.

A reader yields a statement in parts, so that a file of any size is read in little memory: first
`Opened`, then each `Entry`, then `Closed`. Amounts are whole minor units of their currency (cents),
positive for money that came in.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Form(StrEnum):
    """The format of a file; each has a reader in `adapters.bank`."""

    CAMT = "camt"
    MT940 = "mt940"
    BAI2 = "bai2"
    CODA = "coda"
    CSV = "csv"


class Standing(StrEnum):
    """Whether the bank has booked an entry. Only what is booked is money."""

    BOOKED = "booked"
    PENDING = "pending"
    INFORMATION = "information"
    """Announced, for instance a payment of a future day; never money."""


class ReferenceKind(StrEnum):
    """Whose reference it is, or where it stood."""

    STRUCTURED = "structured"
    """A creditor's reference in a field of its own: RF, KID, OCR, QRR and the like."""
    DOCUMENT = "document"
    """The number of an invoice, in a field for it."""
    END_TO_END = "end_to_end"
    """Given by the payer, carried unchanged from end to end."""
    INSTRUCTION = "instruction"
    MESSAGE = "message"
    MANDATE = "mandate"
    CUSTOMER = "customer"
    """The account owner's own, in MT940 and BAI2."""
    BANK = "bank"
    """The bank's, of one transaction within a batch."""
    ORIGINAL = "original"
    """Of the earlier transaction, where this one returns it."""


@dataclass(frozen=True, slots=True)
class Amount:
    minor: int
    currency: str
    """Three letters, ISO 4217."""


@dataclass(frozen=True, slots=True)
class Reference:
    kind: ReferenceKind
    text: str


@dataclass(frozen=True, slots=True)
class Party:
    """Who paid, or was paid, as far as the bank says."""

    name: str = ""
    account: str = ""
    """IBAN or the bank's own number, without blanks."""
    bank: str = ""
    """BIC or clearing number."""


NOBODY = Party()


@dataclass(frozen=True, slots=True)
class Charge:
    """What a bank kept for itself."""

    minor: int
    currency: str
    bearer: str = ""
    """SHAR, DEBT, CRED, SLEV, or as the bank writes it."""
    included: bool = False
    """Whether the entry's amount is what was left after it."""


@dataclass(frozen=True, slots=True)
class Returned:
    """That an earlier transaction came back, and why."""

    code: str = ""
    """The reason's code: AC04 in SEPA, or the bank's own."""
    text: str = ""

    @property
    def said(self) -> str:
        """All that the bank says of the reason; empty where it says nothing."""
        return " ".join(each for each in (self.code, self.text) if each)


@dataclass(frozen=True, slots=True)
class Detail:
    """One transaction. An entry has one, or as many as the bank booked together."""

    minor: int | None = None
    """Its part of the entry, with its sign; None where the bank does not say."""
    currency: str = ""
    party: Party = NOBODY
    references: tuple[Reference, ...] = ()
    text: str = ""
    """All that was written to us, one line for each that the bank sent."""
    charges: tuple[Charge, ...] = ()
    instructed: Amount | None = None
    """What the payer ordered, before charges and exchange."""
    rate: Decimal | None = None
    """How much of the account's currency one unit of the instructed currency came to."""
    returned: Returned | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """Several transactions that the bank booked as one entry."""

    count: int | None = None
    minor: int | None = None
    """Their sum, without a sign."""
    message: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One booking on the account."""

    minor: int
    currency: str
    standing: Standing
    booked_on: date | None
    value_date: date | None
    bank_reference: str = ""
    """The bank's own name of the entry; empty where it gives none."""
    code: str = ""
    """What kind of transaction it is, as the bank's format names it: PMNT/RCDT/ESCT, NTRF, …"""
    reversal: bool = False
    """Whether it takes back an earlier entry."""
    charges: tuple[Charge, ...] = ()
    batch: Batch | None = None
    details: tuple[Detail, ...] = (Detail(),)
    line: int = 0
    """Where it begins in the file, from 1; 0 where the format has no lines."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What is known of a statement before its entries."""

    form: Form
    id: str
    """As the bank names it; empty where it does not."""
    account: str
    """IBAN or the bank's own number, without blanks."""
    currency: str
    """Of the account; empty where only the entries say it."""
    sequence: int | None = None
    """Its number among the account's statements, which counts up by one."""
    since: date | None = None
    until: date | None = None
    opening: int | None = None
    line: int = 0


@dataclass(frozen=True, slots=True)
class Closed:
    """What is known of a statement after its entries."""

    closing: int | None = None
    currency: str = ""
    opening: int | None = None
    """Where the format says it only at the end."""
    until: date | None = None


Part = Opened | Entry | Closed


@dataclass(slots=True)
class Statement:
    """A whole statement in memory, for small ones and for tests."""

    opened: Opened
    entries: list[Entry] = field(default_factory=list)
    closed: Closed = Closed()


def whole(parts: Iterable[Part]) -> Iterator[Statement]:
    """The statements that these parts come to."""
    statement: Statement | None = None
    for part in parts:
        match part:
            case Opened():
                statement = Statement(part)
            case Entry() if statement is not None:
                statement.entries.append(part)
            case Closed() if statement is not None:
                statement.closed = part
                yield statement
                statement = None
