"""The figures of reports about requests and invoices, each defined once.

The docstrings are what pages show as the figures' meaning.
"""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field, SerializeAsAny, computed_field

from domain.reports.period import Period
from domain.requests.lifecycle import State
from domain.turns import Who
from domain.values.money import Money


class ReportName(StrEnum):
    WAITING = "waiting"
    STATES = "states"
    DECISIONS = "decisions"
    OVERDUE = "overdue"
    REMINDERS = "reminders"


class Figures(BaseModel):
    """One line of a report."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class StateTime(Figures):
    """How long requests stay in each state. Only stays that ended in the period count for the
    median and the 90th percentile: how long one takes that still goes on, nobody knows yet. A
    request that comes back to a state has two stays there."""

    state: State
    ended: int = Field(title="stays that ended")
    """Stays of this state that ended in the period."""
    median_seconds: int | None = Field(title="median")
    """At least half of the stays that ended were this short or shorter: of ten the fifth."""
    p90_seconds: int | None = Field(title="90th percentile")
    """At least nine in ten of the stays that ended were this short or shorter."""
    going_on: int = Field(title="still going on")
    """Requests that are in this state now, whatever the period."""
    longest_seconds: int | None = Field(title="longest of those")
    """How long the one that has been in this state longest has been there so far."""


class WaitingTime(Figures):
    """How many requests wait now, on whom, and for how long they have. A wait begins when it
    becomes somebody's turn to act, or what they have to do changes; it has no end yet. The period
    does not matter."""

    who: Who = Field(title="waiting on")
    """Who must act; nobody: one of our own steps is being made or retried."""
    state: State
    waiting: int = Field(title="requests")
    """Requests that have not ended, for which they must act, in this state."""
    overdue: int
    """Those of them whose deadline has passed."""
    median_seconds: int = Field(title="median")
    """At least half of them have waited this long or less."""
    p90_seconds: int = Field(title="90th percentile")
    """At least nine in ten have waited this long or less."""
    longest_seconds: int = Field(title="longest")
    """How long the one has that has waited longest."""


class Outcome(StrEnum):
    """How a request was decided, or ended without a decision."""

    APPROVED = "approved"
    REJECTED = "rejected"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"


LAPSES = frozenset({"abandoned", "no_answer", "approval_not_used"})
"""Reasons of requests that ended because their customer left them lying."""

NO_CHECK, AFTER_CHECK = "no_credit_check_needed", "after_credit_check"
"""How an approval came about."""


class Decision(Figures):
    """Requests that were approved, and those that ended without being switched, in the period, by
    reason. One that was approved and then lapsed or was withdrawn counts as both."""

    outcome: Outcome
    """Approved: by a credit analyst or, below the credit threshold, by the rules. Rejected: by a
    rule or a person. Lapsed: its customer left it lying. Withdrawn: by its customer."""
    reason: str
    """Of an approval, whether a credit check was needed; of a rejection, the rules (E1 to E11) that
    failed or the decline code; of a lapse, what the customer did not do."""
    requests: int
    """One that several rules rejected counts once, under all of them together."""

    @computed_field  # type: ignore[prop-decorator]
    @property
    def codes(self) -> tuple[str, ...]:
        """The reason as codes, each by itself: what people read names them."""
        return tuple(filter(None, self.reason.split(", ")))


class Age(StrEnum):
    """Days past the due date."""

    TO_30 = "0-30"
    TO_60 = "31-60"
    TO_90 = "61-90"
    MORE = "more"


class OverdueAge(Figures):
    """What is overdue now, by the days since the due date where the payer is. An invoice is not
    overdue on its due date, and one day overdue the day after. The period does not matter, and
    amounts of two currencies are never added."""

    currency: str
    age: Age = Field(title="days overdue")
    """0-30 begins with the first day after the due date."""
    invoices: int
    """Invoices of which something is open after their due date."""
    open: Money
    """What is open of them, late charges included."""
    disputed: Money = Field(title="of which disputed")
    """What of it is disputed."""


class ReminderEffect(Figures):
    """Whether reminders that went out in the period worked: one did when the open amount was lower
    before the next one went out, because something was paid or credit was applied, and was not
    taken back. A credit note or a write-off is no success of a reminder."""

    reminder: str
    days: int = Field(title="days from due")
    """When it goes out, counted from the due date: -7 is a week before."""
    sent: int
    worked: int
    """After them, and before the next one, something was paid."""
    settled: int = Field(title="of which in full")
    """Of those that worked: the invoice was paid in full."""
    pending: int = Field(title="too early to say")
    """Nothing was paid yet, no later one has gone out, and something is still open."""
    percent: int | None = Field(title="share that worked")
    """In percent of those of which it can be said: sent less too early to say. Rounded down."""


FIGURES: Mapping[ReportName, type[Figures]] = {
    ReportName.WAITING: WaitingTime,
    ReportName.STATES: StateTime,
    ReportName.DECISIONS: Decision,
    ReportName.OVERDUE: OverdueAge,
    ReportName.REMINDERS: ReminderEffect,
}

NOW = frozenset({ReportName.WAITING, ReportName.OVERDUE})
"""Reports of the present: no period applies."""


class Report(BaseModel):
    model_config = ConfigDict(frozen=True)

    name: ReportName
    at: datetime
    """The moment it is of."""
    period: Period
    lines: tuple[SerializeAsAny[Figures], ...]
