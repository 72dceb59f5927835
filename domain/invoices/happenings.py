"""What happened to an invoice: the entries of its timeline."""

from datetime import datetime
from enum import StrEnum

from pydantic import AliasChoices, Field, computed_field

from domain.invoices.facts import Facts
from domain.invoices.lifecycle import InvoiceState
from domain.people.through import Through
from domain.values.money import Money


class EventKind(StrEnum):
    """Everything that happens to an invoice, each once. The values are stored."""

    ISSUE = "issue"
    PAY = "pay"
    RECOVER = "recover"
    REVERSE = "reverse"
    CORRECT = "correct"
    CREDIT = "credit"
    WRITE_OFF = "write_off"
    CHARGE = "charge"
    GIVE_BACK_CHARGE = "give_back_charge"
    TOLERATE = "tolerate"
    FALL_DUE = "fall_due"
    WRITE_REMINDER = "write_reminder"
    REMIND = "remind"
    """Its letter has left."""
    SKIP = "skip"
    HOLD = "hold"
    HOLD_LIFTED = "hold_lifted"
    DISPUTE = "dispute"
    DISPUTE_REMINDER = "dispute_reminder"
    DISPUTE_LATE = "dispute_late"
    RESOLVE = "resolve"
    DISPUTE_ENDED = "dispute_ended"
    """Without an answer: what it was about is settled."""
    DECLARE_IN_TRANSIT = "declare_in_transit"
    WIRE_NOT_ARRIVED = "wire_not_arrived"
    LETTER_REFUSED = "letter_refused"
    LETTER_UNCONFIRMED = "letter_unconfirmed"
    LETTER_OVERDUE = "letter_overdue"
    """Nobody saw to it in time."""
    LETTER_SENT_AGAIN = "letter_sent_again"
    LETTER_LEFT = "letter_left"
    DISMISS_LETTER = "dismiss_letter"
    CLOCK_SET_RIGHT = "clock_set_right"
    """Ledger and engine did not agree on it. `codes`: how, as in `domain.clocks.Trouble`."""
    OTHER = "other"
    """What this version has no name for."""

    @classmethod
    def _missing_(cls, value: object) -> "EventKind":
        return cls.OTHER


class InvoiceEvent(Facts):
    """One entry of an invoice's timeline."""

    at: datetime
    by: str
    kind: EventKind = Field(validation_alias=AliasChoices("kind", "trigger"))
    from_: InvoiceState | None = Field(
        validation_alias=AliasChoices("from", "from_"), serialization_alias="from"
    )
    to: InvoiceState
    amount: Money | None = None
    note: str | None = None
    """The facts as a sentence, for programs that read it."""
    through: Through | None = None
    """How they came in, where that is known."""

    @computed_field  # type: ignore[prop-decorator]
    @property
    def trigger(self) -> str:
        """The kind, by its name of before."""
        return self.kind
