"""Two people, or the same person twice, at the same moment."""

import asyncio
from decimal import Decimal

import pytest

from domain.errors import DomainError
from domain.notices import NoticeKind
from domain.requests import messages
from domain.requests.lifecycle import State
from domain.requests.messages import DeclineCode
from engine.refusals import ANSWER_WITHIN
from tests.waiting import at_once
from tests.workflows.customers import ANNA, BEN, CARL, DORA, LARGE, a_customer
from tests.workflows.steps import SWITCH, in_review, submitted
from tests.workflows.system import System, at_work

APPROVE = messages.ApproveCredit(by=CARL, limit=Decimal(48000))
DECLINE = messages.Decline(by=DORA, decline_code=DeclineCode.OTHER, reason="Not this year.")
WITHDRAW = messages.Withdraw(by=ANNA, reason="We changed our minds.")


async def test_of_two_analysts_approving_at_once_one_wins_and_the_other_learns_it(
    system: System,
) -> None:
    customer = a_customer(credit=LARGE)
    await in_review(system, customer)
    doras = APPROVE.model_copy(update={"by": DORA, "limit": Decimal(20000)})
    (won,), (refused,) = await at_once(system.send(customer, APPROVE), system.send(customer, doras))
    assert won.credit.decision is not None
    assert refused.code in ("not_waiting_for_this", "not_possible_now")
    decisions = [e for e in won.timeline if e.trigger == "decide approve"]
    assert [decision.by for decision in decisions] == [won.credit.decision.by]
    assert (await system.notices(customer))[NoticeKind.APPROVED] == 1


async def test_the_second_analyst_learns_who_approved_on_conditions(system: System) -> None:
    customer = a_customer(credit=LARGE)
    await in_review(system, customer)
    on_security = APPROVE.model_copy(update={"security": messages.Security.DEPOSIT})
    doras = on_security.model_copy(update={"by": DORA})
    (won,), (refused,) = await at_once(
        system.send(customer, on_security), system.send(customer, doras)
    )
    assert won.credit.decision is not None
    assert refused.code == "not_waiting_for_this"
    assert refused.details["decided_by"] == won.credit.decision.by
    assert len(won.credit.conditions) == 1


async def test_of_approving_and_declining_at_once_exactly_one_counts(system: System) -> None:
    customer = a_customer(credit=LARGE)
    await in_review(system, customer)
    (won,), (refused,) = await at_once(
        system.send(customer, APPROVE), system.send(customer, DECLINE)
    )
    assert won.state in (State.APPROVED, State.REJECTED)
    assert refused.code in ("not_possible_now", "not_waiting_for_this")
    assert (await system.snapshot(customer)).state is won.state


async def test_of_declining_and_withdrawing_at_once_exactly_one_counts(system: System) -> None:
    customer = a_customer(credit=LARGE)
    await in_review(system, customer)
    (won,), (refused,) = await at_once(
        system.send(customer, DECLINE), system.send(customer, WITHDRAW)
    )
    assert won.state in (State.REJECTED, State.WITHDRAWN)
    assert refused.code == "not_possible_now"
    ended = await system.end_of(customer)
    assert ended.state is won.state
    told = await system.notices(customer)
    assert told[NoticeKind.REJECTED] + told[NoticeKind.WITHDRAWN] == 1


async def test_two_administrators_switching_at_once_make_one_switch(system: System) -> None:
    customer = a_customer()
    await submitted(system, customer)
    bens = SWITCH.model_copy(update={"by": BEN})
    (won,), (refused,) = await at_once(system.send(customer, SWITCH), system.send(customer, bens))
    assert won.state is State.SWITCHED
    assert refused.code in ("already_under_way", "not_possible_now")
    (change,) = await system.switches(customer)
    assert change.by == won.timeline[-1].by


async def test_switching_and_withdrawing_at_once_never_leaves_a_switch_on_a_withdrawn_request(
    system: System,
) -> None:
    customer = a_customer()
    await submitted(system, customer)
    (won,), (refused,) = await at_once(
        system.send(customer, SWITCH), system.send(customer, WITHDRAW)
    )
    assert refused.code in ("already_under_way", "not_possible_now")
    switched = won.state is State.SWITCHED
    assert len(await system.switches(customer)) == switched


