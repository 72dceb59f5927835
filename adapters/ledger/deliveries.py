"""What is said of a notice on its way to the mail server."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row

from adapters.ledger.states import DeliveryState
from domain.account import Record
from domain.notices import Audience, Notice, NoticeKind


class QueuedNotice(Record):
    """A notice that the caller has claimed and is to send."""

    key: str
    notice: Notice
    attempts: int
    """This one included."""


class OutboxEntry(Record):
    """How far one notice got, for showing."""

    key: str
    kind: NoticeKind
    audience: Audience
    to: str | None
    """The customer's address; None for a team."""
    state: DeliveryState
    attempts: int
    last_error: str | None
    queued_at: datetime
    sent_at: datetime | None
    failed_at: datetime | None
    """When it was refused for good or lost sight of."""


def entry_of(row: Row[Any]) -> OutboxEntry:
    """The entry that a row of the outbox stands for."""
    sent = row.state == DeliveryState.SENT
    return OutboxEntry(
        key=row.key,
        kind=row.notice["kind"],
        audience=row.notice["audience"],
        to=row.notice["to"],
        state=row.state,
        attempts=row.attempts,
        last_error=row.last_error,
        queued_at=row.queued_at,
        sent_at=row.closed_at if sent else None,
        failed_at=None if sent else row.closed_at,
    )
