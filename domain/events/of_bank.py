"""The event of money that waits for a person."""

from datetime import datetime

from domain.bank.entries import BankEntry
from domain.events.event import Event, event, links
from domain.events.types import EventType
from domain.values.money import Money


def payment_unmatched(entry: BankEntry, proposed: bool, at: datetime) -> Event:
    """Money came in that was not booked by itself.

    Args:
        proposed: Whether there is a proposal of what it may be for.
    """
    transaction = entry.transaction
    booking = transaction.booking
    return event(
        EventType.PAYMENT_UNMATCHED,
        at,
        f"bank/{transaction.id}",
        f"bank|{transaction.id}",
        entry=transaction.id,
        amount=Money.from_minor(transaction.minor, booking.currency),
        booked_on=booking.booked_on,
        proposed=proposed,
        links=links(entry=f"bank/entries/{transaction.id}"),
    )
