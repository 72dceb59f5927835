"""What somebody is to do about a request or an invoice, and how `for` says it in `--json`."""

from collections.abc import Mapping, Sequence
from enum import StrEnum


class Task(StrEnum):
    """What is to be done now; `waiting_on` also says by whom."""

    COMPLETE_AND_SUBMIT = "complete_and_submit"
    PUT_RIGHT = "put_right"
    """The codes of `waiting_on` say which rules it is about."""
    VERIFY = "verify"
    """These, too."""
    RETURN_APPLICATION = "return_application"
    ANSWER = "answer"
    """The credit analyst has asked for more."""
    REVIEW_CREDIT = "review_credit"
    PROVIDE_SECURITY = "provide_security"
    DECIDE_SECURITY = "decide_security"
    """The security was not provided in time."""
    SEND_DOCUMENTS = "send_documents"
    REVIEW_DOCUMENTS = "review_documents"
    EXTEND_OR_REJECT = "extend_or_reject"
    """The documents were not sent in time."""
    MAKE_THE_SWITCH = "make_the_switch"
    PUT_RIGHT_THEN_SWITCH = "put_right_then_switch"
    """The codes say which preconditions of the switch do not hold."""
    AUTOMATIC_CHECKS = "automatic_checks"
    ENDED = "ended"

    PAY = "pay"
    SEE_TO_LETTER = "see_to_letter"
    RESOLVE_DISPUTE = "resolve_dispute"
    SEE_PAYMENT = "see_payment"
    SETTLED = "settled"
    TOLERATED = "tolerated"

    OTHER = "other"
    """What this version has no name for."""


SENTENCES: Mapping[Task, str] = {
    Task.COMPLETE_AND_SUBMIT: "complete and submit the request",
    Task.PUT_RIGHT: "put right: {codes}",
    Task.VERIFY: "verify: {codes}",
    Task.RETURN_APPLICATION: "return the credit application",
    Task.ANSWER: "answer the credit analyst",
    Task.REVIEW_CREDIT: "review the credit application",
    Task.PROVIDE_SECURITY: "provide the security",
    Task.DECIDE_SECURITY: "record the security, extend its deadline or decline",
    Task.SEND_DOCUMENTS: "send the legal documents",
    Task.REVIEW_DOCUMENTS: "review the legal documents",
    Task.EXTEND_OR_REJECT: "extend the deadline or reject",
    Task.MAKE_THE_SWITCH: "make the switch",
    Task.PUT_RIGHT_THEN_SWITCH: "put right: {codes}, then make the switch",
    Task.AUTOMATIC_CHECKS: "the automatic checks",
    Task.ENDED: "nothing more: the request has ended",
    Task.PAY: "pay the invoice",
    Task.SEE_TO_LETTER: "see to a letter that did not arrive",
    Task.RESOLVE_DISPUTE: "resolve the dispute",
    Task.SEE_PAYMENT: "see the declared payment come in",
    Task.SETTLED: "nothing more: nothing is open",
    Task.TOLERATED: "nothing more: what is left open is within the tolerance",
    Task.OTHER: "go on",
}
"""For programs that read `for`, which is why these never change. People read `wording`."""


def sentence_of(task: Task, codes: Sequence[str] = ()) -> str:
    return SENTENCES[task].format(codes=", ".join(codes))
