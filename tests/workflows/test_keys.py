"""A key that was used is good for the very same and for nothing else."""

from typing import Any

import pytest

from domain.errors import EffectMismatch, PaymentUnknown, RequestTerminated
from domain.invoices.messages import InvoiceMessage, ReversePayment
from domain.requests import messages
from tests.ledger.samples import euros
from tests.workflows.billing import billing
from tests.workflows.customers import ANNA, BEN, a_customer
from tests.workflows.payers import PAULA, dispute, payment
from tests.workflows.system import System


async def test_a_second_payment_under_a_used_key_is_refused_and_not_said_to_have_come_in(
    system: System,
) -> None:
    at = await billing(system)
    await at.issue("100.00")
    first = payment("40.00", "B-1")
    await at.send(first, key="K")
    others: list[InvoiceMessage] = [
        payment("40.00", "B-2"),
        payment("30.00", "B-1"),
        dispute("10.00"),
        first.model_copy(update={"by": "somebody@else.example"}),
    ]

    for other in others:
        with pytest.raises(EffectMismatch):
            await at.send(other, key="K")
    await at.send(first, key="K")

    view = await at.look()
    assert [each.bank_reference for each in view.payments] == ["B-1"]
    assert view.open == euros("60.00")


async def test_what_was_refused_is_tried_again_under_its_key_and_then_done(system: System) -> None:
    at = await billing(system)
    await at.issue("100.00")
    reversal = ReversePayment(by=PAULA, bank_reference="B-1", reason="The bank took it back.")
    with pytest.raises(PaymentUnknown):
        await at.send(reversal, key="K")

    await at.send(payment("40.00", "B-1"))
    await at.send(reversal, key="K")
    await at.send(reversal, key="K")

    assert (await at.look()).open == euros("100.00")


async def test_a_key_of_one_request_says_nothing_to_another_nor_to_another_person(
    system: System,
) -> None:
    one, two = a_customer(), a_customer()
    await system.welcome(one)
    await system.welcome(two)
    await system.open(one, key="K")
    withdraw = messages.Withdraw(by=ANNA, reason="Not now.")

    asked: list[Any] = [
        lambda: system.requests.open(two.draft, ANNA, "K"),
        lambda: system.requests.open(one.draft, BEN, "K"),
        lambda: system.send(one, withdraw, key="K"),
    ]
    for ask in asked:
        with pytest.raises(EffectMismatch):
            await ask()

    await system.send(one, withdraw, key="K2")
    await system.end_of(one)
    assert (await system.open(one, key="K")).state == "withdrawn"  # it is not opened again
    assert (await system.send(one, withdraw, key="K2")).state == "withdrawn"


async def test_a_key_of_a_request_that_ended_does_nothing_to_the_one_that_follows(
    system: System,
) -> None:
    customer = a_customer()
    await system.welcome(customer)
    await system.open(customer)
    withdraw = messages.Withdraw(by=ANNA, reason="Not now.")
    withdrawn = await system.send(customer, withdraw, key="K")
    assert await system.send(customer, withdraw, key="K") == withdrawn
    await system.end_of(customer)
    await system.open(customer)

    assert (await system.send(customer, withdraw, key="K")).state == "draft"
    assert (await system.snapshot(customer)).state == "draft"


async def test_who_opened_what_an_operator_ended_since_is_told_that_nothing_is_open(
    system: System,
) -> None:
    customer = a_customer()
    await system.welcome(customer)
    await system.open(customer, key="K")
    edit = messages.EditDraft(by=ANNA, draft=customer.draft)
    await system.send(customer, edit, key="E")
    await system.handle(customer).terminate("by an operator")

    asked: list[Any] = [
        lambda: system.open(customer, key="K"),
        lambda: system.send(customer, edit),
        lambda: system.send(customer, messages.Submit(by=ANNA), key="S"),
    ]
    for ask in asked:
        with pytest.raises(RequestTerminated):
            await ask()

    assert (await system.open(customer, key="L")).state == "draft"
    assert (await system.open(customer, key="K")).state == "draft"  # the one that is open now
    assert (await system.send(customer, edit)).state == "draft"
