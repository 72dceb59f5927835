"""Everything that people do with a request, once: its message, who may, when, and what it does.

The workflow's updates carry these out, clients find the update of a message here, and a snapshot
says of each whether it is possible. Commands, the API and the console's forms are held to this
table by tests. Opening is not in it: that makes the request.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from domain.access import Action
from domain.forms.documents import StoredDocument
from domain.operations.messages import Message
from domain.operations.obstacles import Obstacle
from domain.operations.operation import Operation
from domain.requests import (
    approval,
    credit,
    credit_decision,
    drafting,
    extending,
    messages,
    overruling,
    verification,
)
from domain.requests.request import Request

Said = TypeVar("Said", bound=Message)


def _none(command: Any) -> None:
    return None


@dataclass(frozen=True, slots=True)
class RequestOperation(Operation[Said]):
    hinders: Callable[[Request, datetime], Obstacle | None]
    """What is in its way now, for anybody."""
    may: Callable[[Request, Said, datetime], None]
    """Refuses what is not possible now, with the message's own content."""
    do: Callable[[Request, Said, datetime], Any]
    upload: Callable[[Said], StoredDocument | None] = _none
    """What was uploaded with it, and is inspected before it is done."""


def _enclosed(command: messages.Submit) -> StoredDocument | None:
    return command.enclosed.financial_statements if command.enclosed else None


EDIT = RequestOperation(
    "edit",
    Action.EDIT_DRAFT,
    messages.EditDraft,
    drafting.hinders_edit,
    drafting.may_edit,
    drafting.edit,
)
SUBMIT = RequestOperation(
    "submit",
    Action.SUBMIT,
    messages.Submit,
    drafting.hinders_submit,
    drafting.may_submit,
    drafting.submit,
    upload=_enclosed,
)
RECHECK = RequestOperation(
    "recheck",
    Action.RECHECK,
    messages.Recheck,
    drafting.hinders_recheck,
    drafting.may_recheck,
    drafting.recheck,
)
WITHDRAW = RequestOperation(
    "withdraw",
    Action.WITHDRAW,
    messages.Withdraw,
    drafting.hinders_withdraw,
    drafting.may_withdraw,
    drafting.withdraw,
)
RETURN_APPLICATION = RequestOperation(
    "return_credit_application",
    Action.RETURN_APPLICATION,
    messages.ReturnCreditApplication,
    credit.hinders_return_application,
    credit.may_return_application,
    credit.return_application,
    upload=lambda command: command.financial_statements,
)
APPROVE = RequestOperation(
    "approve",
    Action.APPROVE,
    messages.ApproveCredit,
    credit_decision.hinders_approve,
    credit_decision.may_approve,
    credit_decision.approve,
)
ASK_FOR_MORE = RequestOperation(
    "ask_for_more",
    Action.ASK_FOR_MORE,
    messages.AskForMore,
    credit_decision.hinders_ask_for_more,
    credit_decision.may_ask_for_more,
    credit_decision.ask_for_more,
)
DECLINE = RequestOperation(
    "decline",
    Action.DECLINE,
    messages.Decline,
    credit_decision.hinders_decline,
    credit_decision.may_decline,
    credit_decision.decline,
)
RECORD_SECURITY = RequestOperation(
    "record_security",
    Action.RECORD_SECURITY,
    messages.RecordSecurity,
    credit_decision.hinders_record_security,
    credit_decision.may_record_security,
    credit_decision.record_security,
)
ASK_FOR_DOCUMENTS = RequestOperation(
    "ask_for_documents",
    Action.ASK_FOR_DOCUMENTS,
    messages.AskForDocuments,
    verification.hinders_ask,
    verification.may_ask,
    verification.ask,
)
ADD_DOCUMENT = RequestOperation(
    "add_document",
    Action.ADD_DOCUMENT,
    messages.AddDocument,
    verification.hinders_add,
    verification.may_add,
    verification.add,
    upload=lambda command: command.stored,
)
REVIEW_DOCUMENT = RequestOperation(
    "review_document",
    Action.REVIEW_DOCUMENT,
    messages.ReviewDocument,
    verification.hinders_review,
    verification.may_review,
    verification.review,
)
EXTEND_DEADLINE = RequestOperation(
    "extend_deadline",
    Action.EXTEND_DEADLINE,
    messages.ExtendDeadline,
    extending.hinders_extend,
    extending.may_extend,
    extending.extend,
)
OVERRULE = RequestOperation(
    "overrule",
    Action.OVERRULE,
    messages.Overrule,
    overruling.hinders_overrule,
    overruling.may_overrule,
    overruling.overrule,
)
SWITCH = RequestOperation(
    "switch",
    Action.SWITCH,
    messages.SwitchToInvoice,
    approval.hinders_switch,
    approval.may_switch,
    approval.begin_switch,
)

OPERATIONS: tuple[RequestOperation[Any], ...] = (
    EDIT, SUBMIT, RECHECK, WITHDRAW, RETURN_APPLICATION, APPROVE, ASK_FOR_MORE, DECLINE,
    RECORD_SECURITY, ASK_FOR_DOCUMENTS, ADD_DOCUMENT, REVIEW_DOCUMENT, EXTEND_DEADLINE, OVERRULE,
    SWITCH,
)  # fmt: skip

BY_MESSAGE: Mapping[type[Message], RequestOperation[Any]] = {
    each.message: each for each in OPERATIONS
}
BY_ACTION: Mapping[Action, RequestOperation[Any]] = {each.action: each for each in OPERATIONS}
BY_NAME: Mapping[str, RequestOperation[Any]] = {each.name: each for each in OPERATIONS}
