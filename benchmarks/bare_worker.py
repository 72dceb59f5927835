"""The yardstick's worker process: `python -m benchmarks.bare_worker ADDRESS HOME TASK_QUEUE`."""

import sys
from pathlib import Path

from temporalio.client import Client
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from benchmarks.bare import BareActivities, BareRequest, open_database
from benchmarks.bare_invoices import BareInvoice, BareInvoiceActivities, BareReminder
from benchmarks.processes import READY
from engine.leaving import run_and_leave
from engine.stopping import stop_requested


async def main(address: str, home: Path, task_queue: str) -> int:
    client = await Client.connect(address)
    database = open_database(home)
    activities, invoices = BareActivities(database, home), BareInvoiceActivities(database, home)
    stopping = stop_requested()
    async with Worker(
        client,
        task_queue=task_queue,
        workflows=[BareRequest, BareInvoice, BareReminder],
        activities=[
            *(activities.assess, activities.switch, activities.mail),
            *(invoices.write, invoices.send),
        ],
        workflow_runner=UnsandboxedWorkflowRunner(),
    ):
        print(READY, flush=True)
        await stopping.wait()
    return 0


if __name__ == "__main__":
    run_and_leave(lambda: main(sys.argv[1], Path(sys.argv[2]), sys.argv[3]))
