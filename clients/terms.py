"""The workflow of an invoice's terms: started where it does not run."""

from temporalio.client import Client
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy

from activities.waking import TERMS, summary_of
from domain.invoices.invoice import invoice_id
from domain.invoices.messages import OpenTerms
from domain.turns import WORKER
from engine.refusals import answering
from settings import Settings


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
            OpenTerms(by=WORKER, number=number),
            id=invoice_id(number),
            task_queue=settings.task_queue,
            id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            start_signal=signal,
            start_signal_args=said,
            static_summary=summary_of(number),
        )
