"""The typed way to the check of ledger and engine against each other, for every face."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

from temporalio.client import Client

from application.clocks.run import run_check
from domain.clocks import ClockFinding, ClockReport, ClockTask, ClockTasks, LostSeen, Trouble
from domain.errors import RequestNotFound
from domain.requests.request import request_id
from engine.connection import connect
from engine.wiring.checks import check_of
from engine.wiring.ledgers import ledger_of
from engine.wiring.open_ledger import OpenLedger
from settings import Settings

__all__ = [
    "ClockClient",
    "ClockFinding",
    "ClockReport",
    "ClockTask",
    "ClockTasks",
    "LostSeen",
    "Trouble",
]

_SEEN_LISTED = 20
_SETTLES = timedelta(minutes=1)
"""A person who asks looks at what comes of it, and may ask again."""


class ClockClient:
    def __init__(self, ledger: OpenLedger, settings: Settings, temporal: Client | None) -> None:
        self._database = ledger.database
        self._ledger = ledger.transactions
        self._keys = ledger.keys
        self._settings = settings
        self._temporal = temporal

    @classmethod
    @asynccontextmanager
    async def opened(
        cls, settings: Settings, temporal: Client | None = None
    ) -> AsyncIterator["ClockClient"]:
        async with ledger_of(settings) as ledger:
            yield cls(ledger, settings, temporal)

    async def check(
        self,
        by: str,
        key: str | None = None,
        *,
        mend: bool = False,
        settles: timedelta = _SETTLES,
    ) -> ClockReport:
        """Asks every workflow what it knows; changes nothing unless it is to mend.

        Args:
            by: Who has it made.
            key: The caller's own. What was mended under it is not mended again: the check is made
                anew and says what there is now.
            mend: Start again, refresh and list anew, and do in the ledger again what the engine
                alone knows of.
            settles: What was written less long ago is left alone.

        Raises:
            EffectMismatch: the key was used for something else.
            ServiceUnreachable: the engine or the ledger does not answer.
        """
        async with self._keys.once(key, by, "check_clocks", "clocks", {"mend": mend}) as claim:
            temporal = self._temporal or await connect(self._settings)
            mends = mend and not claim.done
            how = {"mend": mends, "do_again": mends, "thorough": True, "settles": settles}
            check = check_of(self._database, temporal, self._settings, by=by, **how)
            report = await run_check(check)
        return report.model_copy(update={"seen": tuple(await self.seen_to())})

    async def seen(self, request: str, by: str, key: str | None = None) -> None:
        """Somebody has seen to a request that was lost, or to the files that it misses: it is no
        task any more. Needs no engine.

        Args:
            request: Its id, or the id of its payment scope.
            by: Who.

        Raises:
            RequestNotFound: it is no request that was lost or misses files, and waits for somebody.
        """
        request = request_id(request)
        async with self._keys.once(key, by, "lost_request_seen", request, {}) as claim:
            if claim.done:
                return
            async with self._ledger.writing() as transaction:
                if not await transaction.clocks.seen(request, by, datetime.now(UTC)):
                    said = "No request of this id waits for somebody to see to it."
                    raise RequestNotFound(said, request=request)

    async def seen_to(self, request: str | None = None) -> Sequence[LostSeen]:
        """Requests that were lost or miss files and that somebody has seen to, the latest of them;
        of this one where it is named. Needs no engine."""
        async with self._ledger.reading() as transaction:
            return await transaction.clocks.seen_to(_SEEN_LISTED, request and request_id(request))

    async def tasks(self) -> ClockTasks:
        """What the last check left to a person, the schedule's or one that was asked for; needs no
        engine."""
        async with self._ledger.reading() as transaction:
            return ClockTasks(
                tasks=tuple(await transaction.clocks.tasks()),
                checked_at=await transaction.clocks.checked_at(),
            )

    async def troubles(self) -> dict[Trouble, int]:
        """How much of each kind a person must see to, by the last check; needs no engine."""
        async with self._ledger.reading() as transaction:
            return await transaction.clocks.troubles()
