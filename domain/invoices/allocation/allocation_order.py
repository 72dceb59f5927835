"""The order in which an account's money settles its invoices, wherever it comes from.

The oldest invoice has its turn first. What is disputed waits: of a payment it has what is left when
nothing else is open, of unapplied credit nothing. Whoever records a payment may name the order
instead. What is reached is chosen by the same order, before the invoices are read.
"""

from collections.abc import Callable, Container, Iterable
from enum import Enum, auto
from operator import attrgetter
from typing import Any, NamedTuple

from domain.invoices.invoice import Invoice

OLDEST_FIRST = ("due_on", "issued_on", "number")
"""The fields of an invoice by which the oldest comes first. The ledger sorts by them, too."""

age: Callable[[Invoice], tuple[Any, ...]] = attrgetter(*OLDEST_FIRST)
"""By which the oldest invoice comes first."""


class Round(Enum):
    """Money goes over the invoices in rounds, in each of them from the first to the last."""

    UNDISPUTED = auto()
    WHOLE = auto()

    def spares(self, invoice: Invoice) -> int:
        """What of the invoice is not touched in this round, in minor units."""
        return invoice.disputed if self is Round.UNDISPUTED else 0


OF_PAYMENTS = (Round.UNDISPUTED, Round.WHOLE)
OF_NAMED_ORDER = (Round.WHOLE,)
"""Where whoever records a payment says the order, or names one invoice."""
OF_CREDIT = Round.UNDISPUTED
"""Where unapplied credit settles by itself."""


def turn_for_payment(invoice: Invoice) -> tuple[Any, ...]:
    """What was written off is recovered before anything else."""
    return invoice.written_off == 0, *age(invoice)


def turn_for_credit(invoice: Invoice, last: Container[str]) -> tuple[Any, ...]:
    """The invoices of the numbers in `last` have their turn after all others."""
    return invoice.number in last, *age(invoice)


class OpenRow(NamedTuple):
    """An invoice of which something is open, as a list has it; amounts in minor units."""

    number: str
    open: int
    disputed: int
    charged: int
    """Late charges within what is open."""


def reached_by_payment(rows: Iterable[OpenRow], amount: int) -> list[str]:
    """The numbers of all that a payment of this amount can settle a part of, in their turn; at
    least one where any is open.

    Args:
        rows: All that is open in the payment's currency, the oldest first; no more of them is read
            than the amount can reach.
        amount: In minor units.
    """
    return _reached(rows, amount, OF_PAYMENTS)


def reached_by_credit(
    rows: Iterable[OpenRow], amount: int, known: Container[str] = ()
) -> list[str]:
    """The same for unapplied credit that settles by itself.

    Args:
        known: Numbers of those that are left out.
    """
    return _reached((row for row in rows if row.number not in known), amount, (OF_CREDIT,))


def _reached(rows: Iterable[OpenRow], amount: int, rounds: tuple[Round, ...]) -> list[str]:
    reached: dict[str, None] = {}
    in_dispute: list[OpenRow] = []
    for row in rows:
        if reached and amount <= 0:
            break
        if row.disputed:
            in_dispute.append(row)
        if undisputed := row.open - row.disputed:
            reached[row.number] = None
            # Late charges are given back where the money came in before they ran.
            amount -= max(0, undisputed - row.charged)
    for row in in_dispute if Round.WHOLE in rounds else ():
        if reached and amount <= 0:
            break
        reached[row.number] = None
        amount -= row.disputed
    return list(reached)
