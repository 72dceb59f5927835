"""What is told beforehand is what the request answers: in random lives, for every decision."""

from collections.abc import Callable, Mapping
from copy import deepcopy
from datetime import timedelta
from decimal import Decimal

from hypothesis import settings
from hypothesis.stateful import invariant

from domain.access import Action
from domain.errors import DomainError
from domain.forms.documents import DocumentKind
from domain.requests import (
    approval,
    credit,
    credit_decision,
    discretion,
    drafting,
    messages,
    verification,
)
from domain.requests.messages import DeclineCode
from domain.requests.possible import (
    kinds_to_add,
    kinds_to_ask,
    waits_for_judgement,
    waits_for_review,
    why_not,
)
from domain.requests.snapshot import Snapshot
from tests.domain.requests.lives import ANALYST, Life, an_answer, an_upload
from tests.domain.requests.test_random_lives import RandomLives

DORA = "dora@provider.test"
"""Another analyst than the one who acts in these lives."""


def _review(life: Life, snapshot: Snapshot, by: str) -> None:
    document = next((each.id for each in waits_for_review(snapshot)), "doc-1")
    command = messages.ReviewDocument(by=by, document=document, accept=True)
    verification.may_review(life.request, command)


def _overrule(life: Life, snapshot: Snapshot, by: str) -> None:
    rule = next((each.code for each in waits_for_judgement(snapshot)), "E6")
    discretion.may_overrule(life.request, messages.Overrule(by=by, rule=rule, reason="It is so."))


def _ask(life: Life, snapshot: Snapshot, by: str) -> None:
    kinds = kinds_to_ask(snapshot)[:1] or (DocumentKind.NAME_CHANGE_DEED,)
    command = messages.AskForDocuments(by=by, kinds=kinds, reason="It looks old.")
    verification.may_ask(life.request, command)


def _add(life: Life, snapshot: Snapshot, by: str) -> None:
    kind = next(iter(kinds_to_add(snapshot)), DocumentKind.NAME_CHANGE_DEED)
    # Another file than any before: whether this one was sent is not told beforehand.
    command = messages.AddDocument(by=by, kind=kind, stored=an_upload("9"))
    verification.may_add(life.request, command)


def _extend(life: Life, snapshot: Snapshot, by: str) -> None:
    until = life.now + timedelta(days=900)
    discretion.may_extend(life.request, messages.ExtendDeadline(by=by, until=until), life.now)


def _edit(life: Life, snapshot: Snapshot, by: str) -> None:
    command = messages.EditDraft(by=by, draft=deepcopy(life.request.draft))
    drafting.may_edit(life.request, command, life.now)


ASKED: Mapping[Action, Callable[[Life, Snapshot, str], None]] = {
    Action.SUBMIT: lambda life, _, by: drafting.may_submit(
        life.request, messages.Submit(by=by), life.now
    ),
    Action.EDIT_DRAFT: _edit,
    Action.RECHECK: lambda life, _, by: drafting.may_recheck(life.request, messages.Recheck(by=by)),
    Action.WITHDRAW: lambda life, _, by: drafting.may_withdraw(
        life.request, messages.Withdraw(by=by, reason="No.")
    ),
    Action.RETURN_APPLICATION: lambda life, _, by: credit.may_return_application(
        life.request, an_answer()
    ),
    Action.APPROVE: lambda life, _, by: credit_decision.may_approve(
        life.request, messages.ApproveCredit(by=by, limit=Decimal(100))
    ),
    Action.ASK_FOR_MORE: lambda life, _, by: credit_decision.may_ask_for_more(
        life.request, messages.AskForMore(by=by, reason="Which bank?")
    ),
    Action.DECLINE: lambda life, _, by: credit_decision.may_decline(
        life.request,
        messages.Decline(by=by, decline_code=DeclineCode.OTHER, reason="It is so."),
    ),
    Action.RECORD_SECURITY: lambda life, _, by: credit_decision.may_record_security(
        life.request, messages.RecordSecurity(by=by)
    ),
    Action.ASK_FOR_DOCUMENTS: _ask,
    Action.ADD_DOCUMENT: _add,
    Action.REVIEW_DOCUMENT: _review,
    Action.EXTEND_DEADLINE: _extend,
    Action.OVERRULE: _overrule,
    Action.SWITCH: lambda life, _, by: approval.may_switch(
        life.request, messages.SwitchToInvoice(by=by, understood_irreversible=True)
    ),
}


def is_accepted(action: Action, life: Life, snapshot: Snapshot, by: str) -> bool:
    try:
        ASKED[action](life, snapshot, by)
    except DomainError:
        return False
    return True


class LivesWithDecisions(RandomLives):
    """The same lives; after each step every decision is asked about."""

    asked_about: Snapshot | None = None

    @invariant()
    def what_is_told_is_what_is_answered(self) -> None:
        if not hasattr(self, "life") or self.life.busy:
            return
        snapshot = self.life.snapshot
        if snapshot == self.asked_about:
            return
        self.asked_about = snapshot
        for action in ASKED:
            # Only a decline is another matter for whoever had approved.
            for by in (ANALYST, DORA) if action is Action.DECLINE else (ANALYST,):
                told = why_not(action, snapshot, by, self.life.now)
                accepted = is_accepted(action, self.life, snapshot, by)
                assert (told is None) is accepted, (action, by, told, self.life.assigned)


TestDecisions = LivesWithDecisions.TestCase
TestDecisions.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
