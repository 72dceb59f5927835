"""What became of the money on a bank's account, in sums that add up to what the bank says, and what
keeps them from it. Amounts are in minor units."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from domain.bank.entries import Decided, Ignored
from domain.bank.entry_states import EntryState
from domain.bank.proposals import Rule


class Line(StrEnum):
    """What an entry, or a part of it, is counted under: each cent under one of them."""

    ON_INVOICES = "on_invoices"
    UNAPPLIED = "unapplied"
    REFUNDED = "refunded"
    """Unapplied credit that was paid back since."""
    RETURNED = "returned"
    """The bank took it back, or it is a refund of ours that came back; among what went out: what
    the bank took back so."""
    SUGGESTED = "suggested"
    UNMATCHED = "unmatched"
    IGNORED = "ignored"
    """By a person, or nothing that is money."""
    CHARGES = "charges"
    """Went out, and the bank calls it its charges."""
    OUTGOING = "outgoing"
    """Went out otherwise."""
    DIFFERENCE = "difference"
    """Booked here, and not in the ledger any more, or never."""


RECEIVED_AS = (
    Line.ON_INVOICES,
    Line.UNAPPLIED,
    Line.REFUNDED,
    Line.RETURNED,
    Line.SUGGESTED,
    Line.UNMATCHED,
    Line.IGNORED,
    Line.DIFFERENCE,
)
"""In this order what came in is accounted for."""
WENT_OUT_AS = (Line.RETURNED, Line.UNMATCHED, Line.CHARGES, Line.OUTGOING, Line.IGNORED)
"""In this order what went out is accounted for."""


class Differs(StrEnum):
    """The kinds of differences, and of what a reader of the sums should know."""

    TAKEN_BACK = "taken_back"
    """Booked from the statement, and taken back elsewhere since."""
    NO_PAYMENT = "no_payment"
    """Booked, and no payment is recorded under its reference."""
    MORE_RECORDED = "more_recorded"
    """More is recorded under its reference than came in."""
    ONE_PAYMENT = "one_payment"
    """Another entry stands for the same payment."""
    COUNTS_BESIDE = "counts_beside"
    """Not booked from the statement, and a payment under its reference counts."""
    BY_HAND = "by_hand"
    """Somebody had entered the payment before the statement came: no difference."""
    STATEMENT_MISSING = "statement_missing"
    """Statements are missing between two, by their numbers."""
    DOES_NOT_JOIN = "does_not_join"
    """A statement begins with another balance than the one before ended with."""
    ENTRIES_DIFFER = "entries_differ"
    """The entries of the period come to something else than its balances say."""


@dataclass(frozen=True, slots=True)
class BankLine:
    """An entry as it is reconciled."""

    id: str
    currency: str
    minor: int
    booked_on: date | None
    state: EntryState
    decided: Decided | None
    reference: str
    """The normal form of the reference that its payment has."""
    customer: str | None = None
    code: str = ""
    """What kind of transaction the bank says it is."""
    party: str = ""
    party_account: str = ""
    text: str = ""

    @property
    def rule(self) -> Rule | None:
        booked = self.decided.proposal if self.decided else None
        return booked.rule if booked else None


@dataclass(frozen=True, slots=True)
class Recorded:
    """All payments under one reference."""

    amount: int
    allocated: int
    refunded: int
    taken_back: int
    last_taken_back_by: str = ""
    last_taken_back_at: datetime | None = None

    @property
    def counted(self) -> int:
        return self.amount - self.taken_back


NOTHING_RECORDED = Recorded(0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Difference:
    kind: Differs
    currency: str
    minor: int
    """How much; zero where the sums are right nevertheless."""
    entries: tuple[str, ...] = ()
    on: date | None = None
    statements: tuple[str, ...] = ()
    """As people know them, the earlier one first."""
    missing: str = ""
    """The numbers of statements that are missing."""
    by: str = ""
    at: datetime | None = None
    """Who took a payment back, and when."""


@dataclass(frozen=True, slots=True)
class Reckoned:
    """An entry, and what its amount is counted under."""

    entry: BankLine
    parts: dict[Line, int]
    """They come to the entry's amount."""
    difference: Difference | None = None

    @property
    def charges(self) -> int:
        """What banks kept on the money's way, which was credited separately."""
        booked = self.entry.state is EntryState.BOOKED and self.entry.decided
        proposal = booked.proposal if booked else None
        return sum(share.charges for share in proposal.shares) if proposal else 0


