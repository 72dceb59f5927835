"""The typed way to invoices for every face: what is done goes through an invoice's workflow, what
is looked at is read from the ledger."""

import asyncio
import uuid
from collections.abc import AsyncGenerator, AsyncIterator, Iterable, Mapping, Sequence
from contextlib import aclosing, asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any, cast

from sqlalchemy.exc import DBAPIError
from temporalio.client import Client, WithStartWorkflowOperation
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.service import RPCError, RPCStatusCode

from activities.invoices import summary_of
from adapters.ledger.database import Database
from adapters.ledger.invoices.queries import InvoiceQueries
from adapters.ledger.invoices.settled import settled_by
from domain.account import Record
from domain.errors import DomainError, InvoiceUnknown, NothingToApply, ServiceUnreachable
from domain.invoices import messages
from domain.invoices.invoice import invoice_id
from domain.invoices.lifecycle import InvoiceState
from domain.invoices.new_invoice import NewInvoice
from domain.invoices.view import InvoiceLine, InvoiceStanding, InvoiceView, Settled, Statement
from domain.policy import WholePolicy
from engine.answers import ANSWER_WITHIN, answering
from engine.connection import connect
from files import configured_policy
from settings import Settings
from workflows.invoice import InvoiceTerms

__all__ = ["InvoiceClient", "IssueOutcome", "Issued", "NewInvoice"]

AT_ONCE = 20
"""Invoices of a bulk that are being issued at the same time."""


class IssueOutcome(StrEnum):
    ISSUED = "issued"
    ALREADY_ISSUED = "already_issued"
    REFUSED = "refused"


class Issued(Record):
    """What became of one invoice that was to be issued."""

    invoice: str
    outcome: IssueOutcome
    due_on: date | None = None
    refusal: dict[str, Any] | None = None
    """`code`, `reason` and `details`, where it was refused."""


