"""Who is told what: every event that somebody hears of, as data. The mail adapter words it."""

from datetime import datetime
from enum import StrEnum
from typing import Literal

from domain.account import Record
from domain.findings import Finding
from domain.money import Money


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
    TEAM_CREDIT_REVIEW_WAITING = "team_credit_review_waiting"
    TEAM_CREDIT_REVIEW_DUE = "team_credit_review_due"
    TEAM_CREDIT_REVIEW_OVERDUE = "team_credit_review_overdue"
    TEAM_SECURITY_MISSED = "team_security_missed"
    TEAM_VERIFIER_NEEDED = "team_verifier_needed"
    TEAM_DOCUMENTS_TO_REVIEW = "team_documents_to_review"
    TEAM_DOCUMENTS_REVIEW_LATE = "team_documents_review_late"
    TEAM_DOCUMENTS_DEADLINE_MISSED = "team_documents_deadline_missed"
    TEAM_SWITCHED = "team_switched"


class Item(Record):
    """One line of a list in a notice: something to put right, a document, a reason."""

    code: str
    """A rule's id, a kind of document or a decline code: what the words are chosen by."""
    detail: str | None = None
    """Words of a person (a verifier's reason, say), shown as they were written."""
    instead: tuple[str, ...] = ()
    """For a document: the kinds that are accepted in its place."""
    because: tuple[str, ...] = ()
    """For a document that rules asked for: their ids."""


def items_of(findings: tuple[Finding, ...]) -> tuple[Item, ...]:
    return tuple(Item(code=finding.code) for finding in findings)


class Notice(Record):
    """One thing to tell one audience. Sent at most once per `key`, however often it is asked."""

    key: str
    """Workflow id, run id and step: the same step never mails twice."""
    kind: NoticeKind
    audience: Audience
    to: str | None = None
    """The customer's address; a team's is a setting."""
    name: str | None = None
    """The customer contact's name."""
    language: Literal["en", "nl"] = "en"
    time_zone: str = "UTC"
    """The zone in which dates are written."""
    request: str
    company: str
    at: datetime
    """When it happened, by the request's own clock."""
    deadline: datetime | None = None
    amount: Money | None = None
    """The credit limit, the deposit or the amount asked for, as the kind says."""
    reason: str | None = None
    items: tuple[Item, ...] = ()
