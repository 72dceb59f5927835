"""Ledger and engine are held against each other, and what can be mended is."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from application.ports.clocks import Engine, Run, StoredFiles
from application.ports.ledger import Ledger
from domain.clocks import ClockFinding
from domain.turns import WORKER

SETTLES = timedelta(minutes=15)
"""What was written less long ago may still be on its way: thousands of workflows are signalled one
after the other."""


_PAGE = 500


def _nothing() -> None:
    return None


@dataclass(frozen=True, slots=True)
class Check:
    """One check."""

    ledger: Ledger
    unsent: Ledger
    """The same, but letters that are queued in it are never sent by themselves: they may have gone
    out before the ledger was set back."""
    engine: Engine
    files: StoredFiles
    now: datetime
    """By the real clock."""
    mend: bool = False
    """Start again, refresh, list anew."""
    do_again: bool = False
    """Also do in the ledger again what the engine alone knows of. A person decides that: it is
    right where this ledger is the one to go on with."""
    thorough: bool = False
    """Ask each workflow what it knows, and not only whether it runs."""
    settles: timedelta = SETTLES
    stuck: frozenset[str] = frozenset()
    """Ids of workflows whose tasks fail: they answer nobody, and are not asked."""
    by: str = WORKER
    """Who has it made; timelines name them where something was set right."""
    since: datetime | None = None
    """When the check before this one was made, which saw all that had changed until then; None
    where none is known, and all is looked at."""
    beat: Callable[[], None] = _nothing
    """Called after each request and invoice that was asked about, and after each page."""

    def is_settling(self, at: datetime) -> bool:
        return self.now - at < self.settles

    def was_seen(self, at: datetime) -> bool:
        """Whether what was written or began then is as the check before saw it."""
        return not self.thorough and self.since is not None and at < self.since - self.settles

    async def listed(self, runs: AsyncIterator[Run]) -> list[Run]:
        """All of them."""
        found: list[Run] = []
        async for run in runs:
            found.append(run)
            if len(found) % _PAGE == 0:
                self.beat()
        return found


Findings = list[ClockFinding]
