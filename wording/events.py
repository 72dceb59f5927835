"""What happened, in the words of the timelines that staff read."""

from collections.abc import Callable
from datetime import date

from domain.invoices.happenings import InvoiceEvent
from domain.requests.snapshot import TimelineEntry
from domain.values.money import Money
from wording.invoices import happened_to_invoice, known_of
from wording.requests import facts_of, happened_to_request


def what_happened(entry: TimelineEntry | InvoiceEvent) -> str:
    """The words for an entry of either timeline."""
    if isinstance(entry, TimelineEntry):
        return happened_to_request(entry)
    return happened_to_invoice(entry)


def what_is_known(
    entry: TimelineEntry | InvoiceEvent,
    write: Callable[[Money], str] = str,
    on: Callable[[date], str] = str,
) -> str:
    """The rest of an entry of either timeline.

    Args:
        write: how amounts are written.
        on: how days are.
    """
    if isinstance(entry, TimelineEntry):
        return facts_of(entry, write)
    return known_of(entry, write, on)
