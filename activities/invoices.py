"""The ledger's side of invoices. Each step is one transaction that is done once: by its key, or by
what it wrote. A refusal is an answer, since a step that raises is tried again for ever."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar

from pydantic import BaseModel
from temporalio import activity

from activities.beating import beating
from activities.signalling import signal_refresh
from application.invoices.fire_alarms import fire_alarms
from application.invoices.issue import issue
from application.invoices.look_up import look_up, settled_among, touched_under
from application.invoices.operations import act
from application.ports.ledger import Ledger
from application.ports.letters import LettersUnderWay
from application.steps import Asked, Changed, TooManyInvoices
from domain.errors import DomainError, ServiceUnreachable, arrived
from domain.invoices.messages import (
    MANY,
    ApplyCredit,
    CorrectEntry,
    CreditInvoice,
    DeclareWire,
    InvoiceMessage,
    IssueInvoice,
    OpenDispute,
    RecordPayment,
    ResolveDispute,
    ReversePayment,
    WriteOff,
)
from domain.invoices.views.standing import InvoiceStanding
from domain.operations.messages import MESSAGES_EACH_RUN
from domain.papers.policy import AS_BUILT_IN, PapersPolicy
from domain.values.brief import Brief

_ENOUGH_FOR_MANY = timedelta(minutes=1)
"""An activity that is given less is none for a step on more invoices than are `MANY`."""

_BEATS_EVERY = 5.0
"""Seconds."""

Command = TypeVar("Command", bound=InvoiceMessage)


class Issue(BaseModel):
    command: IssueInvoice
    now: datetime


class Order(BaseModel, Generic[Command]):
    number: str
    command: Command
    key: str
    """The idempotency key: the same key always gets the same answer."""
    now: datetime
    """The business date, by the invoice's own clock."""


class Moment(BaseModel):
    number: str
    now: datetime


class Refusal(BaseModel):
    code: str
    reason: str
    details: dict[str, Any]


class Answer(BaseModel, Brief):
    """An invoice's state after a step, or why there was none."""

    standing: InvoiceStanding | None = None
    touched: tuple[str, ...] = ()
    """Other invoices whose workflows must refresh."""
    touched_under: str | None = None
    """Set instead where they are many: the key under which the ledger has them."""
    refused: Refusal | None = None
    too_many: bool = False
    """Nothing was done: the step is about more invoices than there is time for here."""

    def accepted(self) -> InvoiceStanding:
        """The standing; raises the refusal where there is one."""
        if self.refused is not None:
            raise arrived(self.refused.code, self.refused.reason, self.refused.details)
        if self.standing is None:
            raise ValueError("an answer without a standing and without a refusal")
        return self.standing


class InvoiceActivities:
    def __init__(
        self,
        ledger: Ledger,
        letters: LettersUnderWay,
        wake_mailer: Callable[[], None],
        papers: PapersPolicy | None = None,
        messages_each_run: int = MESSAGES_EACH_RUN,
    ) -> None:
        """Args:
        papers: What papers say of us; as it is built in where none is given.
        messages_each_run: What a workflow that is started here begins with.
        """
        self._ledger = ledger
        self._letters = letters
        self._wake_mailer = wake_mailer
        self._papers = papers or AS_BUILT_IN
        self._messages_each_run = messages_each_run

    @activity.defn
    async def issue_invoice(self, order: Issue) -> Answer:
        step = issue(self._ledger, order.command, order.now, _most(), self._papers)
        return await self._answer(step)

    @activity.defn
    async def look_up_invoice(self, order: Moment) -> Answer:
        return await self._answer(look_up(self._ledger, order.number))

    @activity.defn(name="ring")
    async def fire_alarms(self, order: Moment) -> Answer:
        """Does everything that is due by now: reminders, overdue, the credit hold."""
        step = fire_alarms(self._ledger, order.number, order.now, _most(), self._letters)
        return await self._answer(step)

    @activity.defn
    async def record_payment(self, order: Order[RecordPayment]) -> Answer:
        return await self._act(order)

    @activity.defn
    async def reverse_payment(self, order: Order[ReversePayment]) -> Answer:
        return await self._act(order)

    @activity.defn
    async def correct_entry(self, order: Order[CorrectEntry]) -> Answer:
        return await self._act(order)

    @activity.defn
    async def apply_credit(self, order: Order[ApplyCredit]) -> Answer:
        return await self._act(order)

    @activity.defn
    async def declare_wire(self, order: Order[DeclareWire]) -> Answer:
        return await self._act(order)

    @activity.defn
    async def open_dispute(self, order: Order[OpenDispute]) -> Answer:
        return await self._act(order)

    @activity.defn
    async def resolve_dispute(self, order: Order[ResolveDispute]) -> Answer:
        return await self._act(order)

    @activity.defn
    async def credit_invoice(self, order: Order[CreditInvoice]) -> Answer:
        return await self._act(order)

    @activity.defn
    async def write_off_invoice(self, order: Order[WriteOff]) -> Answer:
        return await self._act(order)

    @activity.defn(name="wake_clocks")
    async def signal_clocks(self, numbers: list[str]) -> None:
        """Signals other invoices' workflows to refresh; one that had ended is started again if
        there is anything to wait for. Several at a time, each once."""
        await self._signal(numbers)

    @activity.defn(name="wake_touched")
    async def signal_touched(self, key: str) -> None:
        """The same for all that a step changed: the ledger keeps their numbers under its key."""
        await self._signal(await touched_under(self._ledger, key))

    async def _signal(self, numbers: Sequence[str]) -> None:
        settled = await settled_among(self._ledger, numbers)
        await signal_refresh(numbers, settled, self._messages_each_run)

    async def _act(self, order: Order[Any]) -> Answer:
        asked = Asked(order.number, order.command, order.key, order.now, _most(), self._papers)
        return await self._answer(act(self._ledger, asked), order.key)

    async def _answer(self, step: Awaitable[Changed], key: str | None = None) -> Answer:
        try:
            async with beating(_BEATS_EVERY):
                changed = await step
        except ServiceUnreachable:
            raise
        except TooManyInvoices:
            return Answer(too_many=True)
        except DomainError as refusal:
            return Answer(refused=Refusal(**refusal.as_json()))
        self._wake_mailer()
        if key is not None and len(changed.touched) > MANY:
            return Answer(standing=changed.standing, touched_under=key)
        return Answer(standing=changed.standing, touched=changed.touched)


def _most() -> int | None:
    """How many invoices a step may be about in the time that its activity has."""
    time = activity.info().start_to_close_timeout
    return None if time is None or time >= _ENOUGH_FOR_MANY else MANY
