"""The message at the top of a page after somebody did something."""

from collections.abc import Iterable
from dataclasses import dataclass

from starlette.datastructures import FormData

from domain.invoices.happenings import InvoiceEvent
from domain.requests.snapshot import Snapshot, TimelineEntry
from wording.catalogue import staff_words
from wording.terms import term

_MOST = 3
_LONGEST = 9


@dataclass(frozen=True, slots=True)
class Notice:
    said: str
    refused: bool = False
    meanwhile: tuple[TimelineEntry | InvoiceEvent, ...] = ()
    """What others did since the page was rendered, newest first."""


def notice_of(family: str, done: str) -> Notice | None:
    """What is said after something was done, by the code for it in the page's address; None where
    the family of words has none for it."""
    words = staff_words()
    return Notice(words(f"{family}.{done}")) if words.knows(family, done) else None


def done(label: str, snapshot: Snapshot) -> Notice:
    what = f"{label[0].lower()}{label[1:]}"
    return Notice(staff_words()("notice.done_to_request", what=what, state=term(snapshot.state)))


def changed_meanwhile(meanwhile: tuple[TimelineEntry | InvoiceEvent, ...]) -> Notice:
    """For somebody who makes a final decision on a page that has changed since."""
    return Notice(
        staff_words()("notice.changed_meanwhile"),
        refused=True,
        meanwhile=meanwhile,
    )


def seen_in(given: FormData) -> int:
    """The number of timeline entries when the form was rendered; 0 if the form does not say."""
    seen = str(given.get("seen", ""))
    return int(seen) if seen.isdecimal() and len(seen) < _LONGEST else 0


def since_seen(snapshot: Snapshot, seen: int, by: str) -> tuple[TimelineEntry, ...]:
    """What others did after so many entries of the timeline."""
    since = snapshot.timeline[seen:] if 0 < seen <= len(snapshot.timeline) else ()
    return _newest(entry for entry in since if entry.by != by)


def _newest(entries: Iterable[TimelineEntry]) -> tuple[TimelineEntry, ...]:
    return tuple(list(entries)[::-1][:_MOST])
