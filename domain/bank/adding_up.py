"""Whether a statement adds up: a file that does not is read by nobody."""

from dataclasses import dataclass, field

from domain.bank.statements import Closed, Entry, Opened, Standing
from domain.values.money import Money

_SHOWN = 20
"""Problems of one statement that are told; more say nothing new."""


@dataclass(frozen=True, slots=True)
class Problem:
    line: int
    """In the file, from 1; 0 for the statement as a whole."""
    code: str
    problem: str
    """A sentence for the person who sent the file."""


@dataclass(slots=True)
class Sums:
    """The entries of one statement, counted as they are read."""

    opened: Opened
    booked: int = 0
    entries: int = 0
    problems: list[Problem] = field(default_factory=list)
    adds_up: bool | None = None
    """After `close`: None where the bank gives no balance before or none after."""

    def count(self, entry: Entry) -> None:
        self.entries += 1
        if entry.standing is not Standing.BOOKED:
            return
        self.booked += entry.minor
        currency = self.opened.currency
        if currency and entry.currency != currency:
            self._found(
                entry.line,
                "currency_differs",
                f"This entry is in {entry.currency}, and the account in {currency}.",
            )
        elif (within := _within(entry)) is not None and within != entry.minor:
            self._found(
                entry.line,
                "batch_differs",
                f"This entry is {_amount(entry.minor, entry.currency)}, and the transactions in it"
                f" come to {_amount(within, entry.currency)}.",
            )

    def close(self, closed: Closed) -> None:
        opening = self.opened.opening if self.opened.opening is not None else closed.opening
        if opening is None or closed.closing is None:
            return
        expected = opening + self.booked
        self.adds_up = expected == closed.closing
        if not self.adds_up:
            currency = self.opened.currency or closed.currency
            self._found(
                self.opened.line,
                "balance_differs",
                f"The balance before is {_amount(opening, currency)} and the entries come to"
                f" {_amount(self.booked, currency)}, which makes {_amount(expected, currency)};"
                f" the balance after is {_amount(closed.closing, currency)}.",
            )

    def _found(self, line: int, code: str, problem: str) -> None:
        if len(self.problems) < _SHOWN:
            self.problems.append(Problem(line, code, problem))


def missing_before(sequence: int | None, last: int | None) -> range:
    """The numbers of statements that should have come between the last one and this one. Many
    banks begin with 1 again each year, so a lower number says nothing."""
    if sequence is None or last is None or sequence <= last:
        return range(0)
    return range(last + 1, sequence)


def _within(entry: Entry) -> int | None:
    """What the transactions of a batch come to; None where the bank does not say it of each.

    What the bank kept of them itself is not part of the entry.
    """
    if len(entry.details) < 2:
        return None
    amounts = [detail.minor for detail in entry.details]
    if any(
        amount is None or detail.currency not in ("", entry.currency)
        for amount, detail in zip(amounts, entry.details, strict=True)
    ):
        return None
    total = sum(amount for amount in amounts if amount is not None)
    kept = sum(
        charge.minor
        for charges in (entry.charges, *(detail.charges for detail in entry.details))
        for charge in charges
        if charge.included and charge.currency == entry.currency
    )
    return entry.minor if total - kept == entry.minor else total


def _amount(minor: int, currency: str) -> str:
    return Money.from_minor(minor, currency).written if currency else str(minor)
