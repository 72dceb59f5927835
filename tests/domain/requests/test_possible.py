"""What is shown beforehand is what the request answers: in random lives, for every operation."""

from collections.abc import Callable, Mapping
from copy import deepcopy
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import settings
from hypothesis.stateful import invariant

from domain.access import Action
from domain.errors import DomainError
from domain.forms.documents import DocumentKind
from domain.operations.messages import Message
from domain.requests import messages
from domain.requests.choices import (
    findings_to_judge,
    kinds_to_add,
    kinds_to_ask,
    uploads_to_review,
)
from domain.requests.messages import DeclineCode
from domain.requests.obstacles import Why
from domain.requests.operations import BY_ACTION, OPERATIONS, RequestOperation
from domain.requests.possible import what_hinders
from domain.requests.snapshot import Snapshot
from tests.domain.requests.lives import ANALYST, Life, an_answer, an_upload
from tests.domain.requests.test_random_lives import RandomLives

DORA = "dora@provider.test"
"""Another analyst than the one who acts in these lives."""


def _review(life: Life, by: str) -> Message:
    found = uploads_to_review(life.request.state, life.request.documents)
    document = next((each.id for each in found), "doc-1")
    return messages.ReviewDocument(by=by, document=document, accept=True)


def _overrule(life: Life, by: str) -> Message:
    request = life.request
    found = findings_to_judge(request.state, request.findings, request.cleared)
    rule = next((each.code for each in found), "E6")
    return messages.Overrule(by=by, rule=rule, reason="It is so.")


def _ask(life: Life, by: str) -> Message:
    left = kinds_to_ask(life.request.state, life.request.asks)
    kinds = left[:1] or (DocumentKind.NAME_CHANGE_DEED,)
    return messages.AskForDocuments(by=by, kinds=kinds, reason="It looks old.")


def _add(life: Life, by: str) -> Message:
    kind = next(iter(kinds_to_add(life.request.asks)), DocumentKind.NAME_CHANGE_DEED)
    # Another file than any before: whether this one was sent is not known beforehand.
    return messages.AddDocument(by=by, kind=kind, stored=an_upload("9"))


SAID: Mapping[Action, Callable[[Life, str], Message]] = {
    Action.SUBMIT: lambda life, by: messages.Submit(by=by),
    Action.EDIT_DRAFT: lambda life, by: messages.EditDraft(
        by=by, draft=deepcopy(life.request.draft)
    ),
    Action.RECHECK: lambda life, by: messages.Recheck(by=by),
    Action.WITHDRAW: lambda life, by: messages.Withdraw(by=by, reason="No."),
    Action.RETURN_APPLICATION: lambda life, by: an_answer(),
    Action.APPROVE: lambda life, by: messages.ApproveCredit(by=by, limit=Decimal(100)),
    Action.ASK_FOR_MORE: lambda life, by: messages.AskForMore(by=by, reason="Which bank?"),
    Action.DECLINE: lambda life, by: messages.Decline(
        by=by, decline_code=DeclineCode.OTHER, reason="It is so."
    ),
    Action.RECORD_SECURITY: lambda life, by: messages.RecordSecurity(by=by),
    Action.ASK_FOR_DOCUMENTS: _ask,
    Action.ADD_DOCUMENT: _add,
    Action.REVIEW_DOCUMENT: _review,
    Action.EXTEND_DEADLINE: lambda life, by: messages.ExtendDeadline(
        by=by, until=life.now + timedelta(days=900)
    ),
    Action.OVERRULE: _overrule,
    Action.SWITCH: lambda life, by: messages.SwitchToInvoice(by=by, understood_irreversible=True),
}


def is_accepted(action: Action, life: Life, by: str) -> bool:
    try:
        BY_ACTION[action].may(life.request, SAID[action](life, by), life.now)
    except DomainError:
        return False
    return True


class LivesWithDecisions(RandomLives):
    """The same lives; after each step every operation is asked about."""

    asked_about: Snapshot | None = None

    @invariant()
    def what_is_possible_is_what_is_answered(self) -> None:
        if not hasattr(self, "life") or self.life.busy:
            return
        snapshot = self.life.snapshot
        if snapshot == self.asked_about:
            return
        self.asked_about = snapshot
        for action in SAID:
            # Only a decline is another matter for whoever had approved.
            for by in (ANALYST, DORA) if action is Action.DECLINE else (ANALYST,):
                notified = what_hinders(action, snapshot, by)
                accepted = is_accepted(action, self.life, by)
                assert (notified is None) is accepted, (action, by, notified, self.life.assigned)


TestDecisions = LivesWithDecisions.TestCase
TestDecisions.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)


def test_every_operation_is_asked_about() -> None:
    assert set(SAID) == set(BY_ACTION)


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda each: each.name)
def test_nothing_but_the_end_of_the_switch_is_possible_while_it_is_made(
    operation: RequestOperation[Message],
) -> None:
    life = Life()
    life.rules = ()
    life.submit()
    life.claim_switch()
    assert what_hinders(operation.action, life.snapshot, ANALYST) is not None


def test_the_form_above_the_largest_credit_is_reported_as_incomplete() -> None:
    """As the request refuses it."""
    life = Life(credit={"amount": "99999999999.00", "currency": "EUR"})
    hindrance = what_hinders(Action.SUBMIT, life.snapshot, ANALYST)
    assert hindrance is not None
    assert (hindrance.code, hindrance.facts) == (Why.FORM_INCOMPLETE, {"problems": 1})


def test_a_snapshot_that_does_not_say_leaves_it_to_the_request() -> None:
    silent = Life().snapshot.model_copy(update={"possible": None})
    assert what_hinders(Action.SWITCH, silent, ANALYST) is None
