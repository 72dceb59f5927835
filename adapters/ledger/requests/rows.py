"""From listed requests to rows and back."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row

from domain.requests.lifecycle import State
from domain.requests.listing import Listing, RequestLine, Stay
from domain.turns import WaitingOn
from domain.values.money import Money

NO_DEADLINE = datetime(9999, 12, 31, tzinfo=UTC)
"""Sorted last by both databases, which do not agree on where to sort nothing."""


def row_of(listing: Listing, written_at: datetime) -> dict[str, Any]:
    line, place = listing.line, listing.place
    return {
        "run_id": line.run,
        "request": line.request,
        "scope_id": line.scope,
        "account_id": line.account,
        "company": line.company,
        "country": line.country,
        "state": line.state,
        "waiting_on": line.waiting_on.who,
        "waiting_for": line.waiting_on.for_,
        "task": line.waiting_on.task,
        "codes": line.waiting_on.codes,
        "waiting_since": line.waiting_on.since,
        "due_at": line.waiting_on.until or NO_DEADLINE,
        "opened_at": line.opened_at,
        "ended_at": line.ended_at,
        "asked_minor": line.asked and line.asked.minor,
        "asked_currency": line.asked and line.asked.currency,
        "reason": line.reason,
        "search": "\n".join((line.request, line.account, line.company)).casefold(),
        "revision": line.revision,
        "place_events": place.events,
        "place_at": place.at,
        "written_at": written_at,
    }


def stay_rows_of(listing: Listing) -> list[dict[str, Any]]:
    return [
        {
            "run_id": listing.line.run,
            "number": number,
            "state": stay.state,
            "since": stay.since,
            "trigger": stay.trigger,
        }
        for number, stay in enumerate(listing.stays, start=1)
    ]


def line_of(row: Row[Any]) -> RequestLine:
    return RequestLine(
        request=row.request,
        run=row.run_id,
        scope=row.scope_id,
        account=row.account_id,
        company=row.company,
        country=row.country,
        state=State(row.state),
        waiting_on=WaitingOn.model_validate(
            {
                "who": row.waiting_on,
                "for": row.waiting_for,
                "task": row.task,
                "codes": row.codes,
                "since": row.waiting_since,
                "until": None if row.due_at == NO_DEADLINE else row.due_at,
            }
        ),
        opened_at=row.opened_at,
        ended_at=row.ended_at,
        asked=Money.from_minor(row.asked_minor, row.asked_currency)
        if row.asked_minor is not None
        else None,
        reason=row.reason,
        revision=row.revision,
        as_of=row.place_at,
    )


def stays_of(rows: Sequence[Row[Any]]) -> tuple[Stay, ...]:
    return tuple(Stay(state=State(row.state), since=row.since, trigger=row.trigger) for row in rows)
