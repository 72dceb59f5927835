"""What came in on a bank's account, one record for each transaction, and what became of it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from hashlib import sha256

from domain.bank.entry_states import UNDECIDED, EntryState
from domain.bank.proposals import Incoming, Proposal
from domain.bank.statements import (
    NOBODY,
    Amount,
    Charge,
    Detail,
    Entry,
    Form,
    Opened,
    Party,
    Reference,
    Returned,
    Standing,
)
from domain.bank.texts import squashed
from domain.values.bank_references import MAX_LENGTH
from domain.values.record import Record


class Ignored(StrEnum):
    """The rules by which an entry is ignored without a person."""

    OUTGOING = "outgoing"
    """Money that went out and returns nothing that is known."""
    NOTHING = "nothing"
    """An amount of zero."""
    PERSON = "person"


class Booking(Record):
    """An entry of a bank, as it is told from another: all of its transactions have it."""

    account: str
    """Ours: IBAN or the bank's own number."""
    currency: str
    minor: int
    """Of the whole entry, with its sign."""
    booked_on: date | None
    value_date: date | None
    bank_reference: str = ""
    code: str = ""
    reversal: bool = False
    standing: Standing = Standing.BOOKED
    form: Form
    parts: int = 1
    """How many transactions it has."""


class Transaction(Record):
    """One transaction of an entry."""

    id: str
    booking: Booking
    part: int = 1
    minor: int
    """Its own amount, with its sign."""
    party: Party = NOBODY
    references: tuple[Reference, ...] = ()
    text: str = ""
    charges: tuple[Charge, ...] = ()
    instructed: Amount | None = None
    rate: Decimal | None = None
    returned: Returned | None = None

    @property
    def bank_reference(self) -> str:
        """By which the payment is known in the ledger: the bank's own where it fits there, and
        else the id, which is no other's."""
        own = self.booking.bank_reference
        usable = 0 < len(own) <= MAX_LENGTH and own.isascii() and bool(squashed(own))
        return own if usable and self.booking.parts == 1 else self.id

    def reference_for(self, proposal: Proposal | None) -> str:
        """By which its payment is known where it is booked so."""
        return self.id if proposal is not None and proposal.apart else self.bank_reference

    @property
    def gives_back(self) -> bool:
        """Whether it takes back, or gives back, an earlier transaction."""
        return self.booking.reversal or self.returned is not None

    def incoming(self) -> Incoming:
        """As it is matched."""
        booking = self.booking
        return Incoming(
            minor=self.minor,
            currency=booking.currency,
            on=booking.value_date or booking.booked_on or date.min,
            party=self.party,
            references=self.references,
            text=self.text,
            bank_reference=booking.bank_reference,
            charges=self.charges,
            instructed=self.instructed,
        )


class PaidBack(Record):
    """A refund of unapplied credit."""

    account: str
    entry: str
    """Its id in the ledger."""
    bank_reference: str
    """Of the transfer that paid it back."""


class Decided(Record):
    """What became of a transaction, by whom and why."""

    proposal: Proposal | None = None
    """What was booked."""
    ignored: Ignored | None = None
    by: str
    at: datetime
    reason: str = ""
    returns: str = ""
    """The transaction that this one takes back."""
    refund: PaidBack | None = None
    """The refund of ours that this one brought back."""
    returned_by: str = ""
    """The transaction that took this one back."""


class BankEntry(Record):
    """A transaction with what became of it."""

    transaction: Transaction
    state: EntryState
    proposals: tuple[Proposal, ...] = ()
    decided: Decided | None = None
    revision: int = 1
    """Rises whenever something becomes of it."""

    @property
    def booked(self) -> Proposal | None:
        """What it was booked for."""
        return self.decided.proposal if self.decided else None

    @property
    def waits(self) -> bool:
        """Whether nobody has decided on it."""
        return self.state in UNDECIDED


def transactions_of(entry: Entry, opened: Opened) -> tuple[Transaction, ...]:
    """The transactions of an entry, which has no name yet."""
    parts = _parts(entry)
    booking = Booking(
        account=opened.account,
        currency=entry.currency,
        minor=entry.minor,
        booked_on=entry.booked_on or entry.value_date or opened.until,
        value_date=entry.value_date,
        bank_reference=_telling(entry.bank_reference),
        code=entry.code,
        reversal=entry.reversal,
        standing=entry.standing,
        form=opened.form,
        parts=len(parts),
    )
    return tuple(
        Transaction(
            id="",
            booking=booking,
            part=number,
            minor=entry.minor if len(parts) == 1 or detail.minor is None else detail.minor,
            party=detail.party,
            references=detail.references,
            text=detail.text,
            charges=(*entry.charges, *detail.charges) if len(parts) == 1 else detail.charges,
            instructed=detail.instructed,
            rate=detail.rate,
            returned=detail.returned,
        )
        for number, detail in enumerate(parts, start=1)
    )


def named(parts: Sequence[Transaction], name: str) -> tuple[Transaction, ...]:
    """The transactions of an entry, which is known by this name."""
    ids = [name] if len(parts) == 1 else [f"{name}-{part.part}" for part in parts]
    return tuple(
        part.model_copy(update={"id": each}) for part, each in zip(parts, ids, strict=True)
    )


_SAYS_NOTHING = {"", "NONREF", "NOTPROVIDED", "NOREF", "NA"}


def _telling(reference: str) -> str:
    """A bank's reference; empty where the bank only says that there is none, which would make all
    such entries one."""
    plain = squashed(reference)
    return "" if plain in _SAYS_NOTHING or not plain.strip("0") else reference


def _parts(entry: Entry) -> tuple[Detail, ...]:
    """The transactions of a batch where each has its amount; else the entry as one, with all that
    is written in it."""
    details = entry.details
    if len(details) == 1:
        return details
    if all(each.minor is not None and each.currency in ("", entry.currency) for each in details):
        return details
    first = details[0]
    together = replace(
        first,
        minor=None,
        party=first.party if all(each.party == first.party for each in details) else NOBODY,
        references=tuple(reference for each in details for reference in each.references),
        text="\n".join(each.text for each in details if each.text),
    )
    return (together,)


def name_of(booking: Booking, ordinal: int) -> str:
    """`B` and sixteen digits of what tells the entry from others, the same in every file.

    Args:
        ordinal: Which one it is of those of the same account, day and amount.
    """
    said = "|".join(
        (
            booking.account,
            booking.currency,
            str(booking.minor),
            str(booking.booked_on),
            str(ordinal),
        )
    )
    return "B" + sha256(said.encode()).hexdigest()[:16].upper()
