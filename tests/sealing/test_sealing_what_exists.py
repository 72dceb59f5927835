"""A system that was in clear is sealed while its customers go on, and from then on refuses whatever
is in clear."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from temporalio.client import Client

from adapters.storage.sealed import MARK
from clients.personal_data.clear_text import ClearTextClient
from domain.clear_text import ClearReport
from domain.errors import ClearLeft, MasterKeyUnusable, ServiceUnreachable
from domain.forms.documents import DocumentKind
from domain.requests import messages
from domain.requests.lifecycle import State
from domain.requests.snapshot import Snapshot
from engine.clear_text.runs import running
from engine.clear_text.schedules import schedules_in_clear
from engine.connection import connect
from engine.schedules import CHECKS, OwnSchedule, check_now
from engine.wiring.documents import document_store
from engine.wiring.ledgers import ledger_of
from settings import Settings
from tests.sealing.conftest import MASTER
from tests.sealing.test_nothing_in_clear import found
from tests.waiting import eventually
from tests.workflows.billing import Billing, billing
from tests.workflows.crashing import crashing_worker
from tests.workflows.customers import ANNA, Customer, a_customer
from tests.workflows.lives import rejected_by_a_rule
from tests.workflows.payers import payment
from tests.workflows.steps import CERTIFICATE, SWITCH, add_document, submitted
from tests.workflows.system import System, at_work, opened_system, settings_for

EDITS = 12

THERE = {"requests": 2, "invoices": 1, "schedules": 1, "documents": 1, "request_lives": 3}
"""What is in clear before, and rows of other tables."""


@dataclass
class Before:
    """What there was in clear."""

    settings: Settings
    draft: Customer
    """Its customer edits."""
    with_document: Customer
    number: str
    """Of an invoice that is open."""
    payer: Billing
    closed: Customer
    ended: Snapshot
    """Of the last one."""

    @property
    def documents(self) -> list[bytes]:
        folder = self.settings.home / "documents"
        return [each.read_bytes() for each in folder.rglob("*") if each.is_file()]


@pytest.fixture
async def before(temporal: Client, tmp_path: Path) -> Before:
    settings = settings_for(tmp_path)
    await CHECKS.register(temporal, settings.task_queue, settings.clocks_checked_every)
    async with opened_system(temporal, settings) as system, at_work(system):
        draft, with_document = a_customer(), a_customer("contoso-large")
        await system.welcome(draft)
        await system.open(draft)
        await submitted(system, with_document)
        await add_document(system, with_document, DocumentKind.CERTIFICATE_OF_INCORPORATION)
        payer = await billing(system)
        await payer.issue()
        closed = await rejected_by_a_rule(system)
        ended = await system.end_of(closed)
        await check_now(temporal, settings.task_queue)

        async def checked() -> list[OwnSchedule]:
            return await schedules_in_clear(temporal, settings.task_queue)

        assert await eventually("a check was made", checked) == [CHECKS]
    return Before(settings, draft, with_document, payer.payer.number, payer, closed, ended)


@asynccontextmanager
async def with_key(temporal: Client, before: Before, **changes: object) -> AsyncIterator[System]:
    """The same system under a master key."""
    said = {**before.settings.model_dump(), "master_key": MASTER, **changes}
    settings = Settings.model_validate(said)
    client = await connect(settings, address=temporal.service_client.config.target_host)
    async with opened_system(client, settings) as system:
        yield system


@asynccontextmanager
async def sealing(system: System) -> AsyncIterator[ClearTextClient]:
    async with ledger_of(system.settings) as ledger:
        store = await document_store(system.settings)
        yield ClearTextClient(ledger, system.temporal, store, system.settings)


async def looked(system: System) -> Counter[str]:
    async with sealing(system) as client:
        report = await client.look()
    return Counter({part.what: part.left for part in report.parts if part.left})


async def ended_in_clear(system: System, least: int) -> None:
    """The engine lists the end of a run a moment after it has ended."""

    async def listed() -> bool:
        async with sealing(system) as client:
            ended = (await client.look()).ended
        return ended is not None and ended.count >= least

    await eventually("the runs that ended in clear are listed", listed)


async def sealed(system: System) -> ClearReport:
    async with sealing(system) as client:
        return await client.seal()


async def told_of_what_runs(system: System) -> bytes:
    """All that the engine's interface says of it."""
    said: list[bytes] = []
    for run in await running(system.temporal, system.settings.task_queue):
        workflow = system.temporal.get_workflow_handle(run.workflow_id, run_id=run.run)
        said.append((await workflow.describe()).raw_description.SerializeToString())
        said += [each.SerializeToString() async for each in workflow.fetch_history_events()]
    return b"\n".join(said)


