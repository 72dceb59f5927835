"""Every notice and its audience, as data. The mail adapter words it."""

import operator
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from pydantic import Field, model_validator

from domain.notices_of_before import with_reminder_and_run
from domain.papers.formats import PaperFormat
from domain.pay_to import PayTo
from domain.rules.findings import Finding
from domain.values.languages import Spoken
from domain.values.money import Money
from domain.values.national_references import NationalReference
from domain.values.record import Record


class Audience(StrEnum):
    CUSTOMER = "customer"
    CREDIT = "credit"
    LEGAL = "legal"
    BILLING = "billing"


class NoticeKind(StrEnum):
    """To the customer unless the name begins with `team_`."""

    DRAFT_REMINDER = "draft_reminder"
    SUBMITTED = "submitted"
    TO_FIX = "to_fix"
    FIX_REMINDER = "fix_reminder"
    CREDIT_APPLICATION_REQUESTED = "credit_application_requested"
    CREDIT_APPLICATION_REMINDER = "credit_application_reminder"
    CREDIT_REVIEW_STARTED = "credit_review_started"
    CREDIT_REVIEW_OVERDUE = "credit_review_overdue"
    MORE_INFORMATION_REQUESTED = "more_information_requested"
    MORE_INFORMATION_REMINDER = "more_information_reminder"
    SECURITY_REQUESTED = "security_requested"
    SECURITY_REMINDER = "security_reminder"
    DOCUMENTS_REQUESTED = "documents_requested"
    DOCUMENTS_REMINDER = "documents_reminder"
    DOCUMENTS_DEADLINE_MISSED = "documents_deadline_missed"
    DOCUMENTS_DEADLINE_EXTENDED = "documents_deadline_extended"
    DOCUMENT_REFUSED = "document_refused"
    DOCUMENTS_ACCEPTED = "documents_accepted"
    APPROVED = "approved"
    APPROVAL_REMINDER = "approval_reminder"
    SWITCHED = "switched"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"
    INVOICE_ISSUED = "invoice_issued"
    INVOICE_DUE_SOON = "invoice_due_soon"
    INVOICE_OVERDUE = "invoice_overdue"
    INVOICE_OVERDUE_AGAIN = "invoice_overdue_again"
    INVOICE_OVERDUE_FINAL = "invoice_overdue_final"
    PAYMENT_RECEIVED = "payment_received"
    PAYMENT_REVERSED = "payment_reversed"
    INVOICE_STANDING = "invoice_standing"
    """What is open now, after something was put right."""
    CREDIT_APPLIED = "credit_applied"
    WIRE_DECLARED = "wire_declared"
    WIRE_NOT_ARRIVED = "wire_not_arrived"
    DISPUTE_OPENED = "dispute_opened"
    DISPUTE_UPHELD = "dispute_upheld"
    DISPUTE_REJECTED = "dispute_rejected"
    DISPUTE_LATE = "dispute_late"
    DISPUTE_ENDED = "dispute_ended"
    CREDIT_NOTE_ISSUED = "credit_note_issued"
    CREDIT_HOLD_PLACED = "credit_hold_placed"
    CREDIT_HOLD_LIFTED = "credit_hold_lifted"
    CREDIT_LIMIT_RAISED = "credit_limit_raised"
    CREDIT_LIMIT_LOWERED = "credit_limit_lowered"
    CREDIT_LIMIT_FROZEN = "credit_limit_frozen"
    CREDIT_LIMIT_UNFROZEN = "credit_limit_unfrozen"
    CUSTOMER_LINK = "customer_link"
    """A link to their pages, and nothing else: asked for by them, or sent by one of our people."""
    CONFIRM_CONTACT = "confirm_contact"
    """Asks the reader of a contact's address whether they are the contact; contains nothing that
    anybody wrote."""
    TEAM_CREDIT_REVIEW_WAITING = "team_credit_review_waiting"
    TEAM_CREDIT_REVIEW_DUE = "team_credit_review_due"
    TEAM_CREDIT_REVIEW_OVERDUE = "team_credit_review_overdue"
    TEAM_SECURITY_MISSED = "team_security_missed"
    TEAM_VERIFIER_NEEDED = "team_verifier_needed"
    TEAM_DOCUMENTS_TO_REVIEW = "team_documents_to_review"
    TEAM_DOCUMENTS_REVIEW_LATE = "team_documents_review_late"
    TEAM_DOCUMENTS_DEADLINE_MISSED = "team_documents_deadline_missed"
    TEAM_SWITCHED = "team_switched"
    TEAM_INVOICE_DISPUTED = "team_invoice_disputed"
    TEAM_DISPUTE_REMINDER = "team_dispute_reminder"
    TEAM_DISPUTE_LATE = "team_dispute_late"
    TEAM_DISPUTE_ENDED = "team_dispute_ended"
    TEAM_WIRE_NOT_ARRIVED = "team_wire_not_arrived"
    TEAM_PAYMENT_REVERSED = "team_payment_reversed"
    TEAM_REMINDERS_USED_UP = "team_reminders_used_up"
    TEAM_CREDIT_HOLD_PLACED = "team_credit_hold_placed"
    TEAM_CREDIT_HOLD_LIFTED = "team_credit_hold_lifted"
    TEAM_LIMIT_NEARLY_USED = "team_limit_nearly_used"
    TEAM_LIMIT_EXCEEDED = "team_limit_exceeded"
    TEAM_CREDIT_LIMIT_TO_CONFIRM = "team_credit_limit_to_confirm"
    TEAM_CREDIT_LIMIT_REVIEW_DUE = "team_credit_limit_review_due"
    TEAM_CREDIT_LIMIT_LAPSED = "team_credit_limit_lapsed"
    """Nobody confirmed the limit that was proposed; `name` is who proposed it."""
    TEAM_WEBHOOK_DISABLED = "team_webhook_disabled"
    """Nothing is sent to an endpoint any more, until somebody enables it."""
    TEAM_PROVIDER_REFUSED = "team_provider_refused"
    """The billing system said no to what it was told of a step here."""
    TEAM_PROVIDER_DRIFT = "team_provider_drift"
    """The billing system collects otherwise than by invoice, or has charged."""
    TEAM_LETTER_NOT_DELIVERED = "team_letter_not_delivered"


