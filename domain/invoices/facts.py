"""What an entry of a timeline, or of a statement, is about: data, of which each reader makes words.

`domain.invoices.notes` makes the sentences for programs that have always read those.
"""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from domain.turns import Part
from domain.values.money import Money


class FactCode(StrEnum):
    """How, or why: what no other enum of the domain says."""

    PAYMENT = "payment"
    """What was entered wrongly, or what came in for something that was written off."""
    FROM_CREDIT = "from_unapplied_credit"
    NOTHING_LEFT = "nothing_left"
    """Of the payment, when it was this invoice's turn."""
    NOTHING_OPEN = "nothing_open"
    SETTLED_NOTHING = "settled_nothing"
    """The payment that was taken back."""
    ALLOWED_AGAIN = "allowed_again"
    """By billing, although a payment that was declared before did not come."""
    DISPUTE_CREDITED = "dispute_credited"
    SO_FAR = "so_far"
    """Late charges that are not written down yet."""


class SkipReason(StrEnum):
    """Why a reminder did not go out."""

    OVERTAKEN = "overtaken"
    """By a later one."""
    PAST_DUE = "past_due"
    NOT_ISSUED = "not_issued"
    WAS_SETTLED = "was_settled"
    DISMISSED = "dismissed"
    """Its letter did not arrive, and nobody wanted it sent again."""


class IdKind(StrEnum):
    BANK_REFERENCE = "bank_reference"
    ENTRY = "entry"
    """A payment, a credit note, a write-off or a refund, as a correction names it."""
    DISPUTE = "dispute"
    """Which of the invoice's, counted from 1."""
    LETTER = "letter"
    """Which kind of letter."""
    REMINDER = "reminder"
    """Its level, counted from 1."""


class Id(Part):
    """Something that an entry names."""

    kind: IdKind
    id: str


class Facts(Part):
    """What an entry is about, besides its amount."""

    codes: tuple[str, ...] = ()
    """How or why: `FactCode`, `SkipReason`, an instrument, a kind of wire, of charge, of entry, how
    a dispute ended, the state that an invoice was settled in."""
    ids: tuple[Id, ...] = ()
    day: date | None = None
    """A value date, or the day by which something is expected, answered or charged."""
    since: date | None = None
    """The day up to which it had been charged before."""
    days: int | None = None
    """Of a reminder: from the due date, below zero before it."""
    tolerance: Money | None = None
    said: str | None = None
    """In a person's own words: why."""

    def ids_of(self, kind: IdKind) -> tuple[str, ...]:
        return tuple(each.id for each in self.ids if each.kind is kind)


NOTHING_MORE = Facts()


def by_reference(*references: str) -> tuple[Id, ...]:
    """Payments, by the references of their transfers."""
    return tuple(Id(kind=IdKind.BANK_REFERENCE, id=each) for each in references)


def of_dispute(disputes: Iterable[object]) -> tuple[Id, ...]:
    """The last of an invoice's disputes."""
    return (Id(kind=IdKind.DISPUTE, id=str(len([*disputes]))),)
