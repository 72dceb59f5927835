"""One request or invoice that cannot be read keeps no check of clocks from the others."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update
from temporalio import workflow
from temporalio.client import Client
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from activities.signalling import TERMS
from adapters.ledger.database import opened_ledger
from adapters.ledger.keys.tables import data_keys
from adapters.ledger.requests.tables import request_lives
from adapters.ledger.transactions import LedgerTransactions
from application.invoices.issue import issue
from clients.clocks import ClockClient
from domain.clocks import ClockFinding, ClockReport, Remedy, Trouble
from domain.errors import ServiceUnreachable
from domain.invoices.messages import IssueInvoice
from domain.requests.life import VERSION
from domain.requests.lifecycle import State
from domain.values.versions import LATER_RELEASE
from engine.connection import connect
from settings import Settings
from tests.sealing.conftest import MASTER
from tests.workflows.billing import billing
from tests.workflows.clocks import checked
from tests.workflows.customers import Customer, a_customer
from tests.workflows.payers import PAULA, a_payer, payment
from tests.workflows.steps import SWITCH, submitted
from tests.workflows.system import System, at_work, opened_system, settings_for

MENDED = {"mend": True, "thorough": True, "do_again": True}


async def terminated(system: System) -> Customer:
    customer = a_customer()
    await system.welcome(customer)
    await system.open(customer)
    await system.handle(customer).terminate("by an operator")
    return customer


async def stored_life(system: System, customer: Customer) -> dict[str, Any]:
    async with (
        opened_ledger(system.settings.ledger_url) as database,
        database.reading() as connection,
    ):
        of_run = request_lives.c.run_id == (await _line(system, customer))
        life: str = (
            await connection.execute(select(request_lives.c.life).where(of_run))
        ).scalar_one()
        kept: dict[str, Any] = json.loads(life)
        return kept


async def store_life(system: System, customer: Customer, life: str) -> None:
    async with (
        opened_ledger(system.settings.ledger_url) as database,
        database.writing() as connection,
    ):
        of_run = request_lives.c.run_id == (await _line(system, customer))
        await connection.execute(update(request_lives).where(of_run).values(life=life))


async def _line(system: System, customer: Customer) -> str:
    line = await system.queues.line(customer.request)
    assert line is not None
    return line.run


def unreadable(about: str, code: str) -> ClockFinding:
    return ClockFinding(about=about, trouble=Trouble.UNREADABLE, codes=(code,))


def started(about: str) -> ClockFinding:
    found = ClockFinding(about=about, trouble=Trouble.NOT_RUNNING, remedy=Remedy.STARTED)
    return found.model_copy(update={"mended": True})


def told(report: ClockReport) -> dict[str, ClockFinding]:
    return {each.about: each for each in report.findings}


async def test_what_cannot_be_read_is_a_task_until_it_can_and_all_others_are_mended(
    system: System,
) -> None:
    """The life of a later release, as after a roll-back, and one whose key the ledger lost."""
    later, lost, other = [await terminated(system) for _ in range(3)]
    at = await billing(system)
    await at.issue()
    await at.handle().terminate("by an operator")
    whole = await stored_life(system, later)
    await store_life(system, later, json.dumps({**whole, "version": VERSION + 1}))
    before = await stored_life(system, lost)
    await store_life(system, lost, "sealed:1:00c0ffee00c0ffee:AAAA")

    assert told(await checked(system, mend=True)) == {
        later.request: unreadable(later.request, LATER_RELEASE),
        lost.request: unreadable(lost.request, "key_unknown"),
        other.request: started(other.request),
        at.workflow_id: started(at.workflow_id),
    }
    async with ClockClient.opened(system.settings, system.temporal) as client:
        assert (await client.troubles())[Trouble.UNREADABLE] == 2

    await store_life(system, later, json.dumps(whole))
    await store_life(system, lost, json.dumps(before))
    assert told(await checked(system, **MENDED)) == {
        each.request: started(each.request) for each in (later, lost)
    }
    async with ClockClient.opened(system.settings, system.temporal) as client:
        assert not any((await client.troubles()).values())
    assert (await system.snapshot(lost)).state is State.DRAFT


async def test_an_engine_that_is_away_ends_the_check(system: System) -> None:
    nowhere = await connect(system.settings, address="127.0.0.1:1", lazy=True)
    there = system.temporal
    system.temporal = nowhere
    try:
        with pytest.raises(ServiceUnreachable):
            await checked(system)
    finally:
        system.temporal = there


@workflow.defn(name=TERMS)
class LaterTerms:
    """An invoice's workflow of a later release, whose messages have another shape."""

    @workflow.run
    async def run(self, _: Any) -> None:
        await workflow.wait_condition(lambda: False)

    @workflow.update
    def pay(self, _: Any) -> str:
        return "paid"


