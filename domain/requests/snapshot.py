"""What a request says of itself: one shape for every face."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

from pydantic import AliasChoices, BeforeValidator, Field, computed_field, model_validator

from domain.forms.documents import DocumentAsk, LegalDocument, StoredDocument
from domain.operations.obstacles import Possible
from domain.people.through import Through
from domain.requests.credit_application import CreditApplication
from domain.requests.happenings import Facts, Happening
from domain.requests.lifecycle import State
from domain.requests.messages import DeclineCode, Security
from domain.requests.outcomes import RequestOutcome, Settled
from domain.requests.outcomes_of_before import named_outcome, named_settled
from domain.requests.switch_order import SwitchReceipt
from domain.requests.timeline_of_before import with_facts
from domain.requests.timeline_texts import note_of, trigger_of
from domain.rules.findings import Finding
from domain.turns import Part, WaitingOn
from domain.values.brief import Brief
from domain.values.money import Money

Ended = Annotated[
    RequestOutcome | None,
    BeforeValidator(named_outcome),
    Field(validation_alias=AliasChoices("ended", "outcome")),
]


class TimelineEntry(Facts):
    at: datetime
    by: str
    """A sign-in, or `worker` for what happens by itself."""
    kind: Happening
    from_: State | None = Field(
        validation_alias=AliasChoices("from", "from_"), serialization_alias="from"
    )
    to: State
    through: Through | None = None
    """How they came in, where that is known."""

    @model_validator(mode="before")
    @classmethod
    def _with_facts(cls, stored: Any) -> Any:
        return with_facts(stored)

    @computed_field  # type: ignore[prop-decorator]
    @property
    def trigger(self) -> str:
        """What happened as a text, for programs that read it."""
        return trigger_of(self.kind, self)

    @computed_field  # type: ignore[prop-decorator]
    @property
    def note(self) -> str | None:
        """The facts as a text, for programs that read it."""
        return note_of(self.kind, self)


class ApplicationReceived(Part):
    id: str
    """`application-1`, …: what a decision can name."""
    at: datetime
    by: str
    application: CreditApplication
    financial_statements: StoredDocument | None = None


class ConditionKind(StrEnum):
    DEPOSIT = "deposit"
    LETTER_OF_CREDIT = "letter_of_credit"
    BILLING_CONTACT = "billing_contact"
    """E5 holds back the approval of a limit until it passes."""


class Condition(Part):
    """Something that must be met before an approval is valid."""

    kind: ConditionKind
    amount: Money | None = None
    since: datetime
    met_at: datetime | None = None
    reference: str | None = None

    @classmethod
    def of(cls, security: Security, amount: Money, since: datetime) -> "Condition":
        return cls(kind=ConditionKind(security), amount=amount, since=since)


class Decided(StrEnum):
    APPROVED = "approved"
    MORE_INFORMATION = "more_information"
    """Not decided yet: the analyst has asked for more."""
    DECLINED = "declined"


class CreditDecision(Part):
    outcome: Decided
    at: datetime
    by: str
    limit: Money | None = None
    code: DeclineCode | None = None
    reason: str | None = None


class CreditView(Part):
    asked: Money | None = None
    threshold: Money | None = None
    check_needed: bool | None = None
    application: ApplicationReceived | None = None
    review_started_at: datetime | None = None
    review_expected_by: datetime | None = None
    review_overdue_at: datetime | None = None
    review_overdue: bool = False
    review_stopped: bool = False
    """The review's time is stopped because the customer must act."""
    decision: CreditDecision | None = None
    limit: Money | None = None
    conditions: tuple[Condition, ...] = ()


class DocumentsView(Part):
    asked_for: tuple[DocumentAsk, ...] = ()
    still_to_send: tuple[DocumentAsk, ...] = ()
    received: tuple[LegalDocument, ...] = ()
    deadline: datetime | None = None


class DeadlineView(Part):
    name: str
    at: datetime


class Snapshot(Part, Brief):
    """Everything a face may show of a request, at one moment."""

    request: str
    scope: str
    account: str
    company: str
    country: str | None = None
    state: State
    waiting_on: WaitingOn
    findings: tuple[Finding, ...] = ()
    settled: Annotated[dict[str, Settled], BeforeValidator(named_settled)] = Field(
        default={}, validation_alias=AliasChoices("settled", "cleared")
    )
    """Rules that found something which documents or a verifier have settled since, with how."""
    credit: CreditView = CreditView()
    documents: DocumentsView = DocumentsView()
    deadlines: tuple[DeadlineView, ...] = ()
    ended: Ended = None
    """Why it ended, once it has."""
    switched: SwitchReceipt | None = None
    policy_version: str
    timeline: tuple[TimelineEntry, ...] = ()
    draft: dict[str, Any] = {}
    """The present form."""
    possible: Possible | None = None
    """What can be done now. What stays in a request's history does not say: None there, and in the
    answers of a worker of release 0.1.0."""
    contact_confirmed: bool | None = None
    """Whether letters go to the contact on the form: False while its reader has still to confirm
    it, and an administrator gets them instead. The ledger says so; a request alone does not know,
    and says None."""

    @computed_field  # type: ignore[prop-decorator]
    @property
    def cleared(self) -> dict[str, str]:
        """What was settled as texts, for programs that read them."""
        return {rule: settled.text for rule, settled in self.settled.items()}

    @computed_field  # type: ignore[prop-decorator]
    @property
    def outcome(self) -> str | None:
        """Why it ended as a text, for programs that read it."""
        return self.ended.text if self.ended else None


class LatestSnapshot(Snapshot):
    """What a request's workflow says of itself. The ledger has the beginning of a long timeline."""

    run: str = ""
    """Under which the ledger has it."""
    earlier: int = 0
    """How many entries of the timeline are missing here."""

    def with_earlier(self, entries: tuple[TimelineEntry, ...]) -> Snapshot:
        """All of it, with these entries before the others."""
        whole = {name: getattr(self, name) for name in Snapshot.model_fields}
        return Snapshot.model_construct(**whole | {"timeline": (*entries, *self.timeline)})


class Ending(Part, Brief):
    """How a request ended: what its workflow returns. The snapshot, which an ended request still
    answers, has more."""

    state: State
    ended: Ended = None
    switched: SwitchReceipt | None = None

    @computed_field  # type: ignore[prop-decorator]
    @property
    def outcome(self) -> str | None:
        """Why it ended as a text, for programs that read it."""
        return self.ended.text if self.ended else None
