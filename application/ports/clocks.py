"""Ledger and engine, held against each other: what waits in the one, what runs in the other."""

from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from datetime import datetime
from enum import Enum, auto
from typing import NamedTuple, Protocol

from domain.clocks import ClockCounts, ClockFinding, ClockTask, LostSeen, Trouble
from domain.invoices.messages import InvoiceMessage
from domain.invoices.views.standing import InvoiceStanding
from domain.notices import Notice
from domain.requests.life import LifeRecord, RequestLife
from domain.requests.listing import Listing
from domain.requests.switch_order import SwitchOrder


class InvoiceRow(NamedTuple):
    """An invoice, as far as its clock is concerned."""

    number: str
    settled: bool
    revision: int
    written_at: datetime
    """By the real clock."""


class RequestRow(NamedTuple):
    """A request in the queues."""

    request: str
    run: str
    events: int
    """How long its history was when it was listed."""
    written_at: datetime
    kept: bool
    """Whether the ledger has what the request is, to go on from: not of one that release 0.1.0
    opened and that took no step since."""
    opened_again: bool
    """Whether a later one of the same request is open, too."""


class KeptRun(NamedTuple):
    run: str
    request: str


class Clocks(Protocol):
    """In a transaction of the ledger."""

    async def open_invoices(self, after: str, at_most: int) -> Sequence[InvoiceRow]:
        """Invoices of which something is open, by number, those beyond `after`."""

    async def invoices(self, numbers: Collection[str]) -> dict[str, InvoiceRow]:
        """Those that there are of these, by number."""

    async def open_requests(self, after: str, at_most: int) -> Sequence[RequestRow]:
        """Lines of requests that have not ended, by run, those beyond `after`."""

    async def request(self, run: str) -> RequestRow | None:
        """The line of one run, ended or not."""

    async def ended(self, runs: Collection[str]) -> set[str]:
        """Those of these runs that the ledger lists as ended."""

    async def unknown_keys(self, keys: Collection[str]) -> set[str]:
        """Those of these keys under which nothing was done."""

    async def last_check(self) -> int:
        """The number of the last check that the schedule made; 0 before the first."""

    async def checked_at(self) -> datetime | None:
        """When it was made."""

    async def note_check(self, counts: ClockCounts, at: datetime) -> int:
        """Writes down that a check was made; returns its number."""

    async def keep(
        self, tasks: Sequence[ClockFinding], at: datetime, *, but: Collection[Trouble] = ()
    ) -> None:
        """What a person must see to, in place of what was kept before, but for what this check did
        not look for: that stays."""

    async def lost(self) -> Sequence[str]:
        """Requests that were closed as lost and told, not opened again since, and not seen to."""

    async def with_files(self, after: str, at_most: int) -> Sequence[KeptRun]:
        """Runs of which the ledger keeps what they are, and whose files were not deleted, those
        beyond `after`."""

    async def keeps_files(self, run: str) -> bool:
        """Whether it is one of these."""

    async def files_seen(self) -> dict[str, frozenset[str]]:
        """Missing files that somebody has seen to, by run."""

    async def seen(self, request: str, by: str, at: datetime) -> bool:
        """Somebody has seen to a request that was lost, or to the files that it misses; False where
        it waits for nobody."""

    async def seen_to(self, at_most: int, request: str | None = None) -> Sequence[LostSeen]:
        """Those that somebody has seen to, the latest first; of this request where one is named."""

    async def tasks(self) -> Sequence[ClockTask]:
        """What a person must see to, by the last check; by workflow id."""

    async def troubles(self) -> dict[Trouble, int]:
        """How much of each kind a person must see to, by the last check."""


class StoredFiles(Protocol):
    async def missing(self, locations: Collection[str]) -> set[str]:
        """Those of these locations where nothing lies.

        Raises:
            ServiceUnreachable: the storage does not answer; its `service` is `documents`.
        """


class WorkflowState(Enum):
    RUNNING = auto()
    ENDED = auto()
    """It came to its own end."""
    CUT_OFF = auto()
    """Somebody terminated it, or it failed."""
    ABSENT = auto()
    """The engine has nothing of it."""


class Run(NamedTuple):
    """A run of a workflow that the engine has."""

    id: str
    run: str
    started_at: datetime
    running: bool


