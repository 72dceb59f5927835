"""What is found when ledger and engine are held against each other: whatever waits in the ledger
has a workflow that moves it on, and the other way round."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from domain.turns import Part


class Trouble(StrEnum):
    """What is wrong with one request or invoice. The values are stored."""

    NOT_RUNNING = "not_running"
    """It waits in the ledger, and no workflow runs for it: terminated, lost by a restore of the
    engine, or ended while the ledger was away."""
    BEHIND = "behind"
    """Its workflow knows less than the ledger: the engine was set back, or a signal was lost."""
    AHEAD = "ahead"
    """Its workflow has done what the ledger does not know of: the ledger was set back."""
    UNKNOWN = "unknown"
    """A workflow runs, or has run, for what the ledger does not know at all."""
    LISTED_WRONGLY = "listed_wrongly"
    """A request is listed otherwise than it is, or not at all."""
    LISTED_TWICE = "listed_twice"
    """An earlier run of a request that was opened again since still stands in the queues."""
    LOST = "lost"
    """A request's workflow is gone, and nothing is kept to go on from."""
    STUCK = "stuck"
    """Its workflow runs, and a task of it fails again and again: a bug, or an old worker."""
    UNREADABLE = "unreadable"
    """What ledger or engine has of it cannot be read: a later release wrote it, its key is lost, or
    it was changed. Where it was erased, it is only taken out of the queues."""
    FILES_MISSING = "files_missing"
    """A request names files that are not in the storage: that was restored from before they were
    sent, or somebody took them away."""


BY_THOROUGH_CHECKS = frozenset(
    {
        *(Trouble.BEHIND, Trouble.AHEAD, Trouble.UNKNOWN, Trouble.LISTED_WRONGLY),
        *(Trouble.UNREADABLE, Trouble.FILES_MISSING),
    }
)
"""What an ordinary check may not see: it stays a task until a thorough one sees it no more."""


class Remedy(StrEnum):
    STARTED = "started"
    """The workflow was started again where it stood."""
    REFRESHED = "refreshed"
    """Signalled to reload from the ledger."""
    DONE_AGAIN = "done_again"
    """What the engine knows was done in the ledger again, under the keys that it had."""
    LISTED = "listed"
    """It is listed as it is."""
    CLOSED = "closed"
    """It is no longer listed as waiting."""


class ClockFinding(Part):
    """One request or invoice on which ledger and engine do not agree."""

    about: str
    """Its workflow id."""
    trouble: Trouble
    remedy: Remedy | None = None
    """How it was mended, or would be; None where a person must act."""
    mended: bool = False
    codes: tuple[str, ...] = ()
    """What it is about: operations that the ledger does not know, codes of refusals, why it cannot
    be read, files by their names within the request."""

    @property
    def is_task(self) -> bool:
        """A person must act: where nothing was done, and for a customer whose request is lost."""
        return not self.mended or self.trouble is Trouble.LOST


class LostSeen(Part):
    """Somebody has seen to a request that was lost, or to files that it misses."""

    about: str
    """Its workflow id."""
    by: str
    at: datetime
    codes: tuple[str, ...] = ()
    """The files, by their names within the request; none of one that was lost."""


class ClockTask(Part):
    """What the last check left to a person."""

    about: str
    """Its workflow id."""
    trouble: Trouble
    codes: tuple[str, ...] = ()
    can_be_mended: bool = False
    """By a check that is asked to mend."""
    found_at: datetime
    """When a check saw it first."""


class ClockTasks(Part):
    tasks: tuple[ClockTask, ...] = ()
    checked_at: datetime | None = None
    """When the schedule made its last check; None before the first."""


class ClockReport(Part):
    """What one check came to."""

    invoices: int = 0
    """How many have something open."""
    requests: int = 0
    """How many have not ended."""
    thorough: bool = False
    """Each workflow was asked what it knows, and not only whether it runs."""
    findings: tuple[ClockFinding, ...] = ()
    storage_answered: bool = True
    """False where a thorough check could not look for files that requests name."""
    seen: tuple[LostSeen, ...] = ()
    """Requests that were lost or miss files and that somebody has seen to, the latest first; told
    to a person who asks."""

    @property
    def tasks(self) -> Sequence[ClockFinding]:
        return tuple(each for each in self.findings if each.is_task)

    @property
    def counts(self) -> "ClockCounts":
        mended = Counter(each.trouble for each in self.findings if not each.is_task)
        left = Counter(each.trouble for each in self.tasks)
        return ClockCounts(
            invoices=self.invoices,
            requests=self.requests,
            thorough=self.thorough,
            mended=dict(mended),
            left=dict(left),
        )


class ClockCounts(Part):
    """The same in numbers."""

    invoices: int = 0
    requests: int = 0
    thorough: bool = False
    mended: dict[Trouble, int] = {}
    left: dict[Trouble, int] = {}
    """What a person must see to."""
