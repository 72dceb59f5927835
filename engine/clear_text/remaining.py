"""What is still in clear: in the engine, in the storage, in the ledger."""

from collections import Counter
from datetime import UTC, datetime, timedelta

from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest
from temporalio.client import Client

from activities.signalling import TERMS
from adapters.ledger.database import Database
from adapters.ledger.keys.data_keys import StoredDataKeys
from adapters.ledger.sealing_rows import any_in_clear, left_in_clear
from adapters.storage.documents import DocumentStore
from domain.clear_text import (
    DELIVERIES,
    DOCUMENTS,
    INVOICES,
    REQUESTS,
    SCHEDULES,
    ClearPart,
    EndedInClear,
    Unsealed,
    named,
)
from domain.errors import ClearLeft
from engine.clear_text.runs import in_clear, running
from engine.clear_text.schedules import schedules_in_clear
from engine.refusals import LISTED_WITHIN, answering
from settings import Settings
from workflows.provider_calls import TellProvider
from workflows.request import PayByInvoiceRequest
from workflows.webhooks import DeliverWebhooks

_PARTS = {
    PayByInvoiceRequest.__name__: REQUESTS,
    TERMS: INVOICES,
    DeliverWebhooks.__name__: DELIVERIES,
    TellProvider.__name__: DELIVERIES,
}

_ALL_SEAL_AFTER = timedelta(minutes=2)
"""After the first key, what is new need not be looked at: by then a process that has no master key
writes nothing any more, and clocks of machines differ by less."""


def part_of(kind: str) -> str:
    """Which part of the report a workflow of this name belongs to."""
    return _PARTS.get(kind, SCHEDULES)


async def sealed_since(database: Database) -> datetime:
    """When the first key was used; now where nothing was sealed yet."""
    async with database.reading() as connection:
        since = await StoredDataKeys(connection).sealed_since()
    return since or datetime.now(UTC)


async def left(
    database: Database,
    temporal: Client,
    store: DocumentStore,
    task_queue: str,
    before: datetime | None = None,
) -> list[ClearPart]:
    """All parts, also those of which nothing is left.

    Args:
        before: Only what began, or was written, before then.
    """
    runs = await in_clear(temporal, await running(temporal, task_queue, before))
    counted = Counter(part_of(run.kind) for run in runs)
    counted[SCHEDULES] += len(await schedules_in_clear(temporal, task_queue))
    counted[DOCUMENTS] = len([each async for each in store.in_clear(before)])
    tables = await left_in_clear(database)
    counted.update(tables)
    return [
        ClearPart(what=what, left=counted[what], why=_not_asked(counted[what]))
        for what in (REQUESTS, INVOICES, DELIVERIES, SCHEDULES, DOCUMENTS, *sorted(tables))
    ]


def _not_asked(count: int) -> tuple[Unsealed, ...]:
    return (Unsealed.NOT_ASKED,) if count else ()


async def refuse_what_is_left(
    database: Database, temporal: Client, store: DocumentStore, settings: Settings
) -> None:
    """For a worker that is to refuse what is in clear text.

    Raises:
        ClearLeft: there still is something, which would stand still.
    """
    before = await sealed_since(database) + _ALL_SEAL_AFTER
    asked = database, temporal, store, settings.task_queue, before
    parts = await left(*asked) if await _any_left(*asked) else []
    if any(part.left for part in parts):
        raise ClearLeft(
            f"PAYBYINVOICE_REFUSE_CLEAR is set, and this is still in clear text: {named(parts)}."
            " Start the workers without it, and type 'engine seal' until nothing is left.",
            left={part.what: part.left for part in parts if part.left},
        )


async def _any_left(
    database: Database, temporal: Client, store: DocumentStore, task_queue: str, before: datetime
) -> bool:
    """Stops at the first that is found, the cheapest to find first."""
    if await any_in_clear(database):
        return True
    async for _ in store.in_clear(before):
        return True
    return bool(
        await in_clear(temporal, await running(temporal, task_queue, before))
        or await schedules_in_clear(temporal, task_queue)
    )


async def ended_in_clear(temporal: Client, task_queue: str, since: datetime) -> EndedInClear | None:
    """Workflows that began before anything was sealed, and have ended; None where the engine has
    none any more."""
    ended = f"TaskQueue = '{task_queue}' AND ExecutionStatus != 'Running'"
    query = f"{ended} AND StartTime < '{since.isoformat()}'"
    async with answering("the engine's workflows", LISTED_WITHIN):
        count = (await temporal.count_workflows(query)).count
        if not count:
            return None
        last = [each.close_time async for each in temporal.list_workflows(query, limit=1)]
        namespace = await temporal.workflow_service.describe_namespace(
            DescribeNamespaceRequest(namespace=temporal.namespace)
        )
    kept = namespace.config.workflow_execution_retention_ttl.ToTimedelta()
    until = last[0] + kept if last and last[0] is not None and kept else None
    return EndedInClear(count=count, kept_until=until, query=query)
