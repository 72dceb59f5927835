"""One event: what another program receives about a step that matters to it.

Thin on purpose: ids, a state, money and links, and no personal data. Whoever wants the rest asks
for it under the links, with a key of their own.
"""

from base64 import b32encode
from datetime import datetime
from hashlib import sha256
from typing import Any
from urllib.parse import quote

from pydantic_core import to_jsonable_python

from domain.events.types import EventType
from domain.values.record import Record


class Event(Record):
    id: str
    """`evt_` and 26 letters and digits. It follows from what the event is about: a step that is
    taken again after a fault tells the same event."""
    type: EventType
    at: datetime
    about: str
    """What it is about: a request's, an invoice's or an account's id. Events about one thing are
    delivered in their order."""
    data: dict[str, Any]


class EventPage(Record):
    """Events in the order in which they happened to be written; it never changes."""

    events: tuple[Event, ...]
    next: str | None = None
    """Where the next page begins: after the last event here. Kept, it is where to ask from later;
    None as long as there has been no event at all."""


def event(kind: EventType, at: datetime, about: str, source: str, **data: Any) -> Event:
    """An event.

    Args:
        source: What it follows from: the same source and kind are the same event.
        data: What is None is left out; money and moments become JSON.
    """
    return Event(
        id=_id_of(f"{source}|{kind}"),
        type=kind,
        at=at,
        about=about,
        data=to_jsonable_python({name: each for name, each in data.items() if each is not None}),
    )


def links(**paths: str) -> dict[str, str]:
    """Addresses of the API, from its root, by what is found there."""
    return {name: "/api/v1/" + quote(path) for name, path in paths.items()}


def _id_of(source: str) -> str:
    return "evt_" + b32encode(sha256(source.encode()).digest()).decode()[:26].lower()