async def test_a_message_of_a_later_release_on_an_invoice_is_a_task(idle_system: System) -> None:
    """It was answered, and the ledger does not know of it: nothing of that invoice is done."""
    at, other = await billing(idle_system), a_payer()
    queue = idle_system.settings.task_queue
    later = Worker(
        idle_system.temporal,
        task_queue=queue,
        workflows=[LaterTerms],
        workflow_runner=UnsandboxedWorkflowRunner(),
    )
    async with later:
        handle = await idle_system.temporal.start_workflow(
            TERMS, "opened", id=at.workflow_id, task_queue=queue
        )
        await handle.execute_update("pay", {"paid_in": "shells"}, id="a-key")
    await idle_system.ledger.import_accounts({"accounts": [other.account]})
    async with opened_ledger(idle_system.settings.ledger_url) as database:
        order = IssueInvoice(by=PAULA, **other.invoice().model_dump())
        await issue(LedgerTransactions(database), order, datetime.now(UTC))
    found = (await checked(idle_system, **MENDED)).findings
    assert unreadable(at.workflow_id, "does_not_decode") in found
    assert started(other.workflow_id) in found
    assert {each.about for each in found} == {at.workflow_id, other.workflow_id}
    for each in (at.workflow_id, other.workflow_id):
        await idle_system.temporal.get_workflow_handle(each).terminate("no worker is here")


@pytest.fixture
async def ours_and_theirs(temporal: Client, tmp_path: Path) -> AsyncIterator[tuple[System, System]]:
    """Two sealed ledgers on one queue of an engine: ours was set back to before the other's keys
    were made, as far as it can tell."""
    ours = settings_for(tmp_path / "ours", master_key=MASTER)
    theirs = settings_for(tmp_path / "theirs", master_key=MASTER, task_queue=ours.task_queue)

    async def client(settings: Settings) -> Client:
        return await connect(settings, address=temporal.service_client.config.target_host)

    for each in (ours, theirs):
        each.home.mkdir()
    async with (
        opened_system(await client(theirs), theirs) as there,
        opened_system(await client(ours), ours) as here,
    ):
        yield here, there


async def test_histories_whose_key_is_lost_are_tasks_and_erased_ones_are_not(
    ours_and_theirs: tuple[System, System],
) -> None:
    ours, theirs = ours_and_theirs
    switched = a_customer()
    async with at_work(theirs):
        await submitted(theirs, switched)
        await theirs.send(switched, SWITCH)
        await theirs.end_of(switched)
        at = await billing(theirs)
        await at.issue()
        await at.send(payment("1000.00"))
        await at.end_of()
    async with at_work(ours):
        other = await terminated(ours)
        lost = {
            each: unreadable(each, "key_unknown") for each in (switched.request, at.workflow_id)
        }

        found = told(await checked(ours, **MENDED))
        assert found == {**lost, other.request: started(other.request)}
        assert told(await checked(ours, **MENDED)) == lost
        await _erase(ours, theirs)
        assert (await checked(ours, **MENDED)).findings == ()


async def _erase(ours: System, theirs: System) -> None:
    """As if the keys of theirs had been ours, and were destroyed."""
    async with (
        opened_ledger(theirs.settings.ledger_url) as database,
        database.reading() as connection,
    ):
        keys = (await connection.execute(select(data_keys))).mappings().all()
    gone = {"wrapped": None, "destroyed_at": datetime.now(UTC)}
    rows = [{**each, **gone, "owner": f"gone-{n}"} for n, each in enumerate(keys)]
    async with (
        opened_ledger(ours.settings.ledger_url) as database,
        database.writing() as connection,
    ):
        await connection.execute(data_keys.insert(), rows)
