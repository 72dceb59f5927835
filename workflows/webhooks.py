"""The delivery of events to one endpoint."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.webhooks import Delivered, WebhookActivities
    from workflows.options import DELIVERIES_EACH_RUN, DELIVERING


@workflow.defn
class DeliverWebhooks:
    """One for each endpoint, for as long as it is active: see `engine/webhooks.py`."""

    @workflow.run
    async def run(self, endpoint: str) -> None:
        for _ in range(DELIVERIES_EACH_RUN):
            delivered: Delivered = await workflow.execute_activity_method(
                WebhookActivities.deliver_webhooks, endpoint, **DELIVERING
            )
            if delivered.ended:
                return
        workflow.continue_as_new(endpoint)
