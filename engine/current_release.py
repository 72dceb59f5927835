"""Whether the engine gives its work to the release of this worker, among the worker's metrics.

The figures of the ledger are there as long as any worker is, one that stands by as well: they do
not say that somebody works. This one does.
"""

import asyncio

from temporalio.client import Client
from temporalio.runtime import Runtime
from temporalio.service import RPCError

from domain.errors import DomainError
from engine.observing.business_metrics import EVERY_SECONDS
from engine.releases import releases_of
from release import RELEASE
from settings import Settings

CURRENT = "pay_by_invoice_release_current"
_ANSWERS_WITHIN_SECONDS = 5.0


class CurrentRelease:
    def __init__(self, client: Client, settings: Settings, runtime: Runtime) -> None:
        self._client = client
        self._settings = settings
        self._gauge = runtime.metric_meter.create_gauge(
            CURRENT, "1 where the engine gives this worker's release its work, 0 where it does not."
        )

    async def keep(self) -> None:
        """Shows it anew for as long as it runs."""
        while True:
            await self.show()
            await asyncio.sleep(EVERY_SECONDS)

    async def show(self) -> None:
        """Asks and shows once. Of an engine that does not answer nobody gets work."""
        self._gauge.set(int(await self._is_current()), {"release": RELEASE})

    async def _is_current(self) -> bool:
        try:
            async with asyncio.timeout(_ANSWERS_WITHIN_SECONDS):
                if not self._settings.worker_versioning:
                    return await self._client.service_client.check_health()
                known = await releases_of(self._client, self._settings.task_queue)
        except (DomainError, RPCError, TimeoutError):
            return False
        return known.current == RELEASE
