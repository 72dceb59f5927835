"""Notices on their way to the mail server, as they are shown."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Row

from application.ports.letters import DeliveryState
from domain.invoices.invoice import invoice_id
from domain.notices import Audience, NoticeKind
from domain.papers.formats import PaperFormat
from domain.values.record import Record


class OutboxEntry(Record):
    """The state of one notice, for showing."""

    key: str
    kind: NoticeKind
    audience: Audience
    to: str | None
    """The customer's address; None for a team, and for an e-invoice."""
    state: DeliveryState
    attempts: int
    last_error: str | None
    queued_at: datetime
    sent_at: datetime | None
    failed_at: datetime | None
    """When it was finally refused, or could not be confirmed."""
    dismissed_at: datetime | None = None
    """When somebody said that it is not to be sent again."""
    dismissed_by: str | None = None
    dismissed_because: str | None = None
    instead: bool = False
    """It went to an administrator of the account, because the contact was not confirmed yet."""
    e_invoice: PaperFormat | None = None
    """No letter: the document itself went out in this format."""
    answer: str | None = None
    """What whoever took an e-invoice calls it: its file, or its name at the gateway."""
    sha256: str | None = None
    """Of the message as the mail server got it."""
    blanked_at: datetime | None = None
    """Since when it is not known any more what it said, and to whom."""


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


class StuckLetter(Record):
    """A letter that did not arrive, or may not have arrived. Its recipient is not shown here."""

    key: str
    about: str
    """`invoice/…`, or a request's id."""
    company: str
    kind: NoticeKind
    audience: Audience
    state: DeliveryState
    attempts: int
    last_error: str | None
    since: datetime
    e_invoice: PaperFormat | None = None
    """No letter: the document itself, in this format."""

    @property
    def about_request(self) -> bool:
        """Whether it goes to the contact that a request names, and not to an account's."""
        return self.audience is Audience.CUSTOMER and not self.about.startswith(invoice_id(""))


class MailPage(NamedTuple):
    mails: tuple[OutboxEntry, ...]
    next: str | None
    """Where the next page begins; None on the last one."""


class StuckPage(NamedTuple):
    letters: tuple[StuckLetter, ...]
    next: str | None
    """Where the next page begins; None on the last one."""


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
