"""The ledger's side of invoices. Each step is one transaction that is done once: by its key, or by
what it wrote. A refusal is an answer, since a step that raises is tried again for ever."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from pydantic import BaseModel
from temporalio import activity
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy

from domain.errors import DomainError, ServiceUnreachable, arrived
from domain.invoices.invoice import invoice_id
from domain.invoices.messages import (
    MANY,
    ApplyCredit,
    CorrectEntry,
    CreditInvoice,
    DeclareWire,
    InvoiceMessage,
    IssueInvoice,
    OpenDispute,
    OpenTerms,
    RecordPayment,
    ResolveDispute,
    ReversePayment,
    WriteOff,
)
from domain.invoices.view import InvoiceStanding
from domain.request import WORKER

if TYPE_CHECKING:  # faces import this module for its names alone, and pay for no more
    from adapters.ledger.invoices.invoicing import Changed, Invoicing
    from adapters.ledger.letters import Letters

TERMS = "InvoiceTerms"
"""The workflow of one invoice, as the engine calls it."""

LOOK_AGAIN = "look_again"
"""Its signal: another invoice's step changed this one in the ledger."""

WOKEN_AT_ONCE = 20
"""Clocks that are told to look again at the same time."""

_A_MOMENT = 3.0
"""Seconds; less than a step may take."""

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


class Answer(BaseModel):
    """Where the invoice stands after a step, or why there was none."""

    standing: InvoiceStanding | None = None
    touched: tuple[str, ...] = ()
    """Other invoices whose clocks must look again."""
    touched_under: str | None = None
    """Set instead where they are many: the key under which the ledger knows them."""
    refused: Refusal | None = None

    def accepted(self) -> InvoiceStanding:
        """The standing; raises the refusal where there is one."""
        if self.refused is not None:
            raise arrived(self.refused.code, self.refused.reason, self.refused.details)
        if self.standing is None:
            raise ValueError("an answer without a standing and without a refusal")
        return self.standing


class InvoiceActivities:
    def __init__(
        self, invoicing: "Invoicing", letters: "Letters", wake_postman: Callable[[], None]
    ) -> None:
        self._invoicing = invoicing
        self._letters = letters
        self._wake_postman = wake_postman

    @activity.defn
    async def issue_invoice(self, order: Issue) -> Answer:
        return await self._answer(self._invoicing.issue(order.command, order.now))

    @activity.defn
    async def look_up_invoice(self, order: Moment) -> Answer:
        return await self._answer(self._invoicing.standing(order.number))

    @activity.defn
    async def ring(self, order: Moment) -> Answer:
        """Does everything that is due by now: reminders, overdue, the credit hold. A letter that is
        just being sent is given a moment, since what is due may wait for it."""
        await self._letters.tried(invoice_id(order.number), _A_MOMENT)
        return await self._answer(self._invoicing.ring(order.number, order.now))

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

    @activity.defn
    async def wake_clocks(self, numbers: list[str]) -> None:
        """Tells other invoices' workflows to look again; one that had ended begins anew. Several
        at a time, each once: another attempt begins where the one before it had come to."""
        await _wake_all(numbers)

    @activity.defn
    async def wake_touched(self, key: str) -> None:
        """The same for all that a step changed: the ledger keeps their numbers under its key."""
        await _wake_all(await self._invoicing.touched_under(key))

    async def _act(self, order: Order[Any]) -> Answer:
        step = self._invoicing.act(order.number, order.command, order.key, order.now)
        answer = await self._answer(step)
        if len(answer.touched) <= MANY:
            return answer
        return answer.model_copy(update={"touched": (), "touched_under": order.key})

    async def _answer(self, step: Awaitable["Changed"]) -> Answer:
        try:
            changed = await step
        except ServiceUnreachable:
            raise
        except DomainError as refusal:
            return Answer(refused=Refusal(**refusal.as_json()))
        self._wake_postman()
        return Answer(standing=changed.standing, touched=changed.touched)


async def _wake_all(numbers: Sequence[str]) -> None:
    told = activity.info().heartbeat_details
    for start in range(int(told[0]) if told else 0, len(numbers), WOKEN_AT_ONCE):
        activity.heartbeat(start)
        await asyncio.gather(*map(_wake, numbers[start : start + WOKEN_AT_ONCE]))


async def _wake(number: str) -> None:
    await activity.client().start_workflow(
        TERMS,
        OpenTerms(by=WORKER, number=number),
        id=invoice_id(number),
        task_queue=activity.info().task_queue,
        id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
        id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        start_signal=LOOK_AGAIN,
        static_summary=summary_of(number),
    )


def summary_of(number: str) -> str:
    """What an operator reads beside the workflow's id."""
    return f"Invoice {number}"
