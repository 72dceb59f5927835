"""Letters on their way, and those that are stuck."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Protocol

from domain.invoices.invoice import invoice_id
from domain.notices import Audience, LetterState, Notice
from domain.values.record import Record

_INVOICE = invoice_id("")


class DeliveryState(StrEnum):
    """The state of a notice on its way to the mail server."""

    QUEUED = "queued"
    CLAIMED = "claimed"
    """A worker is about to send it."""
    HANDING_OVER = "handing_over"
    """The message is being sent to the mail server and may have been delivered from here on."""
    SENT = "sent"
    REFUSED = "refused"
    """The mail server refused it."""
    UNCONFIRMED = "unconfirmed"
    """Sent without an answer: it may have been delivered, so it is never sent again by itself."""


class Channel(StrEnum):
    """How a notice goes out."""

    MAIL = "mail"
    E_INVOICE = "e_invoice"
    """Its document alone, to where e-invoices go."""


class Follow(IntEnum):
    """Whether the outcome of a notice is still to be reported to its invoice or request."""

    NO = 0
    SAY = 1
    """It is a reminder, and counts once it was sent."""
    WAKE = 2
    """It was stuck: the workflow that waits for it has to refresh, whatever the outcome."""


_OUTCOMES = {
    DeliveryState.SENT: LetterState.LEFT,
    DeliveryState.REFUSED: LetterState.REFUSED,
    DeliveryState.UNCONFIRMED: LetterState.UNCONFIRMED,
}


class Followed(Record):
    """A letter with a known outcome that is still to be reported to its invoice or request."""

    key: str
    notice: Notice
    state: DeliveryState
    closed_at: datetime
    follow: Follow
    dismissed_by: str | None = None
    """Who said that it is not to be sent again."""
    dismissed_because: str | None = None

    @property
    def invoice(self) -> str | None:
        """The number of the invoice that it is about."""
        about = self.notice.request
        return about.removeprefix(_INVOICE) if about.startswith(_INVOICE) else None

    @property
    def to_customer(self) -> bool:
        return self.notice.audience is Audience.CUSTOMER

    @property
    def letter(self) -> LetterState:
        return _OUTCOMES[self.state]


class Letters(Protocol):
    """A letter is stuck while it was refused or not confirmed, and not dismissed."""

    async def stuck(self, key: str) -> Notice:
        """Raises WrongTurn when no letter has this key, or it is not stuck."""

    async def queue_again(self, key: str, notice: Notice, now: datetime) -> None:
        """Queue a stuck letter, as the notice says it now; raises WrongTurn, also where what it
        said is not kept any more."""

    async def dismiss(self, key: str, by: str, reason: str, now: datetime) -> None:
        """A stuck letter is not to be sent again. Its invoice or request is still to be informed;
        raises WrongTurn."""

    async def hold_back(self, now: datetime) -> int:
        """What waits to be sent may have been sent: it becomes unconfirmed, for a person to decide.
        Returns how many letters that are."""

    async def reported(self, followed: Iterable[Followed]) -> None:
        """They need not be followed any more, unless their outcome has changed since."""

    async def refused_about_open_invoices(self, account_ids: Sequence[str]) -> list[Notice]:
        """Refused letters about open invoices of these accounts, those queued first on top, as far
        as it is known what they said."""


class LettersUnderWay(Protocol):
    async def tried(self, about: str, within: float) -> bool:
        """Waits until each reminder about an invoice was tried once and its outcome recorded; False
        when `within` seconds were not enough."""


class LettersOfThePast(Protocol):
    async def deliver(
        self, about: str, at: datetime, refused: Callable[[str], bool]
    ) -> list[Followed]:
        """Marks all queued letters as sent at that moment, or those whose key is `refused` as
        refused; returns those to be followed."""
