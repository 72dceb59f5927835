"""An account's key is destroyed while the billing system lets a switch of it wait.

`person erase` does not do that: it destroys nothing before the switch has ended.
"""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from temporalio.client import Client

from application.ports.sealing import account_owner
from clients.personal_data.erasures import ErasureClient
from clients.provider.client import ProviderClient
from domain.accounts.account import PaymentMethod
from domain.erasure.erasure import ErasureState
from domain.erasure.messages import EraseAccount
from domain.errors import KeyDestroyed, ServiceUnreachable, UnderWay
from domain.requests.lifecycle import State
from engine.connection import connect
from engine.sealing.keys import keyring_of
from engine.wiring.ledgers import ledger_of
from tests.providers.http_site import SECRET, BillingSite, billing_site
from tests.providers.outside import Fault, OutsideBilling, all_is_well
from tests.sealing.conftest import MASTER
from tests.sealing.test_nothing_in_clear import found, kept_by
from tests.waiting import eventually
from tests.workflows.customers import Customer, a_customer
from tests.workflows.outage import waits_for
from tests.workflows.steps import SWITCH, submitted
from tests.workflows.system import System, at_work, opened_system, settings_for

STEP = "switch_payment_method"

ASKED = EraseAccount(by="ada", reason="asked for")


@pytest.fixture
async def site() -> AsyncIterator[BillingSite]:
    async with billing_site() as site:
        yield site


@pytest.fixture
async def system(temporal: Client, tmp_path: Path, site: BillingSite) -> AsyncIterator[System]:
    settings = settings_for(
        tmp_path, master_key=MASTER, provider="http", provider_url=site.url, provider_secret=SECRET
    )
    client = await connect(settings, address=temporal.service_client.config.target_host)
    async with opened_system(client, settings) as system, at_work(system):
        yield system


async def approved(system: System, site: BillingSite) -> tuple[Customer, OutsideBilling]:
    customer = a_customer()
    there = site.customer(customer.account_id, customer.scope_id)
    await submitted(system, customer)
    return customer, there


async def why_it_waits(system: System, customer: Customer) -> str:
    """What Temporal shows of the step, opened."""
    described = (await system.handle(customer).describe()).raw_description
    (failure,) = [
        step.last_failure
        for step in described.pending_activities
        if step.activity_type.name == STEP
    ]
    assert not found(failure.SerializeToString())
    error: BaseException | None = await system.temporal.data_converter.decode_failure(failure)
    said = []
    while error is not None:
        said.append(str(error))
        error = error.__cause__
    return " ".join(said)


@pytest.mark.parametrize(
    ("refuses", "changed"),
    [("verify", []), ("collect_by_invoice", ["stop_collecting"])],
    ids=["before anything is done there", "half-way"],
)
async def test_then_nothing_more_is_done_it_is_said_and_other_requests_go_on(
    system: System, site: BillingSite, refuses: str, changed: list[str]
) -> None:
    customer, there = await approved(system, site)
    there.script = lambda call: Fault.NO_ANSWER if call == refuses else Fault.NONE
    asked = asyncio.create_task(system.send(customer, SWITCH))
    await waits_for(system, customer, STEP)
    ring = keyring_of(system.settings)
    assert await ring.destroy(account_owner(customer.account_id)) == 1

    async def is_said() -> bool:
        try:
            return KeyDestroyed.SENTENCE in await why_it_waits(system, customer)
        except KeyDestroyed:  # what the attempt before said was the account's
            return False

    await eventually("the step says that it cannot be read", is_said)
    there.script = all_is_well
    called = there.called.copy()
    for ask in (system.snapshot(customer), system.send(customer, SWITCH)):
        with pytest.raises(KeyDestroyed) as refused:
            await ask
        assert refused.value.reason == KeyDestroyed.SENTENCE

    other, elsewhere = await approved(system, site)
    assert (await system.send(other, SWITCH)).state is State.SWITCHED
    # The limit is told afterwards, whenever that comes.
    assert elsewhere.changed[:2] == ["stop_collecting", "collect_by_invoice"]

    assert (there.changed, there.called) == (changed, called)
    (scope,) = (await system.standing(customer)).account.scopes
    assert scope.payment_method is PaymentMethod.CREDIT_CARD
    async with ledger_of(system.settings) as ledger:
        under_way = (await ProviderClient(ledger, system.settings).standing()).switches
        assert [each.scope for each in under_way] == ([customer.scope_id] if changed else [])
        kept = await kept_by(ledger.database)
    assert not any(found(kept[f"request_{each}"]) for each in ("lives.life", "timeline.entry"))
    handle = system.handle(customer)
    engine = (await handle.describe()).raw_description.SerializeToString()
    assert not found(engine + (await handle.fetch_history()).to_json().encode())
    asked.cancel()
    with pytest.raises(ServiceUnreachable):  # as to whoever asked for it, in time
        await asked


async def test_erasing_is_refused_until_the_switch_has_ended(
    system: System, site: BillingSite
) -> None:
    customer, there = await approved(system, site)
    there.script = lambda call: Fault.NO_ANSWER if call == "collect_by_invoice" else Fault.NONE
    asked = asyncio.create_task(system.send(customer, SWITCH))
    await waits_for(system, customer, STEP)
    async with ledger_of(system.settings) as ledger:
        erasures = ErasureClient(ledger, system.temporal, system.settings)
        with pytest.raises(UnderWay):
            await erasures.erase(customer.account_id, ASKED)
        assert (await system.snapshot(customer)).state is State.APPROVED

        there.script = all_is_well
        assert (await asked).state is State.SWITCHED
        erased = await erasures.erase(customer.account_id, ASKED)
    assert erased.state is ErasureState.DONE
    assert there.changed[:2] == ["stop_collecting", "collect_by_invoice"]
