"""What a customer sees of each thing that can happen to an invoice, and of each line of a
statement: whether at all, in whose name, and which of its facts."""

from collections.abc import Mapping

from console.request_privacy import Shown, Team
from domain.invoices.facts import Facts
from domain.invoices.happenings import EventKind
from domain.invoices.views.statement import EntryKind
from domain.invoices.views.why import BookedKind

ALL = frozenset({*Facts.model_fields, "note"})
"""The facts of an entry, and the sentence that says them."""

_NOTHING = frozenset[str]()
_BY_BILLING = Shown(Team.BILLING, ALL)
_BY_CUSTOMER = Shown(Team.CUSTOMER, ALL)
_WITHOUT_WHY = Shown(Team.BILLING, _NOTHING)

EVENTS: Mapping[EventKind, Shown | None] = {
    EventKind.ISSUE: _BY_BILLING,
    EventKind.PAY: _BY_BILLING,
    EventKind.RECOVER: _BY_BILLING,
    EventKind.REVERSE: _BY_BILLING,
    EventKind.CORRECT: _WITHOUT_WHY,
    EventKind.CREDIT: _BY_BILLING,
    EventKind.WRITE_OFF: _WITHOUT_WHY,
    EventKind.CHARGE: _BY_BILLING,
    EventKind.GIVE_BACK_CHARGE: _BY_BILLING,
    EventKind.TOLERATE: _BY_BILLING,
    EventKind.FALL_DUE: _BY_BILLING,
    EventKind.WRITE_REMINDER: None,
    EventKind.REMIND: _BY_BILLING,
    EventKind.SKIP: None,
    EventKind.HOLD: _BY_BILLING,
    EventKind.HOLD_LIFTED: _BY_BILLING,
    EventKind.DISPUTE: _BY_CUSTOMER,
    EventKind.DISPUTE_REMINDER: _BY_BILLING,
    EventKind.DISPUTE_LATE: _BY_BILLING,
    EventKind.RESOLVE: _BY_BILLING,
    EventKind.DISPUTE_ENDED: _BY_BILLING,
    EventKind.DECLARE_IN_TRANSIT: _BY_CUSTOMER,
    EventKind.WIRE_NOT_ARRIVED: _BY_BILLING,
    EventKind.LETTER_REFUSED: None,
    EventKind.LETTER_UNCONFIRMED: None,
    EventKind.LETTER_OVERDUE: None,
    EventKind.LETTER_SENT_AGAIN: None,
    EventKind.LETTER_LEFT: None,
    EventKind.DISMISS_LETTER: None,
    EventKind.CLOCK_SET_RIGHT: None,
    EventKind.OTHER: None,
}
"""None: for our people alone."""

ENTRIES: Mapping[EntryKind, frozenset[str]] = {
    EntryKind.INVOICE: ALL,
    EntryKind.LATE_CHARGE: ALL,
    EntryKind.CHARGE_GIVEN_BACK: ALL,
    EntryKind.PAYMENT: ALL,
    EntryKind.REVERSAL: ALL,
    EntryKind.REFUND: ALL,
    EntryKind.CREDIT_NOTE: ALL,
    EntryKind.WRITE_OFF: _NOTHING,
    EntryKind.RECOVERY: _NOTHING,
    EntryKind.CORRECTION: _NOTHING,
    EntryKind.CHARGE_SO_FAR: ALL,
}
"""The facts that are the customer's. Nobody who entered a line is named."""

WORDS_ARE_THEIRS: Mapping[BookedKind, bool] = {
    BookedKind.ISSUED: True,
    BookedKind.LATE_INTEREST: True,
    BookedKind.COMPENSATION: True,
    BookedKind.CHARGE_GIVEN_BACK: True,
    BookedKind.PAYMENT: True,
    BookedKind.TAKEN_BACK: True,
    BookedKind.NOT_ARRIVED: True,
    BookedKind.DISPUTE_REJECTED: True,
    BookedKind.CREDIT_NOTE: True,
    BookedKind.CREDIT_NOTE_CORRECTED: False,
    BookedKind.WRITE_OFF: False,
    BookedKind.WRITE_OFF_CORRECTED: False,
    BookedKind.RECOVERY: False,
    BookedKind.CHARGED_SO_FAR: True,
}
"""Of what explains an open amount: whether somebody's words about it are for the customer."""
