"""Workflows started where they do not run, from what the ledger has."""

import asyncio
from collections.abc import Sequence

from temporalio.client import Client
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError

from activities.signalling import REFRESH, SIGNALLED_AT_ONCE, TERMS, summary_of
from domain.invoices.invoice import invoice_id
from domain.invoices.messages import OpenTerms
from domain.requests.life import RequestLife, request_in
from domain.turns import WORKER
from domain.values.shown import Shown
from engine.refusals import ANSWER_WITHIN, answering
from settings import Settings
from workflows.publishing import attributes_at_start
from workflows.request import PayByInvoiceRequest


async def start_terms(
    temporal: Client, settings: Settings, number: str, signal: str | None = None, *said: str
) -> None:
    """Starts the workflow of an invoice that is issued already, unless it runs, and sends it the
    signal.

    Raises:
        ServiceUnreachable: the engine does not answer.
    """
    async with answering(invoice_id(number)):
        await temporal.start_workflow(
            TERMS,
            OpenTerms(by=WORKER, number=number, messages_per_run=settings.messages_each_run),
            id=invoice_id(number),
            task_queue=settings.task_queue,
            id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            start_signal=signal,
            start_signal_args=said,
            static_summary=summary_of(number),
        )


async def refresh_terms(temporal: Client, settings: Settings, numbers: Sequence[str]) -> None:
    """Signals the workflows of these invoices to refresh, some at a time.

    Raises:
        ServiceUnreachable: the engine does not answer.
    """
    for start in range(0, len(numbers), SIGNALLED_AT_ONCE):
        some = numbers[start : start + SIGNALLED_AT_ONCE]
        await asyncio.gather(*(start_terms(temporal, settings, each, REFRESH) for each in some))


async def resume_request(temporal: Client, task_queue: str, life: RequestLife) -> bool:
    """Starts the workflow of a request again where it stood, as the ledger has it.

    Returns:
        False when a request runs under its id: that one stays as it is.

    Raises:
        ServiceUnreachable: the engine does not answer.
    """
    async with answering(life.id):
        try:
            await temporal.start_workflow(
                PayByInvoiceRequest.run,
                life,
                id=life.id,
                search_attributes=attributes_at_start(request_in(life)),
                task_queue=task_queue,
                id_conflict_policy=WorkflowIDConflictPolicy.FAIL,
                id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
                static_summary=summary_of_request(life.scope_id),
                rpc_timeout=ANSWER_WITHIN,
            )
        except WorkflowAlreadyStartedError:
            return False
    return True


def summary_of_request(scope_id: str) -> Shown:
    """The summary that operators see with the workflow's id."""
    return Shown(f"Pay by invoice: {scope_id}")
