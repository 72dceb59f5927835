"""The credit check: the application, the review's clock, and what an analyst decides."""

from decimal import Decimal

from domain.notices import NoticeKind
from domain.requests import messages
from domain.requests.lifecycle import State
from domain.requests.messages import Security
from domain.turns import Who
from tests.domain.building import GONE
from tests.workflows.customers import ANNA, CARL, LARGE, a_customer
from tests.workflows.steps import RETURN_APPLICATION, SWITCH, in_review, submitted
from tests.workflows.system import System


async def test_a_large_request_goes_through_a_credit_check_to_a_lower_limit(system: System) -> None:
    customer = a_customer(credit=LARGE)
    asked = await submitted(system, customer)
    assert asked.state is State.CREDIT_CHECK
    assert asked.waiting_on.for_ == "return the credit application"

    reviewed = await system.send(customer, RETURN_APPLICATION)
    assert (reviewed.waiting_on.who, reviewed.credit.review_overdue) == (Who.CREDIT, False)

    approve = messages.ApproveCredit(by=CARL, limit=Decimal(30000), application="application-1")
    approved = await system.send(customer, approve)
    assert approved.state is State.APPROVED
    assert approved.credit.limit is not None
    assert approved.credit.limit.amount == Decimal("30000.00")

    await system.send(customer, SWITCH)
    await system.end_of(customer)
    await system.was_notified(
        customer,
        [
            NoticeKind.CREDIT_APPLICATION_REQUESTED,
            NoticeKind.CREDIT_REVIEW_STARTED,
            NoticeKind.TEAM_CREDIT_REVIEW_WAITING,
            NoticeKind.APPROVED,
            NoticeKind.SWITCHED,
            NoticeKind.TEAM_SWITCHED,
        ],
    )


async def test_an_overdue_review_is_escalated_and_never_decided(system: System) -> None:
    customer = a_customer(credit=LARGE)
    await in_review(system, customer)
    begun = [
        NoticeKind.CREDIT_APPLICATION_REQUESTED,
        NoticeKind.CREDIT_REVIEW_STARTED,
        NoticeKind.TEAM_CREDIT_REVIEW_WAITING,
    ]

    await system.pass_days(customer, 5.5)
    await system.was_notified(customer, [*begun, NoticeKind.TEAM_CREDIT_REVIEW_DUE])
    overdue = await system.pass_days(customer, 2)
    assert overdue.credit.review_overdue
    escalated = [
        *begun,
        NoticeKind.TEAM_CREDIT_REVIEW_DUE,
        NoticeKind.TEAM_CREDIT_REVIEW_OVERDUE,
        NoticeKind.CREDIT_REVIEW_OVERDUE,
    ]
    await system.was_notified(customer, escalated)

    later = await system.pass_days(customer, 60)
    assert (later.state, later.waiting_on.who) == (State.CREDIT_CHECK, Who.CREDIT)
    await system.was_notified(customer, escalated)
    approve = messages.ApproveCredit(by=CARL, limit=Decimal(48000))
    assert (await system.send(customer, approve)).state is State.APPROVED


async def test_the_reviews_clock_stops_while_the_customer_must_act(system: System) -> None:
    customer = a_customer(credit=LARGE)
    await in_review(system, customer)
    await system.pass_days(customer, 3)
    asked = await system.send(customer, messages.AskForMore(by=CARL, reason="Which bank?"))
    assert (asked.waiting_on.who, asked.credit.review_stopped) == (Who.CUSTOMER, True)
    still = await system.pass_days(customer, 20)
    assert not still.credit.review_overdue

    answered = await system.send(customer, RETURN_APPLICATION)
    assert answered.waiting_on.who is Who.CREDIT
    assert not (await system.pass_days(customer, 3.5)).credit.review_overdue
    assert (await system.pass_days(customer, 1)).credit.review_overdue


async def test_an_approval_on_security_stands_once_it_is_provided(system: System) -> None:
    customer = a_customer(credit=LARGE)
    await in_review(system, customer)
    approve = messages.ApproveCredit(
        by=CARL,
        limit=Decimal(48000),
        security=Security.LETTER_OF_CREDIT,
        security_amount=Decimal(20000),
    )
    waiting = await system.send(customer, approve)
    assert (waiting.state, waiting.waiting_on.for_) == (State.CREDIT_CHECK, "provide the security")
    provided = await system.send(customer, messages.RecordSecurity(by=CARL, reference="LC-1184"))
    assert provided.state is State.APPROVED
    (condition,) = provided.credit.conditions
    assert (condition.reference, condition.met_at is not None) == ("LC-1184", True)


async def test_security_that_does_not_come_is_escalated_and_not_decided(system: System) -> None:
    customer = a_customer(credit=LARGE)
    await in_review(system, customer)
    approve = messages.ApproveCredit(by=CARL, limit=Decimal(48000), security=Security.DEPOSIT)
    await system.send(customer, approve)
    missed = await system.pass_days(customer, 31)
    assert (missed.state, missed.waiting_on.who) == (State.CREDIT_CHECK, Who.CREDIT)
    assert (await system.notices(customer))[NoticeKind.TEAM_SECURITY_MISSED] == 1
    assert (await system.notices(customer))[NoticeKind.SECURITY_REMINDER] == 2


async def test_a_limit_held_back_for_a_billing_contact_is_released_by_the_daily_recheck(
    system: System,
) -> None:
    customer = a_customer(credit=LARGE, account={"billing_contact": GONE})
    await in_review(system, customer)
    approve = messages.ApproveCredit(by=CARL, limit=Decimal(48000))
    held_back = await system.send(customer, approve)
    assert (held_back.state, held_back.waiting_on.for_) == (State.CREDIT_CHECK, "put right: E5")
    assert (await system.pass_days(customer, 3)).state is State.CREDIT_CHECK

    contact = {"name": "Carla Smit", "email": "ap@contoso.nl", "department": "finance"}
    await system.welcome(customer.with_account(billing_contact=contact))
    assert (await system.pass_days(customer, 1.1)).state is State.APPROVED
    told = await system.notices(customer)
    assert (told[NoticeKind.TO_FIX], told[NoticeKind.APPROVED]) == (1, 1)


async def test_a_declined_request_ends_with_the_analysts_reason(system: System) -> None:
    customer = a_customer(credit=LARGE)
    await in_review(system, customer)
    decline = messages.Decline(
        by=CARL,
        decline_code=messages.DeclineCode.THIN_FILE,
        reason="Two years of accounts, please.",
    )
    assert (await system.send(customer, decline)).state is State.REJECTED
    ended = await system.end_of(customer)
    assert ended.outcome == "rejected: thin_file"
    assert (await system.notices(customer))[NoticeKind.REJECTED] == 1


async def test_an_enclosed_credit_application_saves_a_round(system: System) -> None:
    customer = a_customer(credit=LARGE)
    await system.welcome(customer)
    await system.open(customer)
    submit = messages.Submit(by=ANNA, enclosed=RETURN_APPLICATION)
    assert (await system.send(customer, submit)).waiting_on.who is Who.CREDIT
    assert NoticeKind.CREDIT_APPLICATION_REQUESTED not in await system.notices(customer)
