"""The calls to the billing system about what was done here."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.telling import TellingActivities, Told
    from workflows.options import DELIVERIES_EACH_RUN, TELLING


@workflow.defn
class TellProvider:
    """One, for as long as another system than the ledger bills: see `engine/telling.py`."""

    @workflow.run
    async def run(self, provider: str) -> None:
        for _ in range(DELIVERIES_EACH_RUN):
            told: Told = await workflow.execute_activity_method(
                TellingActivities.tell_provider, provider, **TELLING
            )
            if told.ended:
                return
        workflow.continue_as_new(provider)