@pytest.mark.parametrize("repeats", [2, 5])
async def test_a_click_that_is_sent_again_acts_once_and_gets_the_same_answer(
    system: System, repeats: int
) -> None:
    customer = a_customer(credit=LARGE)
    await in_review(system, customer)
    ask = messages.AskForMore(by=CARL, reason="Which bank?")
    answers = [await system.send(customer, ask, key="one-click") for _ in range(repeats)]
    assert all(answer == answers[0] for answer in answers)
    asked = [
        e for e in (await system.snapshot(customer)).timeline if e.trigger == "decide more-info"
    ]
    assert len(asked) == 1
    assert (await system.notices(customer))[NoticeKind.MORE_INFORMATION_REQUESTED] == 1


async def test_a_switch_that_is_sent_again_after_the_end_gets_the_same_answer(
    system: System,
) -> None:
    customer = a_customer()
    await submitted(system, customer)
    first = await system.send(customer, SWITCH, key="one-click")
    await system.end_of(customer)
    assert await system.send(customer, SWITCH, key="one-click") == first
    assert len(await system.switches(customer)) == 1


async def test_opening_twice_under_one_key_is_one_request(system: System) -> None:
    customer = a_customer()
    first, second = await asyncio.gather(
        system.open(customer, key="one-click"), system.open(customer, key="one-click")
    )
    assert first == second
    assert await system.open(customer, key="one-click") == first
    assert len((await system.snapshot(customer)).timeline) == 1


async def test_a_second_request_for_the_same_subscription_is_refused_while_one_is_open(
    system: System,
) -> None:
    customer = a_customer()
    (opened,), (refused,) = await at_once(
        system.open(customer, by=ANNA, key="annas"), system.open(customer, by=BEN, key="bens")
    )
    assert refused.code == "request_already_open"
    assert refused.details["request"] == customer.request
    assert (await system.snapshot(customer)).timeline[0].by == opened.timeline[0].by

    await system.send(customer, WITHDRAW)
    await system.end_of(customer)
    again = await system.open(customer, by=BEN, key="bens again")
    assert (again.state, again.timeline[0].by) == (State.DRAFT, BEN)


async def test_what_was_not_answered_in_time_is_asked_again_under_the_same_key(
    idle_system: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    system, customer = idle_system, a_customer(credit=LARGE)
    async with at_work(system):
        await in_review(system, customer)

    # Nobody works now: the engine has the message, and nobody answers.
    monkeypatch.setattr("clients.requests.client.ANSWER_WITHIN", ANSWER_WITHIN / 40)
    ask = messages.AskForMore(by=CARL, reason="Which bank?")
    with pytest.raises(DomainError) as unanswered:
        await system.send(customer, ask, key="one-click")
    assert unanswered.value.code == "service_unreachable"
    monkeypatch.undo()

    async with at_work(system):
        answered = await system.send(customer, ask, key="one-click")
        assert [e.trigger for e in answered.timeline].count("decide more-info") == 1
        assert (await system.snapshot(customer)).timeline == answered.timeline


async def test_an_opening_that_was_not_answered_in_time_finds_its_own_request_later(
    idle_system: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    system, customer = idle_system, a_customer()
    monkeypatch.setattr("clients.requests.client.ANSWER_WITHIN", ANSWER_WITHIN / 40)
    with pytest.raises(DomainError) as unanswered:
        await system.open(customer, key="one-click")
    assert unanswered.value.code == "service_unreachable"
    monkeypatch.undo()

    async with at_work(system):
        opened = await system.open(customer, key="one-click")
        assert [entry.trigger for entry in opened.timeline] == ["open"]


async def test_edits_at_the_same_moment_are_both_assessed(system: System) -> None:
    customer = a_customer(administrators=["anna@gmail.com"])
    fixing = await submitted(system, customer)
    assert fixing.waiting_on.for_ == "put right: E4"
    bens = messages.EditDraft(by=BEN, draft={**customer.draft, "administrators": [BEN]})
    annas = messages.EditDraft(by=ANNA, draft={**customer.draft, "administrators": [ANNA]})
    done, refused = await at_once(system.send(customer, bens), system.send(customer, annas))
    # Who comes after the assessment of the first finds the request approved.
    assert {refusal.code for refusal in refused} <= {"not_waiting_for_this"}
    assert [answer.state for answer in done] == [State.APPROVED] * len(done)
    approved = await system.snapshot(customer)
    edits = [entry.by for entry in approved.timeline if entry.trigger == "edit"]
    assert approved.draft["administrators"] == [edits[-1]]
    assert len(edits) == len(done)