ABOUT_LIMITS = frozenset(
    {
        NoticeKind.CREDIT_LIMIT_RAISED,
        NoticeKind.CREDIT_LIMIT_LOWERED,
        NoticeKind.CREDIT_LIMIT_FROZEN,
        NoticeKind.CREDIT_LIMIT_UNFROZEN,
        NoticeKind.TEAM_CREDIT_LIMIT_TO_CONFIRM,
        NoticeKind.TEAM_CREDIT_LIMIT_REVIEW_DUE,
        NoticeKind.TEAM_CREDIT_LIMIT_LAPSED,
    }
)
"""Letters about an account's credit limit, and no request or invoice."""

REMINDERS = frozenset(
    {
        NoticeKind.INVOICE_DUE_SOON,
        NoticeKind.INVOICE_OVERDUE,
        NoticeKind.INVOICE_OVERDUE_AGAIN,
        NoticeKind.INVOICE_OVERDUE_FINAL,
    }
)
"""Letters that count once they have left."""

CREDIT_NOTE_LETTERS = frozenset({NoticeKind.CREDIT_NOTE_ISSUED, NoticeKind.DISPUTE_UPHELD})
"""Letters about a credit note: they carry it."""


class LetterState(StrEnum):
    """The outcome of a letter."""

    ON_ITS_WAY = "on_its_way"
    LEFT = "left"
    """A mail server took it."""
    REFUSED = "refused"
    """No mail server will have it, or there is no address."""
    UNCONFIRMED = "unconfirmed"
    """Sent without an answer: it may have been delivered."""


class Item(Record):
    """One line of a list in a notice: something to put right, a document, a reason."""

    code: str
    """A rule's id, a kind of document or of call, a decline code: what the words are chosen by."""
    detail: str | None = None
    """Words of a person (a verifier's reason, say), shown as they were written."""
    instead: tuple[str, ...] = ()
    """For a document: the kinds that are accepted in its place."""
    because: tuple[str, ...] = ()
    """For a document that rules asked for: their ids."""


def items_of(findings: tuple[Finding, ...]) -> tuple[Item, ...]:
    return tuple(Item(code=finding.code) for finding in findings)


class InvoiceFacts(Record):
    """What a letter about an invoice says of it, as of the moment when the letter is queued."""

    number: str
    reference: str
    """ISO 11649, compact."""
    national_references: tuple[NationalReference, ...] = ()
    issued_on: date
    due_on: date
    amount: Money
    open: Money
    holds_until: date | None = None
    """The last day on which `open` settles it; None where it does not grow."""
    days_overdue: int = 0
    disputed: Money | None = None
    """None where there is none, as with the amounts below."""
    in_transit: Money | None = None
    late_charges: Money | None = None
    pay_to: PayTo

    @property
    def to_pay(self) -> Money:
        """What of it is neither disputed nor in transit: all that a letter asks for."""
        set_aside = (each.amount for each in (self.disputed, self.in_transit) if each)
        return Money(amount=self.open.amount - sum(set_aside), currency=self.open.currency)


class Notice(Record):
    """One notice to one audience. Sent at most once per `key`, however often it is queued."""

    key: str
    """Workflow id, run id and step: the same step never mails twice."""
    kind: NoticeKind
    audience: Audience
    to: str | None = None
    """The customer's address; a team's is a setting."""
    name: str | None = None
    """The customer contact's name; to a team, who of ours it is about."""
    language: Spoken = "en"
    time_zone: str = "UTC"
    """The zone in which dates are written."""
    request: str
    account: str | None = None
    """The account's id; None in notices of before."""
    leads_to: str | None = None
    """The page that the letter's link opens, where its kind does not say."""
    company: str
    at: datetime
    """When it happened, by the request's own clock."""
    deadline: datetime | None = None
    amount: Money | None = None
    """The credit limit, the deposit, the payment or the amount asked for, as the kind says."""
    reason: str | None = None
    items: tuple[Item, ...] = ()
    invoice: InvoiceFacts | None = None
    """In every notice about an invoice; `request` then holds the invoice's workflow id."""
    settles: Money | None = None
    """What of a payment settles this invoice, where that is not all of it."""
    unapplied_credit: Money | None = None
    """What a payment or a credit note left on the account, where it did."""
    credit_limit: Money | None = None
    """The account's, where the notice is about what it owes; the one of before, where the limit
    itself was changed."""
    paper: str | None = None
    """The number of the invoice or credit note that the letter carries as a document; None: it
    carries none, as letters of before."""
    e_invoice: PaperFormat | None = Field(default=None, exclude_if=operator.not_)
    """No letter goes out: the document itself does, in this format, as an e-invoice."""
    reminder: int | None = Field(default=None, exclude_if=operator.not_)
    """The level of the reminder that it is, in a letter to a customer."""
    run: str | None = Field(default=None, exclude_if=operator.not_)
    """The run of the request's workflow that queued it; None where no request did."""

    @model_validator(mode="before")
    @classmethod
    def _with_reminder_and_run(cls, stored: Any) -> Any:
        return with_reminder_and_run(stored)
