"""One invoice, from its issue until nothing of it is open."""

import asyncio
from contextlib import suppress
from datetime import datetime
from typing import Any

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities import invoices, signalling
    from activities.invoices import InvoiceActivities
    from domain.errors import DomainError
    from domain.invoices import messages, operations
    from domain.invoices.invoice import refuse_unless_possible
    from domain.invoices.operations import InvoiceOperation, Said
    from domain.invoices.views.standing import InvoiceStanding
    from domain.turns import WORKER
    from domain.values.shown import Shown
    from workflows.lateness import note_lateness
    from workflows.options import AWAITED_CLOCKS, SIGNALLING
    from workflows.publishing import Publisher
    from workflows.run_length import RunLength
    from workflows.steps import Steps


@workflow.defn(name=signalling.TERMS, failure_exception_types=[DomainError])
class InvoiceTerms(Steps):
    """The durable timer of one invoice. Every change of the invoice goes through it.

    The invoice itself is in the ledger, where one transaction can settle several invoices and
    decides between two people who act at once. The workflow keeps the invoice's standing, waits for
    the next alarm, and takes every message: each is an update, because its sender waits for the
    result. `refresh` is a signal: another invoice's step changed this one, and nobody waits for the
    answer; so is `wake_touched`, for what an account's step changed. `standing` is a query.

    A long run continues in a new one, which needs only the standing: the ledger has the rest, and
    the answer to each message under the id of its update.
    """

    @workflow.init
    def __init__(self, opening: messages.OpenTerms) -> None:
        super().__init__()
        self._number = opening.number
        self._began_with = opening.issue
        self._standing: InvoiceStanding | None = None
        self._refused: DomainError | None = None
        self._refresh_due = False
        self._signalling: list[asyncio.Task[None]] = []
        self._publisher = Publisher()
        self._length = RunLength(opening.messages_per_run)
        self._may_continue: bool | None = None
        self._is_to_end = False

    @workflow.run
    async def run(self, opening: messages.OpenTerms) -> InvoiceStanding | None:
        """Issues the invoice, or looks it up; then acts on each alarm until nothing is open. An
        invoice that could not be issued does not exist: there is nothing to return."""
        await self._begin(opening)
        while not self._over:
            if self._refresh_due:
                self._refresh_due = False
                await self._take(InvoiceActivities.look_up_invoice, self._moment())
            elif (due := self._alarm_due) is not None:
                note_lateness("invoice", due)
                await self._take(InvoiceActivities.fire_alarms, self._moment())
            elif self._is_to_continue:
                self._continue()
            else:
                await self._wait_for_people_or_time()
        return self._standing

    async def _begin(self, opening: messages.OpenTerms) -> None:
        try:
            if opening.known is not None:
                self._stands(opening.known)
            elif opening.issue is None:
                await self._take(InvoiceActivities.look_up_invoice, self._moment())
            else:
                await self._take(InvoiceActivities.issue_invoice, self._issue(opening.issue))
        except DomainError as refused:
            self._refused = refused
            await workflow.wait_condition(workflow.all_handlers_finished)

    @property
    def _over(self) -> bool:
        """Nothing is open, and nobody waits for an answer that might change that."""
        if self._standing is None:
            return self._refused is not None
        return self._standing.settled and self._idle

    @property
    def _idle(self) -> bool:
        return not self._refresh_due and not self._signalling and workflow.all_handlers_finished()

    @property
    def _is_to_continue(self) -> bool:
        is_to_end = self._is_to_end or self._length.is_long
        return self._may_continue is not False and self._idle and is_to_end

    def _continue(self) -> None:
        """Continues in a new run, unless this one began with code that did not do so yet and is
        replayed beyond this point."""
        if self._may_continue is None:
            self._may_continue = workflow.patched("continues-as-new")
        if self._may_continue:
            each_run = self._length.messages_each_run
            workflow.continue_as_new(
                messages.OpenTerms(
                    by=WORKER, number=self._number, known=self._standing, messages_per_run=each_run
                )
            )

    @property
    def _alarm_due(self) -> datetime | None:
        """The moment of an alarm that has come."""
        alarm = self._standing.next_alarm if self._standing else None
        return alarm.at if alarm is not None and alarm.at <= workflow.now() else None

    async def _wait_for_people_or_time(self) -> None:
        before = self._standing
        alarm = before.next_alarm if before else None

        def something_happened() -> bool:
            after = self._standing.next_alarm if self._standing else None
            return self._refresh_due or self._over or self._is_to_continue or after != alarm

        left = alarm.at - workflow.now() if alarm else None
        name = Shown(alarm.name) if alarm else None
        with suppress(TimeoutError):
            await workflow.wait_condition(something_happened, timeout=left, timeout_summary=name)

    def _moment(self) -> invoices.Moment:
        return invoices.Moment(number=self._number, now=workflow.now())

    def _issue(self, command: messages.IssueInvoice) -> invoices.Issue:
        return invoices.Issue(command=command, now=workflow.now())

    async def _take(self, activity: Any, order: Any, *, large: bool = False) -> InvoiceStanding:
        """One step in the ledger. Of two concurrent answers, the later standing is kept."""
        step = self.large_step if large else self.step
        answer: invoices.Answer = await step(activity, order)
        if answer.too_many:  # as it says itself: a history without this is none that comes here
            answer = await self.large_step(activity, order)
        standing = answer.accepted()
        if self._standing is None or standing.revision >= self._standing.revision:
            self._stands(standing.kept)
        if answer.touched:
            await self._signal(list(answer.touched))
        if answer.touched_under is not None:
            self.refresh_touched(answer.touched_under)
        return standing

    def _stands(self, standing: InvoiceStanding) -> None:
        self._standing = standing
        self._publisher.publish_invoice(standing)

    async def _signal(self, numbers: list[str]) -> None:
        """Signals the workflows of other invoices to refresh. Nobody waits for thousands of them:
        the money is settled already, and this workflow stays until they were signalled."""
        if len(numbers) <= AWAITED_CLOCKS or not workflow.patched("wakes-beside"):
            await workflow.execute_activity_method(
                InvoiceActivities.signal_clocks, numbers, **SIGNALLING
            )
            return
        signalling_all = self._signal_in_background(InvoiceActivities.signal_clocks, numbers)
        self._signalling.append(asyncio.create_task(signalling_all))

    async def _signal_in_background(self, activity: Any, whom: Any) -> None:
        await workflow.execute_activity_method(activity, whom, **SIGNALLING)
        self._signalling.pop()

    async def _act(self, operation: InvoiceOperation[Said], command: Said) -> InvoiceStanding:
        self._length.count_message()
        await self._known()
        update = workflow.current_update_info()
        key = f"{workflow.info().workflow_id}/{update.id if update else ''}"
        order: invoices.Order[Any] = invoices.Order(
            number=self._number, command=command, key=key, now=workflow.now()
        )
        large = isinstance(command, messages.RecordPayment) and command.for_many
        large = large and workflow.patched("large-steps-apart")
        activity = getattr(InvoiceActivities, operation.activity)
        return await self._take(activity, order, large=large)

    async def _known(self) -> InvoiceStanding:
        """The standing once the invoice has been issued or looked up."""
        await workflow.wait_condition(
            lambda: self._standing is not None or self._refused is not None
        )
        if self._standing is None:
            raise self._refused or RuntimeError("neither a standing nor a refusal")
        return self._standing

    def _refuse_unless_possible(self, operation: InvoiceOperation[Any]) -> None:
        """What is not known yet is not refused here: the ledger decides in any case."""
        if self._standing is not None and operation.trigger is not None:
            refuse_unless_possible(self._standing.state, operation.trigger)

    @workflow.query
    def standing(self) -> InvoiceStanding | None:
        return self._standing

    @workflow.signal(name=signalling.REFRESH)
    def refresh(self) -> None:
        self._refresh_due = True

    @workflow.signal
    def begin_another_run(self) -> None:
        """What its history says is to be sealed, which only a new one can be: this run ends as soon
        as no message is being worked on."""
        self._is_to_end = True

    @workflow.signal(name=signalling.REFRESH_TOUCHED)
    def refresh_touched(self, key: str) -> None:
        """Signals all invoices that the step under this key changed to refresh."""
        signalling_all = self._signal_in_background(InvoiceActivities.signal_touched, key)
        self._signalling.append(asyncio.create_task(signalling_all))

    @workflow.update
    async def issue(self, command: messages.IssueInvoice) -> InvoiceStanding:
        """Answers for the issue that the workflow began with. Anything else under this number has
        its turn after it: it is the very same invoice, or it is refused."""
        if command == self._began_with:
            return await self._known()
        with suppress(DomainError):
            await self._known()
        return await self._take(InvoiceActivities.issue_invoice, self._issue(command))

    @workflow.update
    async def pay(self, command: messages.RecordPayment) -> InvoiceStanding:
        return await self._act(operations.PAY, command)

    @workflow.update
    async def reverse(self, command: messages.ReversePayment) -> InvoiceStanding:
        return await self._act(operations.REVERSE, command)

    @workflow.update
    async def correct(self, command: messages.CorrectEntry) -> InvoiceStanding:
        return await self._act(operations.CORRECT, command)

    @workflow.update
    async def apply_credit(self, command: messages.ApplyCredit) -> InvoiceStanding:
        return await self._act(operations.APPLY_CREDIT, command)

    @workflow.update
    async def declare_in_transit(self, command: messages.DeclareWire) -> InvoiceStanding:
        return await self._act(operations.DECLARE_IN_TRANSIT, command)

    @workflow.update
    async def dispute(self, command: messages.OpenDispute) -> InvoiceStanding:
        return await self._act(operations.DISPUTE, command)

    @dispute.validator
    def _may_dispute(self, command: messages.OpenDispute) -> None:
        self._refuse_unless_possible(operations.DISPUTE)

    @workflow.update
    async def resolve(self, command: messages.ResolveDispute) -> InvoiceStanding:
        return await self._act(operations.RESOLVE, command)

    @resolve.validator
    def _may_resolve(self, command: messages.ResolveDispute) -> None:
        self._refuse_unless_possible(operations.RESOLVE)

    @workflow.update
    async def credit(self, command: messages.CreditInvoice) -> InvoiceStanding:
        return await self._act(operations.CREDIT, command)

    @credit.validator
    def _may_credit(self, command: messages.CreditInvoice) -> None:
        self._refuse_unless_possible(operations.CREDIT)

    @workflow.update
    async def write_off(self, command: messages.WriteOff) -> InvoiceStanding:
        return await self._act(operations.WRITE_OFF, command)

    @write_off.validator
    def _may_write_off(self, command: messages.WriteOff) -> None:
        self._refuse_unless_possible(operations.WRITE_OFF)
