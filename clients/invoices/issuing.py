"""Issuing invoices, one or thousands: the half of the invoices' client that starts their clocks."""

import asyncio
import uuid
from collections.abc import AsyncGenerator, Iterable
from contextlib import aclosing
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import partial
from typing import Any

from temporalio.client import Client, WithStartWorkflowOperation
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy

from activities.signalling import summary_of
from application.invoices.issue_numbered import issue_numbered
from domain.errors import DomainError, ServiceUnreachable
from domain.invoices import messages
from domain.invoices.invoice import invoice_id
from domain.invoices.new.new_invoice import NewInvoice
from domain.invoices.views.lists import InvoiceLine
from domain.invoices.views.standing import InvoiceStanding
from domain.policy_file import WholePolicy
from domain.values.record import Record
from engine.asking import sent_with_start, was_taken
from engine.refusals import answering
from engine.sending import stamped
from engine.starting import refresh_terms
from engine.wiring.open_ledger import OpenLedger
from files.reading import configured_policy
from settings import Settings
from workflows.invoice import InvoiceTerms

AT_ONCE = 20
"""Invoices of a bulk that are being issued at the same time."""


class IssueOutcome(StrEnum):
    ISSUED = "issued"
    ALREADY_ISSUED = "already_issued"
    REFUSED = "refused"


class Issued(Record):
    """The result for one invoice that was to be issued."""

    invoice: str
    outcome: IssueOutcome
    due_on: date | None = None
    reminders_from: date | None = None
    """Set where it was issued after its due date: reminders, late charges and a hold are counted
    from this day on."""
    refusal: dict[str, Any] | None = None
    """`code`, `reason` and `details`, where it was refused."""


class InvoiceIssuing:
    def __init__(self, temporal: Client, ledger: OpenLedger, settings: Settings) -> None:
        self._temporal = temporal
        self._ledger = ledger.transactions
        self._queries = ledger.invoices
        self._keys = ledger.keys
        self._settings = settings

    async def issue(self, invoice: NewInvoice, by: str, key: str | None = None) -> Issued:
        """Issues an invoice once, however often it is asked. One without a number gets the next of
        its series: asked again under its key it is the same invoice, and without a key another one.

        Raises:
            InvoiceNotIssuable: with the reason.
            InvoiceAlreadyIssued: there is another invoice with this number.
        """
        about = invoice_id(invoice.number) if invoice.number else "invoices"
        async with self._keys.once(key, by, "issue", about, invoice) as claim:
            if not invoice.number:
                return await self._issue_numbered(invoice, by, claim.id)
            return await self._issue_once(invoice, by)

    async def _issue_numbered(self, invoice: NewInvoice, by: str, claim: str) -> Issued:
        """The number has to be known before there is a workflow, which is called by it: the ledger
        has the invoice first, and its workflow is started after that. Where it is not, the next
        check of clocks starts it."""
        policy = configured_policy(self._settings)
        changed = await issue_numbered(
            self._ledger,
            invoice,
            lambda number: command_for(invoice.model_copy(update={"number": number}), by, policy),
            f"issue/{claim}",
            datetime.now(UTC),
            policy.papers,
        )
        standing = changed.standing
        await refresh_terms(self._temporal, self._settings, [standing.invoice, *changed.touched])
        return Issued(
            invoice=standing.invoice,
            outcome=IssueOutcome.ALREADY_ISSUED if changed.already else IssueOutcome.ISSUED,
            due_on=standing.due_on,
            reminders_from=standing.reminders_from,
        )

    async def _issue_once(self, invoice: NewInvoice, by: str) -> Issued:
        there = await self._queries.issued([invoice.number], datetime.now(UTC))
        known = there.get(invoice.number)
        same = known is not None and _same(invoice, known)
        if known is not None and same and not invoice.lines:
            return _already(known)
        issued = await self._issue(command_for(invoice, by, configured_policy(self._settings)))
        return _already(known) if known is not None and same else issued

    async def issue_all(
        self, invoices: Iterable[NewInvoice], by: str, key: str | None = None
    ) -> AsyncGenerator[Issued]:
        """Issues many, a few at a time, in whatever order they get done. What is there already is
        left alone, so an interrupted run is taken up by running it again; what is refused does not
        stop the others.

        Raises:
            ServiceUnreachable: the engine or the ledger does not answer; nothing is lost, ask
                again.
        """
        wanted = list(invoices)
        missing = self._issue_missing(wanted, by)
        once = self._keys.once(key, by, "issue_all", "invoices", wanted)
        async with once, aclosing(missing) as each:
            async for issued in each:
                yield issued

    async def _issue_missing(self, wanted: list[NewInvoice], by: str) -> AsyncGenerator[Issued]:
        policy = configured_policy(self._settings)  # once: reading it takes longer than the rest
        numbers = [invoice.number for invoice in wanted]
        there = await self._queries.issued(numbers, datetime.now(UTC))
        commands, same = [], {}
        for invoice in wanted:
            known = there.get(invoice.number)
            if known is not None and _same(invoice, known):
                same[invoice.number] = known
            # The ledger alone knows whether it has these lines.
            if invoice.number in same and not invoice.lines:
                yield _already(same[invoice.number])
            else:
                commands.append(command_for(invoice, by, policy))
        async with aclosing(self._issue_each(commands)) as each:
            async for issued in each:
                was_there = issued.outcome is IssueOutcome.ISSUED and issued.invoice in same
                yield _already(same[issued.invoice]) if was_there else issued

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
            # Otherwise each would report its end on standard error.
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
        command, about, update_id = stamped(command), invoice_id(command.number), str(uuid.uuid4())
        opening = messages.OpenTerms(
            by=command.by,
            number=command.number,
            issue=command,
            messages_per_run=self._settings.messages_each_run,
        )
        taken = partial(was_taken, self._temporal, about, update_id, datetime.now(UTC))
        async with answering(about, taken=taken):
            standing = await sent_with_start(
                self._temporal,
                InvoiceTerms.issue,
                command,
                lambda: self._start(opening),
                update_id,
            )
        return Issued(
            invoice=command.number,
            outcome=IssueOutcome.ISSUED,
            due_on=standing.due_on,
            reminders_from=standing.reminders_from,
        )

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


def command_for(invoice: NewInvoice, by: str, policy: WholePolicy) -> messages.IssueInvoice:
    """The message that issues it under this policy."""
    return messages.IssueInvoice(
        by=by,
        number=invoice.number,
        scope=invoice.scope,
        issued_on=invoice.issued_on,
        amount=invoice.amount,
        terms_days=policy.payment_terms_days,
        policy=policy.invoices.for_currency(invoice.amount.currency),
        policy_version=policy.version,
        lines=invoice.lines,
        prepaid=invoice.prepaid,
        purchase_order=invoice.purchase_order,
        buyer_reference=invoice.buyer_reference,
    )


def _same(invoice: NewInvoice, known: InvoiceLine) -> bool:
    return (invoice.scope, invoice.issued_on, invoice.amount) == (
        known.scope,
        known.issued_on,
        known.amount,
    )


def _already(known: InvoiceLine) -> Issued:
    return Issued(invoice=known.invoice, outcome=IssueOutcome.ALREADY_ISSUED, due_on=known.due_on)
