"""From a submitted form to invoices, and what may stand in the way of the last step."""

from decimal import Decimal

import pytest

from domain.account import PaymentMethod
from domain.errors import DomainError
from domain.notices import NoticeKind
from domain.requests import messages
from domain.requests.lifecycle import State
from domain.turns import Who
from tests.workflows.customers import ANNA, BEN, a_customer
from tests.workflows.house import House
from tests.workflows.steps import SWITCH, submitted

CORES = {"existing": 20, "requested": 100, "region": "westeurope", "series": "Dsv5"}


async def test_a_small_request_in_order_is_approved_at_once_and_switched_by_its_customer(
    house: House,
) -> None:
    customer = a_customer(core_quota=CORES)
    approved = await submitted(house, customer)
    assert (approved.state, approved.waiting_on.who) == (State.APPROVED, Who.CUSTOMER)
    assert not await house.switches(customer)

    switched = await house.send(customer, SWITCH)
    assert (switched.state, switched.waiting_on.who) == (State.SWITCHED, Who.NOBODY)
    assert switched.switched is not None
    assert switched.switched.quota_request is not None

    standing = await house.standing(customer)
    assert [scope.payment_method for scope in standing.account.scopes] == [PaymentMethod.INVOICE]
    assert standing.credit_limit is not None
    assert standing.credit_limit.amount == Decimal("8000.00")
    assert standing.payment_terms_days == 30
    assert standing.quota_requests == (switched.switched.quota_request,)
    assert len(await house.switches(customer)) == 1

    assert await house.end_of(customer) == switched
    kinds = [NoticeKind.APPROVED, NoticeKind.SWITCHED, NoticeKind.TEAM_SWITCHED]
    await house.tells(customer, kinds)
    assert await house.delivered(customer) == {kind.value: 1 for kind in kinds}


async def test_outstanding_charges_block_the_switch_until_they_are_settled(house: House) -> None:
    outstanding = {"outstanding": {"amount": "312.40", "currency": "EUR"}}
    customer = a_customer(scope=outstanding)
    approved = await submitted(house, customer)
    assert approved.state is State.APPROVED
    assert approved.waiting_on.for_ == "put right: S1, then make the switch"

    with pytest.raises(DomainError) as refused:
        await house.send(customer, SWITCH)
    assert refused.value.code == "switch_blocked"
    assert [finding["code"] for finding in refused.value.details["findings"]] == ["S1"]
    blocked = await house.look(customer)
    assert blocked.state is State.APPROVED
    assert blocked.waiting_on.for_ == "put right: S1, then make the switch"
    assert blocked.timeline[-1].trigger == "switch refused"
    assert not await house.switches(customer)

    await house.ledger.settle(customer.scope_id)
    free = await house.send(customer, messages.Recheck(by=ANNA))
    assert free.waiting_on.for_ == "make the switch"
    assert (await house.send(customer, SWITCH)).state is State.SWITCHED
    assert len(await house.switches(customer)) == 1


async def test_the_daily_recheck_finds_what_was_settled_by_itself(house: House) -> None:
    customer = a_customer(scope={"outstanding": {"amount": "312.40", "currency": "EUR"}})
    await submitted(house, customer)
    await house.ledger.settle(customer.scope_id)
    assert (await house.pass_days(customer, 1.1)).waiting_on.for_ == "make the switch"


async def test_only_who_signed_up_switches_a_billing_profile(house: House) -> None:
    customer = a_customer("mueller")
    await submitted(house, customer)
    jonas = messages.SwitchToInvoice(
        by="jonas@mueller-soehne.example", understood_irreversible=True
    )
    with pytest.raises(DomainError) as refused:
        await house.send(customer, jonas)
    assert [finding["code"] for finding in refused.value.details["findings"]] == ["S3"]

    greta = jonas.model_copy(update={"by": "greta@mueller-soehne.example"})
    assert (await house.send(customer, greta)).state is State.SWITCHED
    (change,) = await house.switches(customer)
    assert change.by == greta.by


async def test_a_switch_without_consent_is_refused_and_changes_nothing(house: House) -> None:
    customer = a_customer()
    await submitted(house, customer)
    careless = messages.SwitchToInvoice(by=BEN, understood_irreversible=False)
    with pytest.raises(DomainError) as refused:
        await house.send(customer, careless)
    assert refused.value.code == "consent_missing"
    assert (await house.look(customer)).state is State.APPROVED
    assert not await house.switches(customer)


async def test_an_account_without_a_billing_contact_is_approved_once_it_has_one(
    house: House,
) -> None:
    customer = a_customer("northwind")
    held_back = await submitted(house, customer)
    assert (held_back.state, held_back.waiting_on.for_) == (State.SUBMITTED, "put right: E5")

    contact = {"name": "Ana", "email": "ap@northwind.example", "department": "accounts_payable"}
    await house.welcome(customer.with_account(billing_contact=contact))
    assert (await house.pass_days(customer, 1.1)).state is State.APPROVED
    await house.tells(customer, [NoticeKind.TO_FIX, NoticeKind.APPROVED])
