"""Letters as they are shown: those that were sent or wait, and those that did not arrive."""

from datetime import datetime
from typing import NamedTuple

from application.ports.letters import DeliveryState
from domain.invoices.invoice import invoice_id
from domain.notices import Audience, NoticeKind
from domain.papers.formats import PaperFormat
from domain.values.record import Record

STUCK_LISTED = 200
"""Stuck letters on one page."""


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
