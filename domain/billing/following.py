"""Hints that something happened at the billing system, and an invoice as it is read there."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from domain.billing.lines import RemoteLine
from domain.values.money import Money
from domain.values.record import Record


class HintKind(StrEnum):
    """What to read again."""

    INVOICE = "invoice"
    COLLECTION = "collection"
    """How a scope is collected."""


class Hint(Record):
    """Something may have happened. It says no more: what is so is read at the billing system."""

    id: str
    """Its own name for it: received twice, it counts once."""
    kind: HintKind
    reference: str
    """Of the invoice, or of a payment that may be for several; or of the scope."""
    said_at: datetime


class HintState(StrEnum):
    WAITING = "waiting"
    DONE = "done"
    NOT_OURS = "not_ours"
    """It is about something that is not paid by invoice here."""
    REFUSED = "refused"
    """Our own rules do not take what happened there: a person sees to it."""


class KeptHint(Hint):
    provider: str
    came_at: datetime
    attempts: int = 0


class RefusedHint(Record):
    """What happened there and our rules did not take."""

    id: str
    provider: str
    reference: str
    """Of what it is about, there."""
    invoice: str | None = None
    """The number of ours, where there is one."""
    code: str
    """Of the refusal."""
    said: str
    """The reason in words."""
    refused_at: datetime
    state: HintState = HintState.REFUSED
    """Waiting: it is being taken up again."""
    settled_at: datetime | None = None
    settled_by: str | None = None
    """Who has seen to it."""
    retried_at: datetime | None = None
    retried_by: str | None = None
    """Who had it taken up again, the last time."""


class OpenRefusals(NamedTuple):
    """What our rules did not take and nobody has seen to."""

    number: int
    """As they are listed: one for each thing and reason."""
    since: datetime | None
    """When the oldest of them was first received."""


class RemoteState(StrEnum):
    DRAFT = "draft"
    OPEN = "open"
    PAID = "paid"
    VOID = "void"
    GIVEN_UP = "given_up"


class RemotePayment(Record):
    """Money that the billing system has for an invoice, and that we did not tell it of."""

    reference: str
    """The same for every invoice that the payment is for."""
    amount: Money
    """What of it is for this invoice."""
    on: date


class RemoteCredit(Record):
    """A credit note that was made there, and not by us."""

    reference: str
    amount: Money
    reason: str
    voided: bool = False
    """It was taken back there."""


class RemoteRefund(Record):
    """Money that went back to the customer there."""

    reference: str
    amount: Money
    """Of this invoice: where the payment was for several, what goes back of its share."""
    payment: str | None = None
    """Of which payment; None: of what a credit note freed, and no payment is named."""
    credited: bool = False
    """A credit note says so: the invoice stays paid. Without one, what was paid of it is gone."""
    failed: bool = False
    """It did not arrive, or was called off."""


class RemoteInvoice(Record):
    """An invoice as the billing system has it."""

    reference: str
    number: str | None
    """None: it is a draft."""
    scope_id: str | None
    by_invoice: bool
    """It is sent to the customer, and not charged to a payment method."""
    issued_at: datetime | None
    """None: it is a draft."""
    amount: Money
    """What was to be paid when it was issued."""
    state: RemoteState
    payments: tuple[RemotePayment, ...] = ()
    credits: tuple[RemoteCredit, ...] = ()
    given_back: tuple[RemoteRefund, ...] = ()
    ours_voided: tuple[str, ...] = ()
    """Credit notes that we made there and somebody took back."""
    lines: tuple[RemoteLine, ...] = ()
    prepaid: Decimal = Decimal(0)
    """Of the lines and their tax, before it was issued: the amount is the rest."""
