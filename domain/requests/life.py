"""All that a request is, as the ledger keeps it and as one run of its workflow hands it to the
next: enough to go on where it stood.

A life is read for years, so it has a version of its own: see `domain.values.versions`.
"""

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any

from pydantic import model_validator

from domain.forms.documents import DocumentAsk, LegalDocument
from domain.notices import Notice
from domain.operations.messages import MESSAGES_EACH_RUN
from domain.people.through import Through
from domain.policy import Policy
from domain.requests.answer import GivenAnswer
from domain.requests.deadlines import Alarm, Deadlines, Due
from domain.requests.lifecycle import State
from domain.requests.outcomes import RequestOutcome, Settled
from domain.requests.request import Credit, Request
from domain.requests.snapshot import ApplicationReceived, Condition, CreditDecision, TimelineEntry
from domain.requests.switch_order import SwitchReceipt
from domain.rules.findings import Finding
from domain.turns import Part, WaitingOn
from domain.values.money import Money
from domain.values.versions import Step, upgraded

VERSION = 1

_STEPS: Mapping[int, Step] = {}
"""What brings the JSON of each version up to the next."""


class CreditLife(Part):
    applications: list[ApplicationReceived] = []
    review_started_at: datetime | None = None
    review_overdue: bool = False
    decision: CreditDecision | None = None
    limit: Money | None = None
    conditions: list[Condition] = []
    waits_for_more: bool = False


class RunningLife(Part):
    alarm: Alarm
    at: datetime


class StoppedLife(Part):
    alarm: Alarm
    left: timedelta


class DeadlinesLife(Part):
    running: tuple[RunningLife, ...] = ()
    stopped: tuple[StoppedLife, ...] = ()
    on_working_days: tuple[Alarm, ...] = ()


class ActorLife(Part):
    by: str
    through: Through | None = None


class RequestLife(Part):
    """What `domain.requests.request.Request` holds, field by field, and how far its workflow had
    come. The timeline is not in it: the ledger has every entry.

    A switch that is being made is not in it either: an order that was not carried out is forgotten,
    and one that was has ended the request.
    """

    version: int
    id: str
    run: str
    """The first run of its workflow. It is part of every key, in later runs as well."""
    scope_id: str
    account_id: str
    policy: Policy
    draft: dict[str, Any]
    opened_at: datetime
    waiting_on: WaitingOn
    state: State
    came_from: State | None = None
    time_zone: str
    findings: tuple[Finding, ...] = ()
    cleared: dict[str, Settled] = {}
    notified_to_fix: tuple[str, ...] = ()
    to_assess: bool = False
    credit: CreditLife = CreditLife()
    asks: list[DocumentAsk] = []
    documents: list[LegalDocument] = []
    deadlines: DeadlinesLife = DeadlinesLife()
    actor: ActorLife | None = None
    switched: SwitchReceipt | None = None
    outcome: RequestOutcome | None = None
    entries: int
    """How many entries its timeline has."""
    kept: tuple[TimelineEntry, ...] = ()
    """Those of them that rules and listings read."""
    outgoing: list[Notice] = []
    notified: int = 0
    revision: int = 0

    opening_key: str = ""
    """The caller's id of the opening: asked again, it finds its own request and no conflict."""
    listed: int = 0
    """The revision of its listing."""
    events: int = 0
    """How long the histories of its runs were, together."""
    messages_each_run: int = MESSAGES_EACH_RUN
    answered: tuple[GivenAnswer, ...] = ()
    """The last answers, for messages that are sent again. Only the next run is told of them."""

    @property
    def locations(self) -> set[str]:
        """Where the files that were sent lie in the storage."""
        return set(self.files)

    @property
    def files(self) -> dict[str, str]:
        """The same, each with what it is called within the request: a document's id, or of which
        credit application it is."""
        statements = {
            each.financial_statements.location: f"application-{number}"
            for number, each in enumerate(self.credit.applications, start=1)
            if each.financial_statements is not None
        }
        return statements | {each.stored.location: each.id for each in self.documents}

    @model_validator(mode="before")
    @classmethod
    def _up_to_date(cls, stored: Any) -> Any:
        return upgraded(stored, VERSION, _STEPS)


WholeLife = tuple[RequestLife, tuple[TimelineEntry, ...]]
"""With its timeline."""


class LifeRecord(Part):
    """A step's part of what the ledger keeps of a request. As JSON already, which nobody reads on
    its way."""

    life: str
    """A `RequestLife`."""
    first: int
    """The number of the first of these entries in the timeline, from 1."""
    entries: tuple[str, ...]
    """What the timeline has from there on, a `TimelineEntry` each."""

    @property
    def last(self) -> int:
        """How many entries the timeline has."""
        return self.first + len(self.entries) - 1


def record_of(life: RequestLife, request: Request, known: int) -> LifeRecord:
    """What the ledger is to keep, which has so many entries of the timeline already."""
    new = request.timeline[max(0, known - request.earlier) :]
    return LifeRecord(
        life=life.model_dump_json(exclude_computed_fields=True, exclude={"answered"}),
        first=request.entries - len(new) + 1,
        entries=tuple(
            entry.model_dump_json(exclude_computed_fields=True, exclude_defaults=True)
            for entry in new
        ),
    )


_OTHERWISE = ("credit", "deadlines", "actor", "kept")
_CREDIT = tuple(each.name for each in fields(Credit))
_ALIKE = tuple(
    each.name
    for each in fields(Request)
    if each.name in RequestLife.model_fields and each.name not in _OTHERWISE
)
"""Fields that are the same in a request and in its life."""


def life_of(
    request: Request,
    *,
    opening_key: str = "",
    listed: int = 0,
    events: int = 0,
    messages_each_run: int = MESSAGES_EACH_RUN,
) -> RequestLife:
    """The request as it stands. The others say how far its workflow has come."""
    credit, deadlines, actor = request.credit, request.deadlines, request.actor
    # Not validated: all of it was when it came into the request.
    return RequestLife.model_construct(
        **{name: getattr(request, name) for name in _ALIKE},
        version=VERSION,
        credit=CreditLife.model_construct(**{name: getattr(credit, name) for name in _CREDIT}),
        deadlines=DeadlinesLife.model_construct(
            running=tuple(
                RunningLife.model_construct(alarm=each.alarm, at=each.at)
                for each in deadlines.running
            ),
            stopped=tuple(
                StoppedLife.model_construct(alarm=alarm, left=left)
                for alarm, left in deadlines.stopped
            ),
            on_working_days=tuple(sorted(deadlines.on_working_days)),
        ),
        actor=ActorLife.model_construct(by=actor[0], through=actor[1]) if actor else None,
        entries=request.entries,
        kept=request.needed,
        opening_key=opening_key,
        listed=listed,
        events=events,
        messages_each_run=messages_each_run,
    )


def request_in(life: RequestLife) -> Request:
    """The request that goes on from this life. Of its timeline it has what is new from now on."""
    credit, deadlines, actor = life.credit, life.deadlines, life.actor
    return Request(
        **{name: getattr(life, name) for name in _ALIKE},
        credit=Credit(**{name: getattr(credit, name) for name in _CREDIT}),
        deadlines=Deadlines(
            running=[Due(each.at, each.alarm) for each in deadlines.running],
            stopped=[(each.alarm, each.left) for each in deadlines.stopped],
            on_working_days=frozenset(deadlines.on_working_days),
        ),
        actor=(actor.by, actor.through) if actor else None,
        earlier=life.entries,
        kept=life.kept,
    )
