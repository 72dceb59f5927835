"""Runs that are told to begin another: each does so once nothing of it is under way."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from temporalio import activity
from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.worker import Worker

from activities.assessment import AssessmentActivities
from activities.notifications import News, NotificationActivities
from activities.signalling import TERMS
from domain.forms.documents import DocumentKind
from domain.requests import messages
from domain.requests.happenings import Happening
from engine.clear_text import runs
from engine.clear_text.runs import Fate, move, running
from engine.sandbox import workflow_runner
from engine.wiring.ledgers import ledger_of
from tests.waiting import eventually
from tests.workflows.billing import billing
from tests.workflows.customers import ANNA, SIMILAR_NAME, Customer, a_customer
from tests.workflows.outage import storage_away, waits_for
from tests.workflows.payers import payment
from tests.workflows.steps import CERTIFICATE, submitted
from tests.workflows.system import System, at_work, opened_system, settings_for
from workflows.request import PayByInvoiceRequest

REQUEST = PayByInvoiceRequest.__name__


@pytest.fixture
async def system(temporal: Client, tmp_path: Path) -> AsyncIterator[System]:
    async with opened_system(temporal, settings_for(tmp_path)) as system:
        yield system


async def moved(system: System) -> Counter[tuple[str, Fate]]:
    queue = system.settings.task_queue
    return await move(system.temporal, queue, await running(system.temporal, queue))


async def goes_on_in_another_run(system: System, workflow: str) -> None:
    """The engine's list says so a moment later."""
    asked = f"WorkflowId = '{workflow}' AND ExecutionStatus = 'ContinuedAsNew'"

    async def went_on() -> bool:
        return (await system.temporal.count_workflows(asked)).count == 1

    await eventually(f"{workflow} goes on in another run", went_on)


async def test_a_run_with_a_step_under_way_is_left_until_the_step_is_done(
    system: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with at_work(system):
        customer, at = a_customer(company__name=SIMILAR_NAME), await billing(system)
        await submitted(system, customer)
        await at.issue()
        stored = await system.requests.upload(customer.request, CERTIFICATE)
        kind = DocumentKind.CERTIFICATE_OF_INCORPORATION
        with storage_away(system):
            add = messages.AddDocument(by=ANNA, kind=kind, stored=stored)
            asked = asyncio.create_task(system.send(customer, add))
            await waits_for(system, customer, "inspect")
            monkeypatch.setattr(runs, "_GOES_ON_WITHIN", 2.0)
            # This worker has no master key: what it begins is in clear again.
            assert await moved(system) == {
                (REQUEST, Fate.UNDER_WAY): 1,
                (TERMS, Fate.CLEAR_AGAIN): 1,
            }
            status = (await system.handle(customer).describe()).status
            assert status is WorkflowExecutionStatus.RUNNING
        assert (await asked).documents.received

        await goes_on_in_another_run(system, customer.request)
        assert (await system.snapshot(customer)).documents.received
        await at.send(payment("1000.00"))
        await system.temporal.get_workflow_handle(at.workflow_id).result()
        await system.assert_healthy()


@asynccontextmanager
async def at_work_as_0_1_0(system: System) -> AsyncIterator[None]:
    """A worker whose steps do not answer what the ledger has of a request."""
    async with ledger_of(system.settings) as opened:
        ledger = opened.transactions
        steps = NotificationActivities(ledger, lambda: None)

        @activity.defn(name="tell")
        async def record_news(news: News) -> None:
            await steps.record_news(news)

        async with Worker(
            system.temporal,
            task_queue=system.settings.task_queue,
            workflows=[PayByInvoiceRequest],
            activities=[record_news, AssessmentActivities(ledger).assess],
            workflow_runner=workflow_runner(),
        ):
            yield


async def test_a_request_that_0_1_0_began_is_recorded_before_it_goes_on(system: System) -> None:
    customer: Customer = a_customer()
    await system.welcome(customer)
    async with at_work_as_0_1_0(system):
        await system.open(customer)
    async with at_work(system):
        assert await moved(system) == {(REQUEST, Fate.CLEAR_AGAIN): 1}
        await goes_on_in_another_run(system, customer.request)
        await system.send(customer, messages.Submit(by=ANNA))
        kinds = Counter(entry.kind for entry in (await system.snapshot(customer)).timeline)
        assert kinds[Happening.OPENED] == kinds[Happening.SUBMITTED] == 1
        await system.assert_healthy()
