"""What is in the way of an operation on a request, by code."""

from enum import StrEnum

from domain.errors import NotPossibleNow
from domain.operations.obstacles import Obstacle
from domain.requests.lifecycle import MACHINE, Stateful, Trigger, refuse_unless_allowed


class Why(StrEnum):
    ENDED = "ended"
    SWITCH_UNDER_WAY = "switch_under_way"
    SUBMITTED_ALREADY = "submitted_already"
    FORM_INCOMPLETE = "form_incomplete"
    FORM_STANDS = "form_stands"
    NOTHING_TO_CHECK = "nothing_to_check"
    NO_APPLICATION_NEEDED = "no_application_needed"
    APPLICATION_IN_REVIEW = "application_in_review"
    NO_CREDIT_CHECK = "no_credit_check"
    NO_APPLICATION_YET = "no_application_yet"
    APPROVED_ON_CONDITIONS = "approved_on_conditions"
    APPROVED_LAST_CHECKS = "approved_last_checks"
    ASKED_FOR_MORE_ALREADY = "asked_for_more_already"
    NOT_DECLINED_NOW = "not_declined_now"
    NO_SECURITY_AWAITED = "no_security_awaited"
    NOT_BEING_CHECKED = "not_being_checked"
    EVERY_DOCUMENT_ASKED = "every_document_asked"
    NO_DOCUMENTS_ASKED = "no_documents_asked"
    NO_DOCUMENTS_IN_REVIEW = "no_documents_in_review"
    NO_DOCUMENT_TO_REVIEW = "no_document_to_review"
    NOTHING_TO_PROVIDE = "nothing_to_provide"
    NO_FINDING_TO_JUDGE = "no_finding_to_judge"
    NOT_APPROVED_YET = "not_approved_yet"


def unless_allowed(subject: Stateful, trigger: Trigger, why: Why, said: str) -> Obstacle | None:
    """The obstacle where the state machine has no arrow for this now; `said` is the refusal's
    clause after the state."""
    try:
        refuse_unless_allowed(subject, trigger)
    except NotPossibleNow:
        refusal = NotPossibleNow(trigger, subject.state, subject=MACHINE.subject, said=said)
        return Obstacle(why, refusal, {"state": subject.state})
    return None
