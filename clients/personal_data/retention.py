"""The typed way to what is kept for a while only. Needs no engine."""

from datetime import UTC, datetime

from clients.over_ledger import OverLedger
from domain.retention.retention import Going, Gone
from domain.values.record import Record
from engine.wiring.open_ledger import OpenLedger
from files.reading import configured_policy
from settings import Settings

__all__ = ["RetentionClient", "RetentionView"]

_RUNS = 50


class RetentionView(Record):
    going: tuple[Going, ...]
    gone: tuple[Gone, ...]
    """The latest first."""


class RetentionClient(OverLedger):
    def __init__(self, ledger: OpenLedger, settings: Settings) -> None:
        super().__init__(ledger, settings)
        self._retained = ledger.retention

    async def view(self, now: datetime | None = None) -> RetentionView:
        """What goes by the policy and when, and what went."""
        policy = configured_policy(self._settings).retention
        going = await self._retained.going(policy, now or datetime.now(UTC))
        gone = await self._retained.gone(_RUNS)
        return RetentionView(going=tuple(going), gone=tuple(gone))