def reckon(entry: BankLine, recorded: Recorded | None, holder: str | None) -> Reckoned:
    """What became of an entry that the bank booked.

    Args:
        recorded: The payments under its reference; None where there is none.
        holder: The entry that was booked as them; None where none was.
    """
    if entry.minor <= 0:
        return Reckoned(entry, {_went_out_as(entry): entry.minor})
    if entry.decided is not None and entry.decided.refund is not None:
        return Reckoned(entry, {Line.RETURNED: entry.minor})
    if entry.state is EntryState.BOOKED:
        return _booked(entry, recorded, holder)
    came_back = entry.state is EntryState.REVERSED
    line = Line.RETURNED if came_back else Line(entry.state.value)
    counted = recorded.counted if recorded and holder is None else 0
    extra = _differs(Differs.COUNTS_BESIDE, entry, counted) if counted else None
    return Reckoned(entry, {line: entry.minor}, extra)


def _booked(entry: BankLine, recorded: Recorded | None, holder: str | None) -> Reckoned:
    mine = recorded or NOTHING_RECORDED
    if holder is not None and holder != entry.id:
        said = _differs(Differs.ONE_PAYMENT, entry, entry.minor, holder)
        return Reckoned(entry, {Line.DIFFERENCE: entry.minor}, said)
    missing = entry.minor - mine.counted
    parts = {
        Line.ON_INVOICES: mine.allocated,
        Line.UNAPPLIED: mine.counted - mine.allocated - mine.refunded,
        Line.REFUNDED: mine.refunded,
        Line.DIFFERENCE: missing,
    }
    parts = {line: minor for line, minor in parts.items() if minor}
    if not missing:
        by_hand = entry.rule is Rule.RECORDED
        return Reckoned(entry, parts, _differs(Differs.BY_HAND, entry, 0) if by_hand else None)
    if recorded is None:
        return Reckoned(entry, parts, _differs(Differs.NO_PAYMENT, entry, missing))
    if missing < 0:
        return Reckoned(entry, parts, _differs(Differs.MORE_RECORDED, entry, missing))
    said = _differs(Differs.TAKEN_BACK, entry, missing)
    by, at = mine.last_taken_back_by, mine.last_taken_back_at
    return Reckoned(entry, parts, replace(said, by=by, at=at))


def _differs(kind: Differs, entry: BankLine, minor: int, *others: str) -> Difference:
    return Difference(kind, entry.currency, minor, (entry.id, *others), entry.booked_on)


def _went_out_as(entry: BankLine) -> Line:
    if entry.state is EntryState.BOOKED:
        return Line.RETURNED
    if entry.state is not EntryState.IGNORED:
        return Line.UNMATCHED
    by_person = entry.decided is not None and entry.decided.ignored is Ignored.PERSON
    if by_person or not entry.minor:
        return Line.IGNORED
    return Line.CHARGES if _is_charge(entry.code) else Line.OUTGOING


_CHARGES = frozenset({"CHRG", "COMM", "FEES", "NCHG", "FCHG", "SCHG", "NCOM", "FCOM"})
"""Of ISO 20022 and of SWIFT."""


def _is_charge(code: str) -> bool:
    return not _CHARGES.isdisjoint(code.upper().split("/"))


@dataclass(slots=True)
class Sum:
    minor: int = 0
    entries: int = 0

    def count(self, minor: int) -> None:
        self.minor += minor
        self.entries += 1


@dataclass(slots=True)
class Sums:
    """The sums of one currency, counted entry by entry."""

    received: Sum = field(default_factory=Sum)
    went_out: Sum = field(default_factory=Sum)
    received_as: dict[Line, Sum] = field(
        default_factory=lambda: {line: Sum() for line in RECEIVED_AS}
    )
    went_out_as: dict[Line, Sum] = field(
        default_factory=lambda: {line: Sum() for line in WENT_OUT_AS}
    )
    pending: Sum = field(default_factory=Sum)
    """Not booked by the bank: no part of the others."""
    charges: Sum = field(default_factory=Sum)
    """Kept by banks on the way of what came in, and credited separately: no money that came in."""

    def count(self, reckoned: Reckoned) -> None:
        minor = reckoned.entry.minor
        came_in = minor > 0
        (self.received if came_in else self.went_out).count(minor)
        lines = self.received_as if came_in else self.went_out_as
        for line, part in reckoned.parts.items():
            lines[line].count(part)
        if charges := reckoned.charges:
            self.charges.count(charges)

    @property
    def moved(self) -> int:
        return self.received.minor + self.went_out.minor


def holder_of(entries: Iterable[tuple[str, bool]]) -> str:
    """Of entries that are booked under one reference the one whose payment it is: one from which
    it was booked before one of which it was found to be recorded.

    Args:
        entries: Their ids, each with whether it was found so.
    """
    return min(entries, key=lambda each: (each[1], each[0]))[0]
