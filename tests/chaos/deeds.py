"""What was acknowledged: what must be there in the end, once."""

from collections import Counter
from dataclasses import dataclass, field

from domain.invoices.happenings import EventKind
from domain.notices import NoticeKind
from domain.requests.happenings import Happening


@dataclass
class RequestDeeds:
    account: str
    happened: list[Happening] = field(default_factory=list)
    """The kinds of entries that its timeline must have, in this order."""
    before: list[Happening] = field(default_factory=list)
    """The same of a request of this name that ended before it."""
    ended: bool = False
    reminders: list[NoticeKind] = field(default_factory=list)
    """The letters that remind of a deadline."""
    was_lost: bool = False
    """Its workflow was terminated, and the check of clocks started it again."""
    was_lost_before: bool = False
    """The same of the one that ended before it."""

    @property
    def switched(self) -> bool:
        return Happening.SWITCHED in self.happened

    def begin_again(self) -> None:
        self.before, self.happened, self.ended = self.happened, [], False
        self.was_lost_before, self.was_lost = self.was_lost, False


@dataclass
class InvoiceDeeds:
    account: str
    open: int
    """In cents, as every step that was acknowledged leaves it."""
    happened: Counter[EventKind] = field(default_factory=Counter)
    """How often what must be in its timeline."""
    letters: Counter[NoticeKind] = field(default_factory=Counter)
    """How many of each kind must be there, however many remind of it."""
    reminded: bool = False
    """Whether days passed until it was overdue."""
    by_bank: bool = False
    """Whether a bank's file settled it."""

    def happens(self, what: EventKind, *letters: NoticeKind) -> None:
        self.happened[what] += 1
        self.letters.update(letters)


@dataclass
class Deeds:
    """Of one round, by the names of what they were done to."""

    requests: dict[str, RequestDeeds] = field(default_factory=dict)
    invoices: dict[str, InvoiceDeeds] = field(default_factory=dict)
    payments: dict[str, int] = field(default_factory=dict)
    """By the bank's reference, in cents: what it received and did not take back."""
    refunds: dict[str, int] = field(default_factory=dict)
    """The same of what was paid back."""
    steps: int = 0
    """How many were acknowledged."""
    lives: int = 0
    """How many were lived to their end."""
