"""Reports our steps to the billing system."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.provider_calls import DeliveredCalls, ProviderCallActivities
    from workflows.options import DELIVERIES_EACH_RUN, PROVIDER_CALLS


@workflow.defn
class TellProvider:
    """One, for as long as another system than the ledger bills: see `engine/provider_calls.py`."""

    @workflow.run
    async def run(self, provider: str) -> None:
        for _ in range(DELIVERIES_EACH_RUN):
            delivered: DeliveredCalls = await workflow.execute_activity_method(
                ProviderCallActivities.deliver_calls, provider, **PROVIDER_CALLS
            )
            if delivered.ended:
                return
        workflow.continue_as_new(provider)