class InvoiceClient:
    """Every message may carry a `key`, the id of the update: asked again under the same key it is
    done once, and answered alike. An invoice is named by its number or by its reference. Refusals
    are raised as `DomainError`s.
    """

    def __init__(self, temporal: Client, database: Database, settings: Settings) -> None:
        self._temporal = temporal
        self._database = database
        self._queries = InvoiceQueries(database)
        self._settings = settings

    @classmethod
    @asynccontextmanager
    async def opened(
        cls, settings: Settings, temporal: Client | None = None
    ) -> AsyncIterator["InvoiceClient"]:
        """With an engine that is connected to already, or the one that the environment names."""
        async with _ledger(settings) as database:
            yield cls(temporal or await connect(settings), database, settings)

    async def issue(self, invoice: NewInvoice, by: str) -> Issued:
        """Issues an invoice once, however often it is asked.

        Raises:
            InvoiceNotIssuable: with the reason.
            InvoiceAlreadyIssued: there is another invoice with this number.
        """
        there = await self._queries.issued([invoice.number])
        if invoice.number in there and _same(invoice, there[invoice.number]):
            return _already(there[invoice.number])
        return await self._issue(_command(invoice, by, configured_policy(self._settings)))

    async def issue_all(self, invoices: Iterable[NewInvoice], by: str) -> AsyncGenerator[Issued]:
        """Issues many, a few at a time, in whatever order they get done. What is there already is
        left alone, so an interrupted run is taken up by running it again; what is refused does not
        stop the others.

        Raises:
            ServiceUnreachable: the engine or the ledger does not answer; nothing is lost, ask
                again.
        """
        wanted = list(invoices)
        policy = configured_policy(self._settings)  # once: reading it takes longer than the rest
        there = await self._queries.issued([invoice.number for invoice in wanted])
        commands = []
        for invoice in wanted:
            known = there.get(invoice.number)
            if known is not None and _same(invoice, known):
                yield _already(known)
            else:
                commands.append(_command(invoice, by, policy))
        async with aclosing(self._issue_each(commands)) as each:
            async for issued in each:
                yield issued

    async def _issue_each(self, commands: list[messages.IssueInvoice]) -> AsyncGenerator[Issued]:
        waiting = iter(commands)
        running: set[asyncio.Task[Issued]] = set()
        try:
            while True:
                for command in waiting:
                    running.add(asyncio.create_task(self._issue_or_refuse(command)))
                    if len(running) == AT_ONCE:
                        break
                if not running:
                    return
                done, running = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
                running |= done
                for task in done:
                    running.discard(task)
                    yield task.result()
        finally:
            for task in running:
                task.cancel()
            # Those that are not waited for would each tell of their end on standard error.
            await asyncio.gather(*running, return_exceptions=True)

    async def _issue_or_refuse(self, command: messages.IssueInvoice) -> Issued:
        try:
            return await self._issue(command)
        except ServiceUnreachable:
            raise
        except DomainError as refusal:
            return Issued(
                invoice=command.number, outcome=IssueOutcome.REFUSED, refusal=refusal.as_json()
            )

    async def _issue(self, command: messages.IssueInvoice) -> Issued:
        start = self._start(messages.OpenTerms(by=command.by, number=command.number, issue=command))
        async with answering(invoice_id(command.number)):
            standing = await self._temporal.execute_update_with_start_workflow(
                InvoiceTerms.issue,
                command,
                start_workflow_operation=start,
                id=str(uuid.uuid4()),
                rpc_timeout=ANSWER_WITHIN,
            )
        return Issued(invoice=command.number, outcome=IssueOutcome.ISSUED, due_on=standing.due_on)

    async def send(
        self, name: str, command: messages.InvoiceMessage, key: str | None = None
    ) -> InvoiceStanding:
        """Sends one of the messages of `domain.invoices.messages` to an invoice; answers where it
        stands then. An invoice whose clock has ended takes messages as well: a payment of it can
        bounce, and money can come in twice.

        Raises:
            InvoiceUnknown: there is no such invoice.
        """
        number = await self._number_of(name)
        update, update_id = _UPDATES[type(command)], key or str(uuid.uuid4())
        handle = self._temporal.get_workflow_handle(invoice_id(number))
        async with answering(invoice_id(number)):
            try:
                return cast(
                    InvoiceStanding,
                    await handle.execute_update(
                        update, command, id=update_id, rpc_timeout=ANSWER_WITHIN
                    ),
                )
            except RPCError as error:
                if error.status is not RPCStatusCode.NOT_FOUND:
                    raise
            standing = cast(
                InvoiceStanding,
                await self._temporal.execute_update_with_start_workflow(
                    update,
                    command,
                    start_workflow_operation=self._start(
                        messages.OpenTerms(by=command.by, number=number)
                    ),
                    id=update_id,
                    rpc_timeout=ANSWER_WITHIN,
                ),
            )
            await self._catch_up(standing)
            return standing

    async def _catch_up(self, standing: InvoiceStanding) -> None:
        """In a rehearsal a clock that begins anew begins today: it is moved to where the invoice
        was. Elsewhere no invoice is ahead of time."""
        ahead = standing.as_of and standing.as_of - datetime.now(UTC)
        if ahead and ahead > timedelta(hours=1) and not standing.settled:
            from temporalio.testing import TimeSkipper

            handle = self._temporal.get_workflow_handle(invoice_id(standing.invoice))
            await TimeSkipper(self._temporal).fast_forward(handle, ahead)

    async def pay_account(
        self, account: str, payment: messages.RecordPayment, key: str | None = None
    ) -> InvoiceStanding:
        """Settles the account's open invoices, the oldest first; the rest is unapplied credit.

        Raises:
            NothingToApply: the account has no open invoice in this currency.
        """
        if key and (known := await self.settled_by(payment.bank_reference)):
            # Asked again: where it was sent then, its key is known.
            return await self.send(known[0].invoice, payment, key)
        numbers = await self._queries.oldest_open(account, payment.amount.currency)
        if not numbers:
            raise NothingToApply(
                f"The account has no open invoice in {payment.amount.currency}.",
                account_id=account,
            )
        shares = tuple(messages.Share(by=payment.by, number=number) for number in numbers)
        whole = payment.model_copy(update={"shares": shares})
        return await self.send(numbers[0], whole, key)

    async def view(self, name: str, now: datetime | None = None) -> InvoiceView:
        """The whole invoice, as of now or of the moment that a rehearsal is at."""
        number = await self._number_of(name)
        return await self._queries.view(number, now or await self.now(number))

    async def list(
        self,
        state: InvoiceState | None = None,
        account: str | None = None,
        overdue: bool = False,
        limit: int | None = None,
    ) -> list[InvoiceLine]:
        """Invoices by state and account, those due first on top."""
        return await self._queries.find(state, account, overdue, limit)

    async def statement(self, account: str) -> Statement:
        """An account's invoices, payments and what they come to; raises AccountUnknown."""
        return await self._queries.statement(account)

    async def settled_by(self, bank_reference: str) -> Sequence[Settled]:
        """The invoices that a payment settles a part of, in the order in which it did."""
        return await settled_by(self._database, bank_reference)

    async def now(self, number: str) -> datetime:
        """The time as an invoice has it: ahead of everybody's after a rehearsal's fast-forward."""
        from temporalio.testing import TimeSkipper

        handle = self._temporal.get_workflow_handle(invoice_id(number))
        try:
            return await TimeSkipper(self._temporal).get_current_time(handle)
        except RPCError:
            return datetime.now(UTC)

    async def _number_of(self, name: str) -> str:
        number = await self._queries.number_of(name.removeprefix("invoice/"))
        if number is None:
            raise InvoiceUnknown("There is no invoice of this number or reference.", invoice=name)
        return number

    def _start(
        self, opening: messages.OpenTerms
    ) -> WithStartWorkflowOperation[InvoiceTerms, InvoiceStanding | None]:
        return WithStartWorkflowOperation(
            InvoiceTerms.run,
            opening,
            id=invoice_id(opening.number),
            task_queue=self._settings.task_queue,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
            static_summary=summary_of(opening.number),
        )


