"""The timeline as a customer reads it: what happened, by whom, and nothing that is not for them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from console.request_privacy import Team
from domain.billing.drift import DriftKind, DriftStep
from domain.people.through import Channel, Through
from domain.requests.happenings import Happening
from domain.requests.snapshot import Snapshot, TimelineEntry
from domain.turns import WORKER

_LISTED = frozenset(
    {
        Happening.TO_FIX, Happening.TO_VERIFY, Happening.HELD_BACK, Happening.SWITCH_REFUSED,
        Happening.REJECTED, Happening.LAPSED, Happening.DOCUMENTS_ASKED,
        Happening.MORE_DOCUMENTS_ASKED, Happening.DOCUMENT_ADDED,
    }
)  # fmt: skip
"""Events that are shown with their rules, kinds of documents or reasons."""
_QUOTED = frozenset({Happening.MORE_ASKED, Happening.DEADLINE_EXTENDED, Happening.DOCUMENT_REFUSED})
"""Events that are shown in the words of our people."""
_REVIEWED = frozenset({Happening.DOCUMENT_ACCEPTED, Happening.DOCUMENT_REFUSED})
THEIR_DRIFTS = frozenset(DriftKind) - {DriftKind.NOT_KNOWN}
"""What the billing system says no to being asked is ours to look into."""
TEAMS = {
    Team.CREDIT: "credit",
    Team.LEGAL: "legal",
    Team.BILLING: "billing",
    Team.PROVIDER: "provider",
}


@dataclass(frozen=True)
class Event:
    at: datetime
    name: Happening
    person: str | None = None
    """A sign-in of the customer's own people."""
    team: str | None = None
    """Which of our teams, where it was one; neither for what happens by itself."""
    codes: tuple[str, ...] = ()
    """What it is about: rules, kinds of document, a reason to decline or lapse."""
    through: str | None = None
    """How their own people came in, as a key of the catalogue."""
    said: str | None = None
    """What our people wrote to the customer."""


def since_switch(steps: Iterable[DriftStep]) -> tuple[DriftStep, ...]:
    """What a customer may see of what the billing system did otherwise, in the same order."""
    return tuple(step for step in steps if step.drift.kind in THEIR_DRIFTS)


def history_of(snapshot: Snapshot) -> tuple[Event, ...]:
    """What a customer may see of a request's timeline (`for_customer`), the newest first."""
    return tuple(_event(entry, snapshot) for entry in reversed(snapshot.timeline))


def _event(entry: TimelineEntry, snapshot: Snapshot) -> Event:
    named = entry.by not in set(Team) and entry.by != WORKER
    codes = entry.codes if entry.kind in _LISTED else ()
    if entry.kind in _REVIEWED:
        codes = tuple(d.kind for d in snapshot.documents.received if d.id == entry.about)
    return Event(
        at=entry.at,
        name=entry.kind,
        person=entry.by if named else None,
        team=TEAMS[Team(entry.by)] if entry.by in TEAMS else None,
        through=through_of(entry.through),
        codes=codes,
        said=entry.said if entry.kind in _QUOTED else None,
    )


def through_of(through: Through | None) -> str | None:
    """The key of what a customer reads of a link, a password or a key."""
    if through is None:
        return None
    if through.door is Channel.LINK:
        return "link_mailed" if through.mailed else "link_shown"
    shown = through.door is Channel.PASSWORD and through.staff_could_read
    return "password_shown" if shown else through.door.value
