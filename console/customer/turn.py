"""Who has the ball, for what: from the domain's own sentences to keys that both languages word."""

from dataclasses import dataclass

from domain.invoices.standing import SEE_TO_LETTER, TOLERATED
from domain.requests.approval import MAKE_THE_SWITCH
from domain.requests.credit import (
    ANSWER,
    PROVIDE_SECURITY,
    RECORD_OR_DECIDE,
    RETURN_APPLICATION,
    REVIEW,
)
from domain.requests.drafting import COMPLETE_AND_SUBMIT
from domain.requests.request import AUTOMATIC_CHECKS
from domain.requests.verification import EXTEND_OR_REJECT, REVIEW_DOCUMENTS, SEND_DOCUMENTS
from domain.turns import WaitingOn, Who

TASKS = {
    COMPLETE_AND_SUBMIT: "complete",
    RETURN_APPLICATION: "apply_for_credit",
    ANSWER: "answer",
    PROVIDE_SECURITY: "provide_security",
    SEND_DOCUMENTS: "send_documents",
    MAKE_THE_SWITCH: "switch",
    REVIEW: "review_credit",
    RECORD_OR_DECIDE: "decide_security",
    REVIEW_DOCUMENTS: "review_documents",
    EXTEND_OR_REJECT: "decide_deadline",
    AUTOMATIC_CHECKS: "checks",
    "nothing more: the request has ended": "ended",
    "pay the invoice": "pay",
    SEE_TO_LETTER: "letter",
    "resolve the dispute": "resolve_dispute",
    "see the declared payment come in": "see_payment",
    "nothing more: nothing is open": "settled",
    TOLERATED: "tolerated",
}
_PUT_RIGHT, _THEN_SWITCH, _VERIFY = "put right: ", f", then {MAKE_THE_SWITCH}", "verify: "


@dataclass(frozen=True)
class Turn:
    """Whose turn it is, and the key of what they do."""

    task: str
    codes: tuple[str, ...] = ()
    """The rules that it is about, where it is about any."""


def turn_of(waiting: WaitingOn) -> Turn:
    said = waiting.for_
    if said in TASKS:
        return Turn(TASKS[said])
    if said.startswith(_PUT_RIGHT):
        listed = said.removeprefix(_PUT_RIGHT)
        task = "put_right_to_switch" if listed.endswith(_THEN_SWITCH) else "put_right"
        return Turn(task, tuple(listed.removesuffix(_THEN_SWITCH).split(", ")))
    if said.startswith(_VERIFY):
        return Turn("verify", tuple(said.removeprefix(_VERIFY).split(", ")))
    return Turn("other_you" if waiting.who is Who.CUSTOMER else "other_us")
