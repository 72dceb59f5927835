"""Notices on their way to the mail server, as they are shown."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row

from application.ports.letters import DeliveryState
from application.ports.mailed import OutboxEntry, StuckLetter


@dataclass(frozen=True)
class LetterInClear:
    """What is sealed of a row of the outbox."""

    notice: dict[str, Any]
    last_error: str | None
    dismissed_because: str | None


def entry_of(row: Row[Any], letter: LetterInClear, same: Collection[str]) -> OutboxEntry:
    """The entry of a row of the outbox.

    Args:
        same: Digests of the address that the letter names.
    """
    sent = row.state == DeliveryState.SENT
    to, e_invoice = letter.notice.get("to"), letter.notice.get("e_invoice")
    return OutboxEntry(
        key=row.key,
        kind=letter.notice["kind"],
        audience=letter.notice["audience"],
        to=None if e_invoice else to,
        state=row.state,
        attempts=row.attempts,
        last_error=letter.last_error,
        queued_at=row.queued_at,
        sent_at=row.closed_at if sent else None,
        failed_at=None if sent else row.closed_at,
        dismissed_at=row.dismissed_at,
        dismissed_by=row.dismissed_by,
        dismissed_because=letter.dismissed_because,
        instead=sent and row.address_sha256 not in (None, *same),
        e_invoice=e_invoice,
        answer=row.answer,
        sha256=row.sent_sha256,
        blanked_at=row.blanked_at,
    )


def stuck_letter_of(row: Row[Any], letter: LetterInClear) -> StuckLetter:
    """The stuck letter of a row of the outbox."""
    return StuckLetter(
        key=row.key,
        about=row.request,
        company=letter.notice["company"],
        kind=letter.notice["kind"],
        audience=letter.notice["audience"],
        state=row.state,
        attempts=row.attempts,
        last_error=letter.last_error,
        since=row.closed_at,
        e_invoice=letter.notice.get("e_invoice"),
    )
