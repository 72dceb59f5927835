"""The timeline as a customer reads it: what happened, by whom, and nothing that is not for them."""

import re
from dataclasses import dataclass
from datetime import datetime

from console.safe import Team
from domain.forms.documents import LegalDocument
from domain.requests.lifecycle import Trigger
from domain.requests.snapshot import Snapshot, TimelineEntry
from domain.through import Channel, Through
from domain.turns import WORKER

EVENTS = {
    "open": "opened",
    "edit": "edited",
    "recheck": "rechecked",
    "to fix": "to_fix",
    "to verify": "to_verify",
    "extend deadline": "deadline_extended",
    "ask for more documents": "more_documents_asked",
    "add document": "document_added",
    "accepted document": "document_accepted",
    "refused document": "document_refused",
    "return credit application": "application_returned",
    "decide approve": "credit_approved",
    "decide more-info": "more_asked",
    "security provided": "security_provided",
    "approval held back": "held_back",
    "switch refused": "switch_refused",
    "remind": "reminded",
    "credit review expected by now": "review_due",
    "credit review overdue: escalated": "review_overdue",
    "security not provided in time: escalated": "security_missed",
    "legal documents not sent in time: escalated": "documents_missed",
    Trigger.SUBMIT: "submitted",
    Trigger.REQUEST_DOCUMENTS: "documents_asked",
    Trigger.ACCEPT_DOCUMENTS: "documents_accepted",
    Trigger.REQUIRE_CREDIT_CHECK: "credit_check",
    Trigger.APPROVE: "approved",
    Trigger.REJECT: "rejected",
    Trigger.LAPSE: "lapsed",
    Trigger.SWITCH: "switched",
    Trigger.WITHDRAW: "withdrawn",
}
_OVERRULED = "overrule "
_LISTS_CODES = frozenset({"to_fix", "to_verify", "held_back", "switch_refused", "rejected"})
_LISTS_KINDS = frozenset({"documents_asked", "more_documents_asked"})
TEAMS = {
    Team.CREDIT: "credit",
    Team.LEGAL: "legal",
    Team.BILLING: "billing",
    Team.PROVIDER: "provider",
}


@dataclass(frozen=True)
class Event:
    at: datetime
    name: str
    person: str | None = None
    """A sign-in of the customer's own people."""
    team: str | None = None
    """Which of our teams, where it was one; neither for what happens by itself."""
    codes: tuple[str, ...] = ()
    """What it is about: rules, kinds of document, a reason to decline or lapse."""
    through: str | None = None
    """What their own people came in through, as a key of words."""
    said: str | None = None
    """What our people wrote to the customer."""


def history_of(snapshot: Snapshot) -> tuple[Event, ...]:
    """What a customer may see of a request's timeline (`for_customer`), the newest first."""
    return tuple(_event(entry, snapshot) for entry in reversed(snapshot.timeline))


def _event(entry: TimelineEntry, snapshot: Snapshot) -> Event:
    overruled = entry.trigger.startswith(_OVERRULED)
    name = "overruled" if overruled else EVENTS.get(entry.trigger, "other")
    named = entry.by not in set(Team) and entry.by != WORKER
    document = _document_of(name, entry, snapshot)
    said = entry.note if name in ("more_asked", "deadline_extended") else None
    return Event(
        at=entry.at,
        name=name,
        person=entry.by if named else None,
        team=TEAMS[Team(entry.by)] if entry.by in TEAMS else None,
        through=through_of(entry.through),
        codes=(document.kind,) if document else _codes(name, entry.note or ""),
        said=document.reason if document and name == "document_refused" else said,
    )


def through_of(through: Through | None) -> str | None:
    """The key of what a customer reads of a link, a password or a key."""
    if through is None:
        return None
    if through.door is Channel.LINK:
        return "link_mailed" if through.mailed else "link_shown"
    shown = through.door is Channel.PASSWORD and through.staff_could_read
    return "password_shown" if shown else through.door.value


def _codes(name: str, note: str) -> tuple[str, ...]:
    if name in _LISTS_CODES:
        return tuple(filter(None, note.split(", ")))
    if name in _LISTS_KINDS:
        return tuple(kind.replace(" ", "_") for kind in filter(None, note.split(", ")))
    return (note,) if name == "lapsed" and note else ()


def _document_of(name: str, entry: TimelineEntry, snapshot: Snapshot) -> LegalDocument | None:
    """The upload that an entry is about: its note begins with the upload's id."""
    if name not in ("document_added", "document_accepted", "document_refused"):
        return None
    found = re.match(r"[\w-]+", entry.note or "")
    received = {each.id: each for each in snapshot.documents.received}
    return received.get(found[0]) if found else None


def reasons_of(outcome: str) -> tuple[str, ...]:
    """The codes in the outcome of a request that was rejected: rules, or one reason to decline."""
    return tuple(outcome.removeprefix("rejected: ").split(", "))
