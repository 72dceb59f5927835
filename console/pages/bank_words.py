"""What the pages about bank statements say of entries, in plain values."""

from dataclasses import dataclass
from datetime import datetime

from application.ports.bank import ListedEntry, Waiting
from domain.bank.proposals import Proposal
from domain.values.money import Money
from wording.catalogue import staff_words
from wording.counts import counted
from wording.money import money_with_code


@dataclass(frozen=True, slots=True)
class ShownWaiting:
    count: int
    sum: Money
    days: int
    """Of the oldest."""

    @property
    def said(self) -> str:
        sum_, oldest = money_with_code(self.sum), counted(self.days, "day")
        return staff_words()("bank.waiting", count=self.count, sum=sum_, oldest=oldest)


def shown_waiting(waiting: Waiting, now: datetime) -> ShownWaiting:
    days = max((now.date() - waiting.since).days, 0)
    return ShownWaiting(waiting.entries, Money.from_minor(waiting.minor, waiting.currency), days)


def amount_of(listed: ListedEntry) -> Money:
    transaction = listed.entry.transaction
    return Money.from_minor(transaction.minor, transaction.booking.currency)


def reading_of(listed: ListedEntry) -> Proposal | None:
    """What it was booked for; while it waits, the best proposal."""
    entry = listed.entry
    return entry.booked or (entry.proposals[0] if entry.waits and entry.proposals else None)
