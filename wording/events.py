"""What happened, in the words of the timelines that staff read."""

from domain.invoices.events import InvoiceEvent
from domain.requests.snapshot import TimelineEntry
from wording.catalogue import staff_words
from wording.requests import facts_of, happened_to_request


def happened(trigger: str) -> str:
    """The words for an entry of an invoice's timeline. One that this version does not know is
    shown as it is."""
    known = staff_words().knows("timeline", trigger)
    return staff_words()(f"timeline.{trigger}") if known else trigger.replace("_", " ")


def what_happened(entry: TimelineEntry | InvoiceEvent) -> str:
    """The words for an entry of either timeline."""
    if isinstance(entry, TimelineEntry):
        return happened_to_request(entry)
    return happened(entry.trigger)


def what_is_known(entry: TimelineEntry | InvoiceEvent) -> str:
    """The rest of an entry of either timeline."""
    return facts_of(entry) if isinstance(entry, TimelineEntry) else entry.note or ""


def comes_next(alarm: str) -> str:
    """What happens when an invoice's alarm of this name fires; its name where that says it."""
    return staff_words()(f"alarm.{alarm}") if staff_words().knows("alarm", alarm) else alarm
