"""What is said on top of a page after somebody has done something."""

from collections.abc import Iterable
from dataclasses import dataclass

from starlette.datastructures import FormData

from domain.invoices.events import InvoiceEvent
from domain.requests.snapshot import Snapshot, TimelineEntry

_MOST = 3
_LONGEST = 9


@dataclass(frozen=True, slots=True)
class Notice:
    said: str
    refused: bool = False
    meanwhile: tuple[TimelineEntry | InvoiceEvent, ...] = ()
    """What others did since the page was made, the last first."""


def done(label: str, snapshot: Snapshot) -> Notice:
    state = snapshot.state.replace("_", " ")
    return Notice(f"Done: {label[0].lower()}{label[1:]}. The request is {state}.")


def changed_meanwhile(meanwhile: tuple[TimelineEntry | InvoiceEvent, ...]) -> Notice:
    """To whoever decides something for good on what is not as they saw it any more."""
    return Notice(
        "Something has happened since you opened this page, so nothing was done. See what it was,"
        " and decide again.",
        refused=True,
        meanwhile=meanwhile,
    )


def seen_in(given: FormData) -> int:
    """How many entries of the timeline there were when the form was made; 0 where it does not
    say."""
    seen = str(given.get("seen", ""))
    return int(seen) if seen.isdecimal() and len(seen) < _LONGEST else 0


def meanwhile(snapshot: Snapshot, seen: int, by: str) -> tuple[TimelineEntry, ...]:
    """What others did since somebody saw so many entries of the timeline."""
    return since_seen(snapshot, seen, by) or last_change(snapshot, by)


def since_seen(snapshot: Snapshot, seen: int, by: str) -> tuple[TimelineEntry, ...]:
    """What others did since then, and nothing from before."""
    since = snapshot.timeline[seen:] if 0 < seen <= len(snapshot.timeline) else ()
    return _newest(entry for entry in since if entry.by != by)


def last_change(snapshot: Snapshot, by: str) -> tuple[TimelineEntry, ...]:
    """The last change of state, where it was somebody else's."""
    moves = [entry for entry in snapshot.timeline if entry.from_ != entry.to]
    return tuple(entry for entry in moves[-1:] if entry.by != by)


def _newest(entries: Iterable[TimelineEntry]) -> tuple[TimelineEntry, ...]:
    return tuple(list(entries)[::-1][:_MOST])
