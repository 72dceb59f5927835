"""A schedule has the billing system asked whether it still does what it was switched to."""

import json
from collections.abc import AsyncIterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr
from temporalio.client import Client

from activities.drift import DriftChecked
from adapters.ledger.database import opened_ledger
from adapters.ledger.transactions import LedgerTransactions
from adapters.providers.http import HttpProvider
from application.billing.switch_at_provider import SwitchingAtProvider
from application.requests.switch import Said
from clients.provider.drifts import Drift, DriftClient, DriftKind
from domain.access import Role
from domain.billing.names import ProviderName
from domain.billing.policy import BillingPolicy
from domain.errors import DriftUnknown
from domain.policy_file import WholePolicy
from domain.webhooks.signing import secret_of, signed_headers
from engine.schedules import DRIFT, FOLLOWING, HINTS_TAKEN_UP_EVERY
from engine.workers import worker_application
from tests.console.api.office import office_of
from tests.ledger.accounts import Accounts
from tests.ledger.samples import NOON, a_scope, an_account, an_order
from tests.providers.billing_server import SECRET, BillingServer, running
from tests.waiting import eventually
from tests.workflows.system import System, opened_system, settings_for
from workflows.drift import WatchBillingSystem

PARTY = BillingServer.party
ACCOUNT, (SCOPE,) = PARTY.account_id, PARTY.scope_ids
OTHER = secret_of(b"a key that nobody here knows....")
TOLD, PUT_RIGHT = WholePolicy(), WholePolicy(billing=BillingPolicy(put_drift_right=True))


@pytest.fixture
async def system(temporal: Client, tmp_path: Path) -> AsyncIterator[System]:
    """Where a scope was switched at the reference billing server, which is away by now."""
    with running(tmp_path) as server:
        settings = settings_for(
            tmp_path,
            provider=ProviderName.HTTP,
            provider_url=server.url,
            provider_secret=SecretStr(SECRET),
        )
        async with (
            opened_system(temporal, settings) as system,
            opened_ledger(settings.ledger_url) as database,
            HttpProvider(server.url, [SECRET]) as provider,
        ):
            account = an_account(a_scope(SCOPE), id=ACCOUNT)
            await Accounts(database).import_accounts([account], NOON)
            order = an_order(account_id=ACCOUNT, scope_id=SCOPE)
            ledger = LedgerTransactions(database)
            saga = SwitchingAtProvider(ledger, provider, order, Said(), _now)
            assert (await saga.answer()).receipt
    async with opened_system(temporal, settings) as system:
        yield system


def _now() -> datetime:
    return datetime.now(UTC)


def billing_server(system: System) -> AbstractContextManager[BillingServer]:
    """The same server again, where it was."""
    assert system.settings.provider_url
    return running(system.settings.home, int(system.settings.provider_url.rpartition(":")[2]))


async def look(system: System, policy: WholePolicy = TOLD) -> DriftChecked:
    """One look by a worker of its own."""
    queue = system.settings.task_queue
    async with worker_application(system.temporal, system.settings, policy):
        looked: DriftChecked = await system.temporal.execute_workflow(
            WatchBillingSystem.run, id=DRIFT.id(queue), task_queue=queue
        )
        return looked


async def drifts(system: System, *, ended: bool = False) -> list[Drift]:
    async with DriftClient.opened(system.settings) as client:
        return list(await client.listed(ended=ended))


async def letters(system: System) -> int:
    mails = await system.ledger.mails(f"pay-by-invoice/{SCOPE}")
    return sum(each.kind == "team_provider_drift" for each in mails)


async def test_a_schedule_sees_a_drift_once_and_the_end_of_it(system: System) -> None:
    queue, every = system.settings.task_queue, system.settings.provider_checked_every
    assert every == timedelta(hours=1)
    for _ in range(2):
        await DRIFT.register(system.temporal, queue, every)
    schedule = system.temporal.get_schedule_handle(DRIFT.id(queue))
    try:
        with billing_server(system) as server:
            server.by_hand("back-to-card")
            async with worker_application(system.temporal, system.settings):
                await schedule.trigger()

                async def seen() -> list[Drift]:
                    return await drifts(system)

                (drift,) = await eventually("the drift is seen", seen)
                assert (drift.kind, drift.scope_id) == (DriftKind.BACK_TO_CARD, SCOPE)
            for _ in range(2):
                assert (await look(system)).looked == 1
            assert len(await drifts(system)) == await letters(system) == 1
            async with HttpProvider(server.url, [SECRET]) as provider:
                await provider.collect_by_invoice(PARTY, 30, "by hand")
            assert (await look(system)).ended == 1
        assert await drifts(system) == []
        await DRIFT.register(system.temporal, queue, timedelta(0))
        assert (await schedule.describe()).schedule.state.paused
    finally:
        await schedule.delete()


