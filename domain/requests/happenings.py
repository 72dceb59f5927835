"""What can happen to a request: the kinds of entries in its timeline, and the facts of one."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from domain.requests.lifecycle import Trigger
from domain.turns import Part
from domain.values.money import Money


class Happening(StrEnum):
    OPENED = "opened"
    EDITED = "edited"
    """`codes`: what had been settled and is not any more."""
    RECHECKED = "rechecked"
    SUBMITTED = "submitted"
    TO_FIX = "to_fix"
    TO_VERIFY = "to_verify"
    DEADLINE_EXTENDED = "deadline_extended"
    OVERRULED = "overruled"

    DOCUMENTS_ASKED = "documents_asked"
    """`codes`: the kinds of documents, as in the next two."""
    MORE_DOCUMENTS_ASKED = "more_documents_asked"
    DOCUMENT_ADDED = "document_added"
    DOCUMENT_ACCEPTED = "document_accepted"
    DOCUMENT_REFUSED = "document_refused"
    DOCUMENTS_ACCEPTED = "documents_accepted"
    DOCUMENTS_MISSED = "documents_missed"
    VERIFIER_LATE = "verifier_late"

    CREDIT_CHECK = "credit_check"
    APPLICATION_RETURNED = "application_returned"
    CREDIT_APPROVED = "credit_approved"
    """`codes`: the security that it depends on."""
    MORE_ASKED = "more_asked"
    REVIEW_DUE = "review_due"
    REVIEW_OVERDUE = "review_overdue"
    SECURITY_PROVIDED = "security_provided"
    SECURITY_MISSED = "security_missed"
    HELD_BACK = "held_back"

    APPROVED = "approved"
    SWITCH_REFUSED = "switch_refused"
    SWITCHED = "switched"
    """`codes`: from which payment method to which."""
    REJECTED = "rejected"
    """`codes`: the rules that rejected it, or the one reason to decline."""
    LAPSED = "lapsed"
    """`codes`: what the customer left undone."""
    WITHDRAWN = "withdrawn"

    REMINDED = "reminded"
    """`codes`: the kind of letter."""
    REMINDER_SKIPPED = "reminder_skipped"
    """`codes`: the name of the deadline that something later overtook."""
    LETTER_REFUSED = "letter_refused"
    LETTER_UNCONFIRMED = "letter_unconfirmed"
    LETTER_DISMISSED = "letter_dismissed"

    CLOCK_SET_RIGHT = "clock_set_right"
    """Ledger and engine did not agree on it. `codes`: how, as in `domain.clocks.Trouble`."""

    OTHER = "other"
    """What this version has no name for. `codes`: what it was called."""


OF_MOVE: Mapping[Trigger, Happening] = {
    Trigger.SUBMIT: Happening.SUBMITTED,
    Trigger.REQUEST_DOCUMENTS: Happening.DOCUMENTS_ASKED,
    Trigger.ACCEPT_DOCUMENTS: Happening.DOCUMENTS_ACCEPTED,
    Trigger.REQUIRE_CREDIT_CHECK: Happening.CREDIT_CHECK,
    Trigger.APPROVE: Happening.APPROVED,
    Trigger.REJECT: Happening.REJECTED,
    Trigger.LAPSE: Happening.LAPSED,
    Trigger.SWITCH: Happening.SWITCHED,
    Trigger.WITHDRAW: Happening.WITHDRAWN,
}
"""What a move of the state machine is written down as."""


class Facts(Part):
    """What is known of one happening, besides when and by whom."""

    codes: tuple[str, ...] = ()
    """Rules, kinds of documents, reasons: what it is about."""
    about: str | None = None
    """The id of the document, the credit application or the letter that it is about."""
    amount: Money | None = None
    """What was asked, or the limit that was approved."""
    security: Money | None = None
    """What the deposit or letter of credit must be worth."""
    deadline: datetime | None = None
    """Until when something was extended."""
    said: str | None = None
    """A person's own words."""