async def edited(system: System, customer: Customer, by: str) -> None:
    async def answered() -> bool:
        draft = {**customer.draft, "justification": f"So says {by}."}
        with suppress(ServiceUnreachable):
            await system.send(customer, messages.EditDraft(by=by, draft=draft), key=f"edit of {by}")
            return True
        return False

    await eventually(f"the edit of {by} is answered", answered, seconds=60)


async def test_what_was_in_clear_is_sealed_while_a_customer_edits_and_a_worker_is_killed(
    temporal: Client, before: Before, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It takes seconds: two workers after one another, of which one is killed."""
    monkeypatch.setenv("PAYBYINVOICE_MASTER_KEY", MASTER)
    async with with_key(temporal, before) as system:
        assert THERE.items() <= (await looked(system)).items()
        assert found(await told_of_what_runs(system)) != set()
        people = [f"{number}@contoso.nl" for number in range(EDITS)]
        editing = asyncio.create_task(_all_edit(system, before.draft, people))
        async with crashing_worker(system, "never") as worker:
            await edited(system, before.draft, "first@contoso.nl")
            first = asyncio.create_task(sealed(system))
            worker.kill()
        async with at_work(system):
            await first
            await editing
            report = await sealed(system)
            assert report.left == 0, report
            assert await looked(system) == Counter()
            assert found(await told_of_what_runs(system)) == set()
            assert all(each.startswith(MARK) for each in before.documents)
            await ended_in_clear(system, 3)
            await system.send(before.draft, messages.Submit(by=ANNA))

    async with with_key(temporal, before, refuse_clear=True) as system, at_work(system):
        assert await system.snapshot(before.closed) == before.ended
        await system.send(before.draft, SWITCH)
        assert (await system.end_of(before.draft)).state is State.SWITCHED
        snapshot = await system.snapshot(before.draft)
        by = Counter(entry.by for entry in snapshot.timeline)
        assert {by[each] for each in (*people, "first@contoso.nl")} == {1}
        await system.invoices.send(before.number, payment("1000.00"))
        handle = system.temporal.get_workflow_handle(before.payer.workflow_id)
        await handle.result()
        [document] = (await system.snapshot(before.with_document)).documents.received
        read = await system.requests.read_document(before.with_document.request, document.stored)
        assert b"".join([part async for part in read]) == CERTIFICATE.read_bytes()


async def _all_edit(system: System, customer: Customer, people: list[str]) -> None:
    for each in people:
        await edited(system, customer, each)


async def test_where_something_is_in_clear_no_worker_refuses_it_and_without_keys_none_is_sealed(
    temporal: Client, before: Before
) -> None:
    async with with_key(temporal, before, refuse_clear=True) as system:
        with pytest.raises(ClearLeft, match=r"2 of requests, 1 of invoices, 1 of schedules"):
            async with at_work(system):
                pass
    async with with_key(temporal, before, master_key=None) as system:
        with pytest.raises(MasterKeyUnusable, match="no master key to seal with"):
            await sealed(system)
    async with with_key(temporal, before) as system:
        with pytest.raises(MasterKeyUnusable, match="No worker"):
            await sealed(system)
        assert THERE.items() <= (await looked(system)).items()
