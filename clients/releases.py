"""The typed way to the releases of workers: which one gets the work."""

from temporalio.client import Client

from engine.connection import connect
from engine.releases import UNVERSIONED, Releases, ReleaseState, make_current, releases_of
from settings import Settings

__all__ = ["UNVERSIONED", "ReleaseClient", "ReleaseState", "Releases"]


class ReleaseClient:
    def __init__(self, temporal: Client, settings: Settings) -> None:
        self._temporal = temporal
        self._task_queue = settings.task_queue

    @classmethod
    async def connect(cls, settings: Settings) -> "ReleaseClient":
        """Raises ServiceUnreachable when no engine answers."""
        return cls(await connect(settings), settings)

    async def known(self) -> Releases:
        """The releases that the engine has seen workers of."""
        return await releases_of(self._temporal, self._task_queue)

    async def make_current(self, release: str) -> Releases:
        """Gives this release all work from now on, or `UNVERSIONED` to the workers of 0.1.0.

        Raises:
            ReleaseHasNoWorkers: the engine knows no running worker of it.
        """
        await make_current(self._temporal, self._task_queue, release)
        return await self.known()
