"""What a worker of this release shows of it."""

from temporalio.client import Client
from temporalio.runtime import PrometheusConfig, Runtime, TelemetryConfig

from engine.current_release import CURRENT, CurrentRelease
from engine.local.ports import LOOPBACK, free_port
from release import RELEASE
from settings import Settings
from tests.metrics import scraped


class Page:
    """A page of metrics of its own."""

    def __init__(self) -> None:
        self._address = f"{LOOPBACK}:{free_port()}"
        metrics = PrometheusConfig(bind_address=self._address)
        self._runtime = Runtime(telemetry=TelemetryConfig(metrics=metrics))

    async def shows(self, client: Client, settings: Settings) -> float:
        """Whether this release gets the work, as of now."""
        await CurrentRelease(client, settings, self._runtime).show()
        return (await scraped(self._address))[f"{CURRENT}{{release={RELEASE}}}"]
