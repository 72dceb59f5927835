"""How a request is listed among others: what a queue shows of it, and what is counted."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from domain.requests.lifecycle import State
from domain.turns import Part, WaitingOn, Who
from domain.values.money import Money


class RequestLine(Part):
    """One request in a queue."""

    request: str
    run: str
    """The workflow run: the same scope may have applied before."""
    scope: str
    account: str
    company: str
    country: str | None = None
    state: State
    waiting_on: WaitingOn
    opened_at: datetime
    ended_at: datetime | None = None
    asked: Money | None = None
    reason: str | None = None
    """Why it ended: a decline code or the rules that rejected it, or the outcome of one that lapsed
    or was withdrawn."""
    revision: int
    """Goes up with every entry of the timeline, whether or not it changes what is listed."""
    as_of: datetime
    """The request's own time when it was listed: ahead of everybody's in a rehearsal."""

    def overdue(self, now: datetime) -> bool:
        until = self.waiting_on.until
        return until is not None and (until < now or until <= self.as_of)

    def says(self, other: "RequestLine") -> bool:
        """Whether it is the same that is listed, whenever it was."""
        return self == other.model_copy(update={"as_of": self.as_of})


class Stay(Part):
    """A state that a request stood in, from when; the next one's beginning is its end."""

    state: State
    since: datetime
    trigger: str


class Place(Part):
    """Where in a request's own history something was so. Of two the larger is what holds: a step
    that was lost on its way into the history is taken again at a later place."""

    events: int
    """How long the history was."""
    at: datetime
    """When, by the engine's clock."""


class Listing(Part):
    """All that is listed of a request, from its own state alone."""

    line: RequestLine
    stays: tuple[Stay, ...]
    place: Place


class Change(Part):
    """A request of which something else is listed than before."""

    request: str
    run: str
    account: str
    revision: int
    written_at: datetime
    """By the real clock: a request's own may be ahead of it, in a rehearsal."""


class QueueFilter(BaseModel):
    """Which requests are listed; what is not named does not matter. Without `ended` only those
    that have not ended."""

    model_config = ConfigDict(frozen=True)

    waiting_on: Who | None = None
    state: State | None = None
    country: str | None = Field(default=None, pattern="^[A-Z]{2}$")
    older_than_days: int | None = Field(default=None, ge=0, le=3650)
    """Opened at least so many days ago."""
    overdue: bool = False
    account: str | None = None
    search: str | None = Field(default=None, max_length=200)
    """Part of a request's id, an account's id or a company's name, in any case."""
    ended: bool = False
    """Those that have ended instead, the last ended first."""


class QueuePage(Part):
    """One page of a queue, by deadline: overdue first, those without a deadline last."""

    lines: tuple[RequestLine, ...]
    total: int
    """How many the filter lists altogether."""
    next: str | None = None
    """Where the next page begins: opaque, safe in an address; None on the last one."""


class Waiting(Part):
    """How many requests wait, and how many of them past their deadline."""

    count: int = 0
    overdue: int = 0


class QueueCounts(Part):
    """How many requests are open, by who must act and by state."""

    by_who: dict[Who, Waiting]
    """Every one of them, with nothing for nobody to do."""
    by_state: dict[State, int]


class Rebuilt(Part):
    """The result of writing every request's line anew, from the request itself."""

    requests: int
    """How many the engine has, every run of each."""
    mended: int
    """Whose line was missing, or said something else than the request does."""
    kept: int
    """Lines of requests that the engine keeps no more; they stay as they are."""
    changing: int
    """Whose line was written again and again meanwhile, by the requests themselves."""
    unreadable: int
    """Whose history this version of the product cannot read; their lines stay as they are."""
