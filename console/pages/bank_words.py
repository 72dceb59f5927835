"""What the pages about bank statements say of entries, in plain values."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from application.ports.bank import ListedEntry, Waiting
from domain.bank.entries import Decided
from domain.bank.entry_states import EntryState
from domain.bank.proposals import Proposal, Rule
from domain.values.money import Money
from wording.bank import ignored_because, rule, why
from wording.catalogue import staff_words
from wording.counts import counted


@dataclass(frozen=True, slots=True)
class ShownWaiting:
    count: int
    sum: Money
    days: int
    """Of the oldest."""

    @property
    def said(self) -> str:
        oldest = counted(self.days, "day")
        return staff_words()("bank.waiting", count=self.count, sum=self.sum, oldest=oldest)


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


def why_decided(state: EntryState, decided: Decided) -> str:
    """By which rule, what was seen, and the reason that somebody gave."""
    words = staff_words()
    said: Sequence[str] = ()
    if decided.proposal is not None:
        seen = "" if decided.proposal.rule is Rule.PERSON else why(decided.proposal)
        said = (rule(decided.proposal.rule), seen)
    elif decided.ignored is not None:
        said = (ignored_because(decided.ignored),)
    elif decided.refund is not None:
        refund = decided.refund
        said = (words("bank_entry.brings_back", entry=refund.entry, account=refund.account),)
    elif decided.returns:
        said = (words("bank_entry.takes_back", entry=decided.returns),)
    elif decided.returned_by:
        said = (words("bank_entry.taken_back", entry=decided.returned_by),)
    return "; ".join(each for each in (*said, decided.reason) if each)
