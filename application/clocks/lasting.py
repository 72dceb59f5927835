"""The check of deliveries: what sends to webhooks, or to the billing system, runs for as long as
there is something to send to."""

from application.clocks.apart import all_apart
from application.clocks.check import Check
from application.ports.clocks import WorkflowState
from domain.clocks import ClockFinding, Remedy, Trouble


async def check_lasting(check: Check) -> list[ClockFinding]:
    """Those that do not run."""

    async def look(about: str) -> ClockFinding | None:
        if await check.engine.state(about) is WorkflowState.RUNNING:
            return None
        found = ClockFinding(about=about, trouble=Trouble.NOT_RUNNING, remedy=Remedy.STARTED)
        if not check.mend:
            return found
        await check.engine.start_lasting(about)
        return found.model_copy(update={"mended": True})

    return await all_apart(check, await check.engine.lasting(), str, look)
