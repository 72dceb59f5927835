"""What can be done with a request now, and why not: told beforehand, from its snapshot.

The request itself has the last word when it is asked. A test holds both to the same answers.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

from domain.access import Action
from domain.forms.documents import DocumentKind, LegalDocument, to_review
from domain.forms.form import problems_in
from domain.requests.lifecycle import FINAL, MACHINE, State, Trigger
from domain.requests.snapshot import Condition, ConditionKind, CreditView, Snapshot
from domain.rules.findings import Finding, unsettled
from domain.turns import Who

ASKED, ANSWERED = "decide more-info", "return credit application"
"""What the timeline calls it when the analyst asks, and when the customer answers."""

_Reason = Callable[[Snapshot, str, datetime], str | None]


def why_not(action: Action, snapshot: Snapshot, by: str, now: datetime) -> str | None:
    """Why this cannot be done by this person now; None when it can. Whether their role may at all
    is another question: see `domain.access`."""
    if snapshot.state in FINAL:
        return f"The request is {snapshot.state}: it has ended."
    return _REASONS[action](snapshot, by, now)


def waits_for_judgement(snapshot: Snapshot) -> tuple[Finding, ...]:
    """The findings that a verifier may overrule."""
    if snapshot.state is not State.SUBMITTED:
        return ()
    return unsettled(snapshot.findings, snapshot.cleared)


def waits_for_review(snapshot: Snapshot) -> tuple[LegalDocument, ...]:
    """The uploads that a verifier is to accept or refuse."""
    collecting = snapshot.state is State.LEGAL_DOCUMENTS
    return to_review(snapshot.documents.received) if collecting else ()


def unmet_security(credit: CreditView) -> Condition | None:
    """The deposit or letter of credit that is still to be provided."""
    unmet = (each for each in credit.conditions if each.met_at is None)
    return next((each for each in unmet if each.kind is not ConditionKind.BILLING_CONTACT), None)


def kinds_to_ask(snapshot: Snapshot) -> tuple[DocumentKind, ...]:
    """The kinds of documents that are not being asked for yet."""
    collecting = snapshot.state is State.LEGAL_DOCUMENTS
    asked = {each.kind for each in snapshot.documents.asked_for} if collecting else set()
    return tuple(kind for kind in DocumentKind if kind not in asked)


def kinds_to_add(snapshot: Snapshot) -> tuple[DocumentKind, ...]:
    """The kinds of documents that would be taken now: those asked for, and what will do instead."""
    asked = snapshot.documents.asked_for
    return tuple(kind for kind in DocumentKind if any(kind in each.accepted for each in asked))


def waits_for_more(snapshot: Snapshot) -> bool:
    """Whether the analyst has asked and the customer has not answered yet."""
    decision = snapshot.credit.decision
    if decision is None or decision.outcome != "more_information":
        return False
    # Both may be of one moment: which came last is in the timeline.
    last = next(e.trigger for e in reversed(snapshot.timeline) if e.trigger in (ASKED, ANSWERED))
    return last == ASKED


def _submit(snapshot: Snapshot, by: str, now: datetime) -> str | None:
    if snapshot.state is not State.DRAFT:
        return "The request was submitted already."
    problems = len(problems_in(snapshot.draft, now.date()))
    if problems:
        things = "one thing has" if problems == 1 else f"{problems} things have"
        return f"The form is not complete yet: {things} to be put right."
    return None


def _edit(snapshot: Snapshot, by: str, now: datetime) -> str | None:
    fixing = snapshot.state is State.SUBMITTED and snapshot.waiting_on.who is Who.CUSTOMER
    if snapshot.state is State.DRAFT or fixing:
        return None
    return "The form changes only while it is a draft, or while something in it is to be put right."


def _recheck(snapshot: Snapshot, by: str, now: datetime) -> str | None:
    if snapshot.state in (State.SUBMITTED, State.CREDIT_CHECK, State.APPROVED):
        return None
    return "There is nothing to check again now."


def _withdraw(snapshot: Snapshot, by: str, now: datetime) -> str | None:
    return None


def _return_application(snapshot: Snapshot, by: str, now: datetime) -> str | None:
    if snapshot.state is State.APPROVED:
        return "No credit application is needed now."
    if snapshot.credit.review_started_at is not None and not waits_for_more(snapshot):
        return "The credit application is being reviewed; nothing more was asked for."
    return None


def _no_open_review(snapshot: Snapshot) -> str | None:
    if snapshot.state is not State.CREDIT_CHECK:
        return "There is no credit check to decide on now."
    decision = snapshot.credit.decision
    if decision is not None and decision.outcome == "approved":
        return f"{decision.by} has approved this already, on conditions that are still to be met."
    if snapshot.credit.review_started_at is None:
        return "The customer has not returned the credit application yet."
    return None


def _approve(snapshot: Snapshot, by: str, now: datetime) -> str | None:
    return _no_open_review(snapshot)


def _ask_for_more(snapshot: Snapshot, by: str, now: datetime) -> str | None:
    if (reason := _no_open_review(snapshot)) is not None:
        return reason
    if waits_for_more(snapshot):
        return "The customer has already been asked and has not answered yet."
    return None


def _decline(snapshot: Snapshot, by: str, now: datetime) -> str | None:
    if not MACHINE.allows_from(snapshot.state, Trigger.REJECT):
        return f"A request that is {snapshot.state.replace('_', ' ')} is not declined."
    decision = snapshot.credit.decision
    approved = decision is not None and decision.outcome == "approved"
    if snapshot.state is not State.CREDIT_CHECK or decision is None or not approved:
        return None
    if all(condition.met_at for condition in snapshot.credit.conditions):
        return f"{decision.by} has approved this already, and the last checks are being made."
    if by == decision.by or snapshot.waiting_on.who is Who.CREDIT:
        return None
    return f"{decision.by} has approved this already, on conditions that are still to be met."


def _record_security(snapshot: Snapshot, by: str, now: datetime) -> str | None:
    if snapshot.state is State.CREDIT_CHECK and unmet_security(snapshot.credit) is not None:
        return None
    return "No deposit or letter of credit is being waited for."


def _ask_for_documents(snapshot: Snapshot, by: str, now: datetime) -> str | None:
    if snapshot.state is State.LEGAL_DOCUMENTS:
        return None if kinds_to_ask(snapshot) else "Every kind of document is being asked for."
    if MACHINE.allows_from(snapshot.state, Trigger.REQUEST_DOCUMENTS):
        return None
    return "Documents are asked for while a request is being checked."


def _add_document(snapshot: Snapshot, by: str, now: datetime) -> str | None:
    collecting = snapshot.state is State.LEGAL_DOCUMENTS
    return None if collecting else "No legal documents are being asked for now."


def _review_document(snapshot: Snapshot, by: str, now: datetime) -> str | None:
    if snapshot.state is not State.LEGAL_DOCUMENTS:
        return "No legal documents are being reviewed now."
    return None if waits_for_review(snapshot) else "No document waits for a verdict."


def _extend_deadline(snapshot: Snapshot, by: str, now: datetime) -> str | None:
    if snapshot.state is State.LEGAL_DOCUMENTS and snapshot.documents.still_to_send:
        return None
    if snapshot.state is State.CREDIT_CHECK and unmet_security(snapshot.credit) is not None:
        return None
    return "The customer has no legal document or security to provide now."


def _overrule(snapshot: Snapshot, by: str, now: datetime) -> str | None:
    found = waits_for_judgement(snapshot)
    return None if found else "No finding waits for a verifier's judgement."


def _switch(snapshot: Snapshot, by: str, now: datetime) -> str | None:
    approved = snapshot.state is State.APPROVED
    return None if approved else "The switch can be made once the request is approved."


_REASONS: Mapping[Action, _Reason] = {
    Action.SUBMIT: _submit,
    Action.EDIT_DRAFT: _edit,
    Action.RECHECK: _recheck,
    Action.WITHDRAW: _withdraw,
    Action.RETURN_APPLICATION: _return_application,
    Action.APPROVE: _approve,
    Action.ASK_FOR_MORE: _ask_for_more,
    Action.DECLINE: _decline,
    Action.RECORD_SECURITY: _record_security,
    Action.ASK_FOR_DOCUMENTS: _ask_for_documents,
    Action.ADD_DOCUMENT: _add_document,
    Action.REVIEW_DOCUMENT: _review_document,
    Action.EXTEND_DEADLINE: _extend_deadline,
    Action.OVERRULE: _overrule,
    Action.SWITCH: _switch,
}