async def test_it_is_put_right_after_the_billing_system_was_away_and_the_worker_restarted(
    system: System,
) -> None:
    with billing_server(system) as server:
        server.by_hand("back-to-card")
        server.by_hand("charge", "12.00", "EUR")
    away = await look(system, PUT_RIGHT)
    assert (away.unanswered, away.seen) == (1, 0)
    assert await drifts(system) == []
    with billing_server(system) as server:
        back = await look(system, PUT_RIGHT)
        assert (back.seen, back.put_right, back.ended) == (2, 1, 1)
        async with HttpProvider(server.url, [SECRET]) as provider:
            (collection,) = await provider.verify(PARTY)
        assert (collection.collecting, collection.days_until_due) == ("by_invoice", 30)
        again = await look(system, PUT_RIGHT)
        assert (again.looked, again.seen, again.put_right) == (1, 0, 0)
    (charged,) = await drifts(system)
    assert charged.kind is DriftKind.CHARGED
    assert await letters(system) == 2
    async with DriftClient.opened(system.settings) as client:
        for _ in range(2):
            await client.see(charged.id, "paula@provider.example", "seen/1")
        with pytest.raises(DriftUnknown):
            await client.see("drift_none", "paula@provider.example")
    assert await drifts(system) == []
    assert len(await drifts(system, ended=True)) == 2


async def test_an_event_of_the_billing_system_has_its_scope_looked_at(system: System) -> None:
    queue = system.settings.task_queue
    body = json.dumps({"type": "collection.changed", "data": {"scope_id": SCOPE}}).encode()
    with billing_server(system) as server:
        server.by_hand("back-to-card")
        async with (
            worker_application(system.temporal, system.settings),
            office_of(system) as office,
            httpx.AsyncClient(base_url=office.url, trust_env=False) as http,
        ):
            assert system.settings.followed_every
            await FOLLOWING.register(system.temporal, queue, HINTS_TAKEN_UP_EVERY)
            path, right = "/providers/http/events", signed_headers("e-1", _now(), body, [SECRET])
            for forged in ({}, signed_headers("e-1", _now(), body, [OTHER]),
                           signed_headers("e-1", _now() - timedelta(minutes=6), body, [SECRET]),
                           {**right, "webhook-id": "e-2"}):  # fmt: skip
                answer = await http.post(path, content=body, headers=forged)
                assert answer.status_code == 400, answer.text
            for _ in range(2):
                assert (await http.post(path, content=body, headers=right)).status_code == 204

            async def seen() -> list[Drift]:
                return await drifts(system)

            (drift,) = await eventually("the drift is seen", seen)
            assert drift.kind is DriftKind.BACK_TO_CARD
            clerk, auditor = await office.program(Role.BILLING), await office.program(Role.AUDITOR)
            (listed,) = (await auditor.gets("/billing-system/drifts"))["drifts"]
            assert (listed["id"], listed["kind"]) == (drift.id, "back_to_card")
            see = f"/billing-system/drifts/{drift.id}/seen"
            assert await auditor.is_refused(see, {}, 403) == "not_allowed"
            another = f"/billing-system/drifts/{drift.id}0/seen"
            assert await clerk.is_refused(another, {}, 404) == "drift_unknown"
            assert await clerk.does(see) == {"drifts": []}
            await system.temporal.get_schedule_handle(FOLLOWING.id(queue)).delete()
    assert await letters(system) == 1


async def test_where_our_own_ledger_bills_nothing_can_drift(
    system: System,
) -> None:
    own = system.settings.model_copy(update={"provider": ProviderName.LEDGER})
    assert not own.provider_checked_every
    queue = own.task_queue
    async with worker_application(system.temporal, own):
        looked = await system.temporal.execute_workflow(
            WatchBillingSystem.run, id=DRIFT.id(queue), task_queue=queue
        )
    assert looked == DriftChecked()
