"""The types of events. Light: help pages read it."""

from enum import StrEnum


class EventType(StrEnum):
    """What other programs are told of, each once. The values are stored and sent."""

    REQUEST_SUBMITTED = "request.submitted"
    REQUEST_DOCUMENTS_REQUESTED = "request.documents_requested"
    REQUEST_CREDIT_CHECK_STARTED = "request.credit_check_started"
    REQUEST_APPROVED = "request.approved"
    REQUEST_REJECTED = "request.rejected"
    REQUEST_WITHDRAWN = "request.withdrawn"
    REQUEST_SWITCHED = "request.switched"
    REQUEST_LAPSED = "request.lapsed"

    INVOICE_ISSUED = "invoice.issued"
    INVOICE_DUE_SOON = "invoice.due_soon"
    INVOICE_OVERDUE = "invoice.overdue"
    INVOICE_PARTLY_PAID = "invoice.partly_paid"
    INVOICE_PAID = "invoice.paid"
    INVOICE_DISPUTED = "invoice.disputed"
    INVOICE_RESOLVED = "invoice.resolved"
    INVOICE_CREDITED = "invoice.credited"
    INVOICE_WRITTEN_OFF = "invoice.written_off"
    INVOICE_REOPENED = "invoice.reopened"

    PAYMENT_RECEIVED = "payment.received"
    PAYMENT_UNMATCHED = "payment.unmatched"
    PAYMENT_REVERSED = "payment.reversed"
    PAYMENT_REFUNDED = "payment.refunded"

    ACCOUNT_HOLD_PLACED = "account.hold_placed"
    ACCOUNT_HOLD_LIFTED = "account.hold_lifted"
    ACCOUNT_LIMIT_CHANGED = "account.limit_changed"
    ACCOUNT_LIMIT_FROZEN = "account.limit_frozen"
    ACCOUNT_LIMIT_UNFROZEN = "account.limit_unfrozen"
    ACCOUNT_LIMIT_CROSSED = "account.limit_crossed"

    LETTER_REFUSED = "letter.refused"
