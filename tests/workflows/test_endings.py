"""The ways in which a request ends without a switch."""

from decimal import Decimal

import pytest

from domain.notices import NoticeKind
from domain.requests import messages
from domain.requests.lifecycle import State
from domain.turns import Who
from tests.workflows.customers import ANNA, CARL, LARGE, Customer, a_customer
from tests.workflows.steps import in_review, submitted
from tests.workflows.system import System


@pytest.mark.parametrize(
    ("example", "rule"), [("janssen", "E1"), ("wideworldimporters", "E2"), ("litware", "E3")]
)
async def test_a_rule_rejects_with_its_reason_and_the_workflow_has_done_its_job(
    system: System, example: str, rule: str
) -> None:
    customer = a_customer(example)
    rejected = await submitted(system, customer)
    assert (rejected.state, rejected.waiting_on.who) == (State.REJECTED, Who.NOBODY)
    assert rejected.outcome == f"rejected: {rule}"
    (reason,) = [finding for finding in rejected.findings if finding.code == rule]
    assert reason.failed
    assert reason.message

    ended = await system.end_of(customer)
    assert ended == rejected
    await system.was_notified(customer, [NoticeKind.REJECTED])


async def test_a_customer_withdraws_and_may_apply_again(system: System) -> None:
    customer = a_customer(credit=LARGE)
    await in_review(system, customer)
    withdraw = messages.Withdraw(by=ANNA, reason="We changed our minds.")
    withdrawn = await system.send(customer, withdraw)
    assert (withdrawn.state, withdrawn.outcome) == (State.WITHDRAWN, "withdrawn")
    await system.end_of(customer)
    assert (await system.notices(customer))[NoticeKind.WITHDRAWN] == 1

    again = await system.open(customer)
    assert (again.state, len(again.timeline)) == (State.DRAFT, 1)


async def test_a_draft_that_nobody_submits_lapses(system: System) -> None:
    customer = a_customer()
    await system.welcome(customer)
    await system.open(customer)
    assert (await system.pass_days(customer, 29)).state is State.DRAFT
    await _lapses(system, customer, "abandoned", reminded=[NoticeKind.DRAFT_REMINDER])


async def test_a_form_that_nobody_puts_right_lapses(system: System) -> None:
    customer = a_customer(
        account={
            "billing_contact": {
                "name": "Carla Smit",
                "email": "ap@contoso.nl",
                "department": "other",
            }
        }
    )
    await submitted(system, customer)
    assert (await system.pass_days(customer, 59)).state is State.SUBMITTED
    reminded = [NoticeKind.TO_FIX, NoticeKind.FIX_REMINDER, NoticeKind.FIX_REMINDER]
    await _lapses(system, customer, "no_answer", reminded)


async def test_a_credit_application_that_is_never_returned_lapses(system: System) -> None:
    customer = a_customer(credit=LARGE)
    await submitted(system, customer)
    assert (await system.pass_days(customer, 29.5)).state is State.CREDIT_CHECK
    reminded = [NoticeKind.CREDIT_APPLICATION_REQUESTED] + 3 * [
        NoticeKind.CREDIT_APPLICATION_REMINDER
    ]
    await _lapses(system, customer, "no_answer", reminded)


async def test_a_question_that_is_never_answered_lapses(system: System) -> None:
    customer = a_customer(credit=LARGE)
    await in_review(system, customer)
    await system.send(customer, messages.AskForMore(by=CARL, reason="Which bank?"))
    await system.pass_days(customer, 31)
    assert (await system.end_of(customer)).outcome == "no_answer"
    told = await system.notices(customer)
    assert told[NoticeKind.MORE_INFORMATION_REMINDER] == 2
    assert told[NoticeKind.TEAM_CREDIT_REVIEW_OVERDUE] == 0


async def test_an_approval_that_is_not_used_lapses(system: System) -> None:
    customer = a_customer(credit=LARGE)
    await in_review(system, customer)
    await system.send(customer, messages.ApproveCredit(by=CARL, limit=Decimal(48000)))
    assert (await system.pass_days(customer, 89.5)).state is State.APPROVED
    begun = [
        NoticeKind.CREDIT_APPLICATION_REQUESTED,
        NoticeKind.CREDIT_REVIEW_STARTED,
        NoticeKind.TEAM_CREDIT_REVIEW_WAITING,
    ]
    reminded = [*begun, NoticeKind.APPROVED] + 3 * [NoticeKind.APPROVAL_REMINDER]
    await _lapses(system, customer, "approval_not_used", reminded)
    assert not await system.switches(customer)


async def _lapses(
    system: System, customer: Customer, outcome: str, reminded: list[NoticeKind]
) -> None:
    """Two days later it has ended, everybody was notified once, and the customer may apply
    again."""
    await system.was_notified(customer, reminded)
    await system.pass_days(customer, 2)
    ended = await system.end_of(customer)
    assert (ended.state, ended.outcome) == (State.WITHDRAWN, outcome)
    assert ended.timeline[-1].by == "worker"
    await system.was_notified(customer, [*reminded, NoticeKind.LAPSED])
    assert (await system.open(customer)).state is State.DRAFT
