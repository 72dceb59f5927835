"""What a request's page shows, from one snapshot and the account as it is now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from console.drawing.state_diagram import StateDiagram, state_diagram, way_of
from console.pages.comparison import Row, side_by_side
from domain.accounts.account import Standing
from domain.billing.drift import DriftStep
from domain.policy import Policy
from domain.requests.lifecycle import FINAL
from domain.requests.outcomes import Settled
from domain.requests.snapshot import Snapshot, TimelineEntry
from domain.rules.findings import Finding, Outcome

_ORDER = {Outcome.FAIL: 0, Outcome.UNKNOWN: 1, Outcome.PASS: 2}

PICTURES = frozenset({"image/png", "image/jpeg"})
"""Types of files that a page shows inline: browsers treat them as pictures only."""


@dataclass(frozen=True, slots=True)
class Found:
    """A finding, as a page shows it."""

    finding: Finding
    settled: Settled | None
    """How it was settled although it had found something."""

    @property
    def word(self) -> str:
        if self.settled:
            return "settled"
        return {"pass": "passed", "fail": "found", "unknown": "unknown"}[self.finding.outcome]


@dataclass(frozen=True, slots=True)
class Facts:
    """What the page shows to every reader."""

    snapshot: Snapshot
    now: datetime
    """By the request's own clock, as far as known: a rehearsal's is ahead."""
    diagram: StateDiagram
    findings: tuple[Found, ...]
    rows: tuple[Row, ...] | None
    """The form and the account side by side; None where the account is not known."""
    standing: Standing | None
    contact_waits: bool = False
    """Letters go to an administrator, because the contact on the form is not confirmed yet."""
    since_switch: tuple[DriftStep, ...] = ()
    """What the billing system did otherwise since the switch, the latest first."""

    @property
    def overdue(self) -> bool:
        until = self.snapshot.waiting_on.until
        return until is not None and until < self.now and not self.ended

    @property
    def ended(self) -> bool:
        return self.snapshot.state in FINAL

    @property
    def differing(self) -> int:
        return sum(row.result == "differs" for row in self.rows or ())


def facts_from(
    policy: Policy,
    snapshot: Snapshot,
    standing: Standing | None,
    now: datetime,
    contact_waits: bool = False,
    since_switch: Sequence[DriftStep] = (),
) -> Facts:
    return Facts(
        snapshot,
        now,
        state_diagram(way_of(snapshot.timeline, snapshot.state)),
        _found(snapshot),
        tuple(side_by_side(snapshot.draft, standing.account, snapshot.findings, policy.eligibility))
        if standing
        else None,
        standing,
        contact_waits,
        tuple(since_switch),
    )


def moment_of(timeline: Sequence[TimelineEntry]) -> datetime:
    """Now; in a rehearsal, no earlier than the last entry."""
    now = datetime.now(UTC)
    return max(now, timeline[-1].at) if timeline else now


def _found(snapshot: Snapshot) -> tuple[Found, ...]:
    settled = snapshot.settled
    found = (
        Found(each, settled.get(each.code) if each.failed else None) for each in snapshot.findings
    )
    return tuple(sorted(found, key=lambda each: (_ORDER[each.finding.outcome], bool(each.settled))))
