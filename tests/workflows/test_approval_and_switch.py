"""From a submitted form to invoices, and what may stand in the way of the last step."""

from decimal import Decimal

import pytest

from domain.accounts.account import PaymentMethod
from domain.errors import DomainError
from domain.notices import NoticeKind
from domain.requests import messages
from domain.requests.lifecycle import State
from domain.turns import Who
from tests.workflows.customers import ANNA, BEN, a_customer
from tests.workflows.steps import SWITCH, submitted
from tests.workflows.system import System

CORES = {"existing": 20, "requested": 100, "region": "westeurope", "series": "Dsv5"}


async def test_a_small_request_in_order_is_approved_at_once_and_switched_by_its_customer(
    system: System,
) -> None:
    customer = a_customer(core_quota=CORES)
    approved = await submitted(system, customer)
    assert (approved.state, approved.waiting_on.who) == (State.APPROVED, Who.CUSTOMER)
    assert not await system.switches(customer)

    switched = await system.send(customer, SWITCH)
    assert (switched.state, switched.waiting_on.who) == (State.SWITCHED, Who.NOBODY)
    assert switched.switched is not None
    assert switched.switched.quota_request is not None

    standing = await system.standing(customer)
    assert [scope.payment_method for scope in standing.account.scopes] == [PaymentMethod.INVOICE]
    assert standing.credit_limit is not None
    assert standing.credit_limit.amount == Decimal("8000.00")
    assert standing.payment_terms_days == 30
    assert standing.quota_requests == (switched.switched.quota_request,)
    assert len(await system.switches(customer)) == 1

    ended = await system.end_of(customer)
    assert ended == switched
    kinds = [NoticeKind.APPROVED, NoticeKind.SWITCHED, NoticeKind.TEAM_SWITCHED]
    await system.was_notified(customer, kinds)
    assert await system.delivered(customer) == {kind.value: 1 for kind in kinds}


async def test_outstanding_charges_block_the_switch_until_they_are_settled(system: System) -> None:
    outstanding = {"outstanding": {"amount": "312.40", "currency": "EUR"}}
    customer = a_customer(scope=outstanding)
    approved = await submitted(system, customer)
    assert approved.state is State.APPROVED
    assert approved.waiting_on.for_ == "put right: S1, then make the switch"

    with pytest.raises(DomainError) as refused:
        await system.send(customer, SWITCH)
    assert refused.value.code == "switch_blocked"
    assert [finding["code"] for finding in refused.value.details["findings"]] == ["S1"]
    blocked = await system.snapshot(customer)
    assert blocked.state is State.APPROVED
    assert blocked.waiting_on.for_ == "put right: S1, then make the switch"
    assert blocked.timeline[-1].trigger == "switch refused"
    assert not await system.switches(customer)

    await system.ledger.settle(customer.scope_id)
    free = await system.send(customer, messages.Recheck(by=ANNA))
    assert free.waiting_on.for_ == "make the switch"
    assert (await system.send(customer, SWITCH)).state is State.SWITCHED
    assert len(await system.switches(customer)) == 1


async def test_the_daily_recheck_finds_what_was_settled_by_itself(system: System) -> None:
    customer = a_customer(scope={"outstanding": {"amount": "312.40", "currency": "EUR"}})
    await submitted(system, customer)
    await system.ledger.settle(customer.scope_id)
    assert (await system.pass_days(customer, 1.1)).waiting_on.for_ == "make the switch"


async def test_only_who_signed_up_switches_a_billing_profile(system: System) -> None:
    customer = a_customer("mueller")
    await submitted(system, customer)
    jonas = messages.SwitchToInvoice(
        by="jonas@mueller-soehne.example", understood_irreversible=True
    )
    with pytest.raises(DomainError) as refused:
        await system.send(customer, jonas)
    assert [finding["code"] for finding in refused.value.details["findings"]] == ["S3"]

    greta = jonas.model_copy(update={"by": "greta@mueller-soehne.example"})
    assert (await system.send(customer, greta)).state is State.SWITCHED
    (change,) = await system.switches(customer)
    assert change.by == greta.by


async def test_a_switch_without_consent_is_refused_and_changes_nothing(system: System) -> None:
    customer = a_customer()
    await submitted(system, customer)
    careless = messages.SwitchToInvoice(by=BEN, understood_irreversible=False)
    with pytest.raises(DomainError) as refused:
        await system.send(customer, careless)
    assert refused.value.code == "consent_missing"
    assert (await system.snapshot(customer)).state is State.APPROVED
    assert not await system.switches(customer)


async def test_an_account_without_a_billing_contact_is_approved_once_it_has_one(
    system: System,
) -> None:
    customer = a_customer("northwind")
    held_back = await submitted(system, customer)
    assert (held_back.state, held_back.waiting_on.for_) == (State.SUBMITTED, "put right: E5")

    contact = {"name": "Ana", "email": "ap@northwind.example", "department": "accounts_payable"}
    await system.welcome(customer.with_account(billing_contact=contact))
    assert (await system.pass_days(customer, 1.1)).state is State.APPROVED
    await system.was_notified(customer, [NoticeKind.TO_FIX, NoticeKind.APPROVED])