_UPDATES: Mapping[type[messages.InvoiceMessage], Any] = {
    messages.RecordPayment: InvoiceTerms.pay,
    messages.ReversePayment: InvoiceTerms.reverse,
    messages.ApplyCredit: InvoiceTerms.apply_credit,
    messages.DeclareWire: InvoiceTerms.declare_in_transit,
    messages.OpenDispute: InvoiceTerms.dispute,
    messages.ResolveDispute: InvoiceTerms.resolve,
    messages.CreditInvoice: InvoiceTerms.credit,
    messages.WriteOff: InvoiceTerms.write_off,
}


def _command(invoice: NewInvoice, by: str, policy: WholePolicy) -> messages.IssueInvoice:
    return messages.IssueInvoice(
        by=by,
        number=invoice.number,
        scope=invoice.scope,
        issued_on=invoice.issued_on,
        amount=invoice.amount,
        terms_days=policy.payment_terms_days,
        policy=policy.invoices,
        policy_version=policy.version,
    )


def _same(invoice: NewInvoice, known: InvoiceLine) -> bool:
    return (invoice.scope, invoice.issued_on, invoice.amount) == (
        known.scope,
        known.issued_on,
        known.amount,
    )


def _already(known: InvoiceLine) -> Issued:
    return Issued(invoice=known.invoice, outcome=IssueOutcome.ALREADY_ISSUED, due_on=known.due_on)


@asynccontextmanager
async def _ledger(settings: Settings) -> AsyncIterator[Database]:
    database = await Database.open(settings.ledger_url)
    try:
        yield database
    except DBAPIError as failed:
        raise ServiceUnreachable(
            "The ledger's database does not answer.", service="ledger"
        ) from failed
    finally:
        await database.close()
