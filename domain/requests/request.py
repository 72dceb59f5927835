"""One request: its data and the few moves that everything else is made of.

Plain data that the workflow holds. What people, rules and time do to it is in `drafting`,
`assessment`, `fixing`, `credit`, `credit_decision`, `verification`, `extending`, `overruling`,
`approval` and `deadlines_reached`. Nothing here reads a clock.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from domain.forms.applicant import Applicant
from domain.forms.documents import DocumentAsk, LegalDocument
from domain.forms.form import FieldProblem, problems_in
from domain.notices import Audience, Item, Notice, NoticeKind
from domain.operations.messages import Message
from domain.people.through import Through
from domain.policy import Policy
from domain.requests.choices import security_to_provide
from domain.requests.deadlines import Alarm, Deadlines
from domain.requests.happenings import OF_MOVE, Facts, Happening
from domain.requests.lifecycle import FINAL, State, Trigger, fire
from domain.requests.outcomes import RequestOutcome, Settled
from domain.requests.snapshot import (
    ApplicationReceived,
    Condition,
    CreditDecision,
    TimelineEntry,
)
from domain.requests.switch_order import SwitchReceipt
from domain.rules.findings import Finding
from domain.tasks import Task
from domain.turns import WaitingOn, Who
from domain.values.money import Money

_OF_LETTERS = frozenset(
    {Happening.LETTER_REFUSED, Happening.LETTER_UNCONFIRMED, Happening.LETTER_DISMISSED}
)


def _is_needed(entry: TimelineEntry) -> bool:
    return entry.from_ is not entry.to or entry.kind in _OF_LETTERS


_PREFIX = "pay-by-invoice/"


def request_id(name: str) -> str:
    """The workflow id, from itself or from the payment scope's id."""
    return name if is_request(name) else _PREFIX + name


def is_request(about: str) -> bool:
    """Whether this is a request's workflow id."""
    return about.startswith(_PREFIX)


@dataclass(slots=True)
class Credit:
    """The credit check of one request."""

    applications: list[ApplicationReceived] = field(default_factory=list)
    review_started_at: datetime | None = None
    review_overdue: bool = False
    decision: CreditDecision | None = None
    limit: Money | None = None
    conditions: list[Condition] = field(default_factory=list)
    waits_for_more: bool = False
    """The analyst asked for more and the customer has not answered."""

    @property
    def unmet(self) -> list[Condition]:
        return [condition for condition in self.conditions if condition.met_at is None]

    @property
    def unmet_security(self) -> Condition | None:
        return security_to_provide(self.conditions)


