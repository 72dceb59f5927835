"""The events of a request."""

from collections.abc import Iterator, Mapping, Sequence

from domain.events.event import Event, event, links
from domain.events.types import EventType
from domain.requests.happenings import Happening
from domain.requests.listing import RequestLine
from domain.requests.snapshot import TimelineEntry

_TYPES: Mapping[Happening, EventType] = {
    Happening.SUBMITTED: EventType.REQUEST_SUBMITTED,
    Happening.DOCUMENTS_ASKED: EventType.REQUEST_DOCUMENTS_REQUESTED,
    Happening.CREDIT_CHECK: EventType.REQUEST_CREDIT_CHECK_STARTED,
    Happening.APPROVED: EventType.REQUEST_APPROVED,
    Happening.REJECTED: EventType.REQUEST_REJECTED,
    Happening.WITHDRAWN: EventType.REQUEST_WITHDRAWN,
    Happening.SWITCHED: EventType.REQUEST_SWITCHED,
    Happening.LAPSED: EventType.REQUEST_LAPSED,
    Happening.LETTER_REFUSED: EventType.LETTER_REFUSED,
}


def events_of_request(
    line: RequestLine, first: int, entries: Sequence[TimelineEntry]
) -> Iterator[Event]:
    """What new entries of a request's timeline tell others.

    Args:
        line: How the request is listed now.
        first: The number of the first of these entries, from 1.
    """
    for number, entry in enumerate(entries, first):
        kind = _TYPES.get(entry.kind)
        if kind is None:
            continue
        yield event(
            kind,
            entry.at,
            line.request,
            f"request|{line.run}|{number}",
            request=line.request,
            scope=line.scope,
            account=line.account,
            state=entry.to,
            codes=list(entry.codes) or None,
            asked=line.asked,
            links=links(request=f"requests/{line.scope}"),
        )
