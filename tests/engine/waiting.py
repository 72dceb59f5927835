"""A workflow that does nothing but wait, to see its end, and its worker."""

from datetime import timedelta

from temporalio import workflow
from temporalio.client import Client
from temporalio.worker import Worker

TASK_QUEUE = "waiting"


@workflow.defn
class Waiting:
    def __init__(self) -> None:
        self.called = False

    @workflow.run
    async def run(self, days: int) -> str:
        """Wait to be called, and for this long at most."""
        try:
            await workflow.wait_condition(lambda: self.called, timeout=timedelta(days=days))
        except TimeoutError:
            return "nobody called"
        return "called"

    @workflow.update
    async def call(self) -> str:
        self.called = True
        return "heard"


def worker(client: Client) -> Worker:
    return Worker(client, task_queue=TASK_QUEUE, workflows=[Waiting], build_id="waiting")