@dataclass(slots=True)
class Request:
    id: str
    """The workflow id, `pay-by-invoice/<scope>`."""
    run: str
    """The workflow run: an id may have had earlier ones."""
    scope_id: str
    account_id: str
    policy: Policy
    draft: dict[str, Any]
    opened_at: datetime
    waiting_on: WaitingOn
    state: State = State.DRAFT
    came_from: State | None = None
    time_zone: str = "UTC"
    """The payer's, once the account has been read."""
    findings: tuple[Finding, ...] = ()
    cleared: dict[str, Settled] = field(default_factory=dict)
    """`verify` rules that documents or a verifier settled, with how."""
    notified_to_fix: tuple[str, ...] = ()
    to_assess: bool = False
    """The rules are to be read before anything else happens."""
    credit: Credit = field(default_factory=Credit)
    asks: list[DocumentAsk] = field(default_factory=list)
    documents: list[LegalDocument] = field(default_factory=list)
    deadlines: Deadlines = field(default_factory=Deadlines)
    actor: tuple[str, Through | None] | None = None
    """Who sent the message that is being acted on, and how they came in."""
    switching_by: str | None = None
    """Who is making the switch at this very moment."""
    switching_through: Through | None = None
    switched: SwitchReceipt | None = None
    outcome: RequestOutcome | None = None
    timeline: list[TimelineEntry] = field(default_factory=list)
    """What happened, from the entry after the `earlier` ones on."""
    earlier: int = 0
    """How many entries came before: a run that followed another one left them to the ledger."""
    kept: tuple[TimelineEntry, ...] = ()
    """Those of the earlier ones that rules and listings read."""
    outgoing: list[Notice] = field(default_factory=list)
    """Notices not yet recorded."""
    notified: int = 0
    """How many notices were queued: part of each one's key."""
    revision: int = 0
    """Rises whenever the input of the rules may have changed."""
    _read: tuple[dict[str, Any], Applicant] | None = field(
        default=None, init=False, repr=False, compare=False
    )

    _checked: tuple[dict[str, Any], date, tuple[FieldProblem, ...]] | None = field(
        default=None, init=False, repr=False, compare=False
    )

    def problems(self, today: date) -> tuple[FieldProblem, ...]:
        """What keeps the draft from being submitted, found once for each draft and day."""
        checked = self._checked
        if checked is None or checked[0] is not self.draft or checked[1] != today:
            found = problems_in(self.draft, today, self.policy.credit.largest_amount)
            checked = self._checked = self.draft, today, found
        return checked[2]

    @property
    def applicant(self) -> Applicant:
        """What the draft says of who applies, read once for each draft."""
        if self._read is None or self._read[0] is not self.draft:
            self._read = self.draft, Applicant.of(self.draft)
        return self._read[1]

    @property
    def entries(self) -> int:
        """How many entries the whole timeline has."""
        return self.earlier + len(self.timeline)

    @property
    def needed(self) -> tuple[TimelineEntry, ...]:
        """The entries of the whole timeline that rules and listings read: moves from one state to
        another, and what became of letters."""
        return (*self.kept, *filter(_is_needed, self.timeline))

    @property
    def ended(self) -> bool:
        return self.state in FINAL

    def attributed_to(self, command: Message) -> "Request":
        """The request, with the sender of this message as its actor: what they do next is written
        down with how they came in."""
        self.actor = (command.by, command.through)
        return self

    def _through_of(self, by: str) -> Through | None:
        return self.actor[1] if self.actor and self.actor[0] == by else None

    def fire(self, trigger: Trigger, by: str, now: datetime, facts: Facts | None = None) -> None:
        """Moves to the next state and writes it down; raises NotPossibleNow and changes nothing."""
        before = self.state
        fire(self, trigger)
        self._write_down(OF_MOVE[trigger], before, by, now, facts)
        if self.ended:
            self.deadlines.clear()
            self.assign(Who.NOBODY, Task.ENDED, now)
            self.to_assess = False

    def note(
        self, happening: Happening, by: str, now: datetime, facts: Facts | None = None
    ) -> None:
        """Writes down something that happened without a change of state."""
        self._write_down(happening, self.state, by, now, facts)

    def _write_down(
        self, happening: Happening, before: State, by: str, now: datetime, facts: Facts | None
    ) -> None:
        self.timeline.append(
            TimelineEntry(
                at=now,
                by=by,
                kind=happening,
                from_=before,
                to=self.state,
                through=self._through_of(by),
                **dict(facts or ()),
            )
        )

    def assign(
        self,
        who: Who,
        task: Task,
        now: datetime,
        until: datetime | None = None,
        codes: tuple[str, ...] = (),
    ) -> None:
        """Says who must act now, and on what. `since` stays when it is still the same task."""
        was = self.waiting_on
        same = (was.who, was.task, was.codes) == (who, task, codes)
        self.waiting_on = WaitingOn(
            who=who, task=task, codes=codes, since=was.since if same else now, until=until
        )

    def recheck_daily(self, now: datetime) -> None:
        """Reads the rules again by itself after the policy's interval."""
        self.deadlines.add(
            Alarm.DAILY_RECHECK, now + timedelta(days=self.policy.recheck_every_days)
        )

    def notify(
        self,
        kind: NoticeKind,
        now: datetime,
        audience: Audience = Audience.CUSTOMER,
        *,
        deadline: datetime | None = None,
        amount: Money | None = None,
        reason: str | None = None,
        items: tuple[Item, ...] = (),
        key: str | None = None,
    ) -> None:
        """Queues a notice. A customer without an address gets none.

        Args:
            key: Under which it is queued once. By default the next number: the same step takes the
                same one when it is done again.
        """
        applicant = self.applicant
        if audience is Audience.CUSTOMER and applicant.email is None:
            return
        if key is None:
            self.notified += 1
            key = f"{self.id}/{self.run}/{self.notified}-{kind}"
        self.outgoing.append(
            Notice(
                key=key,
                kind=kind,
                audience=audience,
                to=applicant.email if audience is Audience.CUSTOMER else None,
                name=applicant.contact if audience is Audience.CUSTOMER else None,
                language=applicant.language,
                time_zone=self.time_zone,
                request=self.id,
                run=self.run,
                account=self.account_id,
                company=applicant.company,
                at=now,
                deadline=deadline,
                amount=amount,
                reason=reason,
                items=items,
            )
        )