class RequestRun(NamedTuple):
    """The newest run of a request's workflow."""

    run: str
    """The first run of the same request: the one that it is listed under."""
    running: bool
    came_to_its_end: bool
    events: int
    """How long its history is, with those of earlier runs."""
    told: bool = True
    """Whether its history says which run is the first. It does not where it was erased, or is in
    clear and refused: both only happens to one that has ended. `run` is this one then."""


class EngineStep(NamedTuple):
    """Something that was done to an invoice, as the history of its workflow has it."""

    number: str
    operation: str
    key: str
    """The step's; empty for an issue, which its number makes once."""
    at: datetime
    """The workflow's own time."""
    read: Callable[[], Awaitable[InvoiceMessage]]
    """What was asked for. Only what the ledger does not know is read, and raises where it does not
    decode or its key is not there."""


class InvoiceLife(NamedTuple):
    """What the engine has of an invoice's workflow, in all of its runs."""

    running: bool
    under_way: bool
    """Something waits for the ledger, or for a worker, right now."""
    steps: Sequence[EngineStep]
    """All that was answered, in order."""
    fired_at: datetime | None
    """When its timer fired last."""


class SwitchMade(NamedTuple):
    order: SwitchOrder
    notices: Sequence[Notice] = ()
    listing: Listing | None = None
    """As `application.requests.switch.Said` has them."""


class Untold(NamedTuple):
    notices: Sequence[Notice]
    listing: Listing | None
    record: LifeRecord | None
    """As `application.requests.notify` records them."""


class Engine(Protocol):
    """The workflows of requests and invoices.

    Every method raises ServiceUnreachable when the engine does not answer.
    """

    def invoices(self, *, ended: bool) -> AsyncIterator[Run]:
        """Every run, those that ended only where they are asked for; the listing may be a second
        behind."""

    async def stuck(self) -> frozenset[str]:
        """Ids of running workflows whose task has failed several times on end; none where the
        engine does not say so. The listing may be a second behind."""

    async def state(self, workflow_id: str) -> WorkflowState:
        """Of its newest run."""

    async def last_check(self) -> int | None:
        """The number of the last check that the schedule made; None where it made none."""

    async def life(self, number: str, runs: Collection[str]) -> InvoiceLife | None:
        """Of an invoice; None where the engine has nothing of it.

        Args:
            runs: Those that are known of.
        """

    async def standing(self, number: str) -> InvoiceStanding | None:
        """What its running workflow takes it for; None where nobody could say."""

    async def lasting(self) -> Sequence[str]:
        """Workflow ids of what runs for as long as others are to be told: one for each endpoint
        that gets webhooks, and one for a billing system that is not our own ledger."""

    async def start_lasting(self, workflow_id: str) -> None:
        """Starts one of those, unless it runs."""

    async def start_invoice(self, number: str) -> None:
        """Starts its workflow from what the ledger has, unless it runs."""

    def requests(self, *, ended: bool) -> AsyncIterator[Run]:
        """The same of requests."""

    async def request(self, request: str) -> RequestRun | None:
        """The newest run of a request, by its workflow id; None where the engine has none."""

    async def start_request(self, life: RequestLife) -> bool:
        """Starts its workflow from there; False where one runs."""

    async def end_request(self, request: str) -> None:
        """Terminates its workflow, if one runs."""

    async def relist_request(self, request: str, run: str, *, write: bool) -> bool | None:
        """Whether it is listed otherwise than its workflow says, and is listed so from now on if
        that is to be written; None where nobody could say."""

    async def record_request(self, request: str) -> None:
        """Has its running workflow list it anew, and record all that it is."""

    async def switch_of(self, request: str, run: str) -> SwitchMade | None:
        """The switch that a run made; None where it made none, or was erased.

        Raises:
            KeyUnknown, SealBroken: it is sealed and cannot be opened.
        """

    async def untold(self, request: str) -> Untold | None:
        """What the newest run of a request had ordered to be recorded when it was cut off, as
        during an outage of the ledger; None where it saw an answer to all that it ordered."""

    async def refresh_invoice(self, number: str) -> None:
        """Has its workflow reload from the ledger, if one runs."""
