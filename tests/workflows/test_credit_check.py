"""The credit check: the application, the review's clock, and what an analyst decides."""

from decimal import Decimal

from domain.notices import NoticeKind
from domain.requests import messages
from domain.requests.lifecycle import State
from domain.requests.messages import Security
from domain.turns import Who
from tests.domain.building import GONE
from tests.workflows.customers import ANNA, CARL, LARGE, a_customer
from tests.workflows.house import House
from tests.workflows.steps import RETURN_APPLICATION, SWITCH, in_review, submitted


async def test_a_large_request_goes_through_a_credit_check_to_a_lower_limit(house: House) -> None:
    customer = a_customer(credit=LARGE)
    asked = await submitted(house, customer)
    assert asked.state is State.CREDIT_CHECK
    assert asked.waiting_on.for_ == "return the credit application"

    reviewed = await house.send(customer, RETURN_APPLICATION)
    assert (reviewed.waiting_on.who, reviewed.credit.review_overdue) == (Who.CREDIT, False)

    approve = messages.ApproveCredit(by=CARL, limit=Decimal(30000), application="application-1")
    approved = await house.send(customer, approve)
    assert approved.state is State.APPROVED
    assert approved.credit.limit is not None
    assert approved.credit.limit.amount == Decimal("30000.00")

    await house.send(customer, SWITCH)
    await house.end_of(customer)
    await house.tells(
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


async def test_an_overdue_review_is_escalated_and_never_decided(house: House) -> None:
    customer = a_customer(credit=LARGE)
    await in_review(house, customer)
    begun = [
        NoticeKind.CREDIT_APPLICATION_REQUESTED,
        NoticeKind.CREDIT_REVIEW_STARTED,
        NoticeKind.TEAM_CREDIT_REVIEW_WAITING,
    ]

    await house.pass_days(customer, 5.5)
    await house.tells(customer, [*begun, NoticeKind.TEAM_CREDIT_REVIEW_DUE])
    overdue = await house.pass_days(customer, 2)
    assert overdue.credit.review_overdue
    escalated = [
        *begun,
        NoticeKind.TEAM_CREDIT_REVIEW_DUE,
        NoticeKind.TEAM_CREDIT_REVIEW_OVERDUE,
        NoticeKind.CREDIT_REVIEW_OVERDUE,
    ]
    await house.tells(customer, escalated)

    later = await house.pass_days(customer, 60)
    assert (later.state, later.waiting_on.who) == (State.CREDIT_CHECK, Who.CREDIT)
    await house.tells(customer, escalated)
    approve = messages.ApproveCredit(by=CARL, limit=Decimal(48000))
    assert (await house.send(customer, approve)).state is State.APPROVED


async def test_the_reviews_clock_stops_while_the_customer_has_the_ball(house: House) -> None:
    customer = a_customer(credit=LARGE)
    await in_review(house, customer)
    await house.pass_days(customer, 3)
    asked = await house.send(customer, messages.AskForMore(by=CARL, reason="Which bank?"))
    assert (asked.waiting_on.who, asked.credit.review_stopped) == (Who.CUSTOMER, True)
    still = await house.pass_days(customer, 20)
    assert not still.credit.review_overdue

    answered = await house.send(customer, RETURN_APPLICATION)
    assert answered.waiting_on.who is Who.CREDIT
    assert not (await house.pass_days(customer, 3.5)).credit.review_overdue
    assert (await house.pass_days(customer, 1)).credit.review_overdue


async def test_an_approval_on_security_stands_once_it_is_provided(house: House) -> None:
    customer = a_customer(credit=LARGE)
    await in_review(house, customer)
    approve = messages.ApproveCredit(
        by=CARL,
        limit=Decimal(48000),
        security=Security.LETTER_OF_CREDIT,
        security_amount=Decimal(20000),
    )
    waiting = await house.send(customer, approve)
    assert (waiting.state, waiting.waiting_on.for_) == (State.CREDIT_CHECK, "provide the security")
    provided = await house.send(customer, messages.RecordSecurity(by=CARL, reference="LC-1184"))
    assert provided.state is State.APPROVED
    (condition,) = provided.credit.conditions
    assert (condition.reference, condition.met_at is not None) == ("LC-1184", True)


async def test_security_that_does_not_come_is_escalated_and_not_decided(house: House) -> None:
    customer = a_customer(credit=LARGE)
    await in_review(house, customer)
    approve = messages.ApproveCredit(by=CARL, limit=Decimal(48000), security=Security.DEPOSIT)
    await house.send(customer, approve)
    missed = await house.pass_days(customer, 31)
    assert (missed.state, missed.waiting_on.who) == (State.CREDIT_CHECK, Who.CREDIT)
    assert (await house.told(customer))[NoticeKind.TEAM_SECURITY_MISSED] == 1
    assert (await house.told(customer))[NoticeKind.SECURITY_REMINDER] == 2


async def test_a_limit_held_back_for_a_billing_contact_is_released_by_the_daily_recheck(
    house: House,
) -> None:
    customer = a_customer(credit=LARGE, account={"billing_contact": GONE})
    await in_review(house, customer)
    approve = messages.ApproveCredit(by=CARL, limit=Decimal(48000))
    held_back = await house.send(customer, approve)
    assert (held_back.state, held_back.waiting_on.for_) == (State.CREDIT_CHECK, "put right: E5")
    assert (await house.pass_days(customer, 3)).state is State.CREDIT_CHECK

    contact = {"name": "Carla Smit", "email": "ap@contoso.nl", "department": "finance"}
    await house.welcome(customer.with_account(billing_contact=contact))
    assert (await house.pass_days(customer, 1.1)).state is State.APPROVED
    told = await house.told(customer)
    assert (told[NoticeKind.TO_FIX], told[NoticeKind.APPROVED]) == (1, 1)


async def test_a_declined_request_ends_with_the_analysts_reason(house: House) -> None:
    customer = a_customer(credit=LARGE)
    await in_review(house, customer)
    decline = messages.Decline(
        by=CARL,
        decline_code=messages.DeclineCode.THIN_FILE,
        reason="Two years of accounts, please.",
    )
    assert (await house.send(customer, decline)).state is State.REJECTED
    ended = await house.end_of(customer)
    assert ended.outcome == "rejected: thin_file"
    assert (await house.told(customer))[NoticeKind.REJECTED] == 1


async def test_an_enclosed_credit_application_saves_a_round(house: House) -> None:
    customer = a_customer(credit=LARGE)
    await house.welcome(customer)
    await house.open(customer)
    submit = messages.Submit(by=ANNA, enclosed=RETURN_APPLICATION)
    assert (await house.send(customer, submit)).waiting_on.who is Who.CREDIT
    assert NoticeKind.CREDIT_APPLICATION_REQUESTED not in await house.told(customer)
