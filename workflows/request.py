"""One request for paying by invoice, from draft to its end."""

from datetime import timedelta

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.accounts import AccountActivities, SwitchStep
    from activities.assessment import AssessmentActivities, AssessmentOrder
    from activities.documents import DocumentActivities, InspectionOrder
    from activities.notifications import News
    from domain.errors import DocumentRefused, DomainError, RequestAlreadyOpen, SwitchBlocked
    from domain.forms.documents import StoredDocument
    from domain.requests import (
        approval,
        assessment,
        credit,
        credit_decision,
        discretion,
        drafting,
        messages,
        reminders,
        undelivered,
        verification,
        view,
    )
    from domain.requests.listing import Listing
    from domain.requests.snapshot import Ending, Snapshot
    from domain.rules.findings import Outcome
    from workflows.background import BackgroundTasks
    from workflows.options import IRREVERSIBLE


@workflow.defn(failure_exception_types=[DomainError])
class PayByInvoiceRequest(BackgroundTasks):
    """A durable request: people act through updates, time through named deadlines.

    Whatever a person does is an update, because they want to know whether it was accepted: its
    validator refuses what is not possible now, its handler changes the request before the first
    await, so that of two people deciding at once exactly one wins. `snapshot` is a query: looking
    changes nothing. What the messages do to a request stands in `domain`.
    """

    @workflow.init
    def __init__(self, opening: messages.OpenRequest) -> None:
        info = workflow.info()
        self._opening_key = opening.key
        super().__init__(
            drafting.open_draft(opening, info.workflow_id, info.run_id, workflow.now())
        )

    @workflow.run
    async def run(self, opening: messages.OpenRequest) -> Ending:
        """Assesses the request whenever that is due, and otherwise waits: for a person to act, or
        for the next deadline. Ends when the request has, with everybody told."""
        self.start_background_tasks()
        while not self._request.ended:
            self.raise_background_failure()
            if self._request.to_assess:
                await self._assess()
            else:
                await self._wait_for_people_or_time()
        await workflow.wait_condition(workflow.all_handlers_finished)
        await self.finish_background_tasks()
        return view.ending_of(self._request)

    async def _assess(self) -> None:
        request, revision = self._request, self._request.revision
        result = await self.step(
            AssessmentActivities.assess,
            AssessmentOrder(
                draft=request.draft,
                account_id=request.account_id,
                scope_id=request.scope_id,
                policy=request.policy.eligibility,
                today=workflow.now().date(),
            ),
        )
        # A form edited meanwhile is assessed again instead.
        if request.revision == revision and not request.ended:
            assessment.assessed(request, result.findings, result.time_zone, workflow.now())

    async def _wait_for_people_or_time(self) -> None:
        request, due = self._request, self._request.deadlines.next

        def something_happened() -> bool:
            return (
                request.ended
                or request.to_assess
                or request.deadlines.next != due
                or self.background_task_failed
            )

        if due is None:
            await workflow.wait_condition(something_happened)
            return
        left = due.at - workflow.now()
        if left > timedelta(0):
            try:
                await workflow.wait_condition(
                    something_happened, timeout=left, timeout_summary=due.alarm
                )
            except TimeoutError:
                pass
            else:
                return
        # A deadline does not cut into a switch that is being made.
        await workflow.wait_condition(lambda: request.switching_by is None)
        # What came in at the last moment is looked at before its deadline is acted on.
        if not (request.to_assess or request.ended):
            reminders.fire_alarms(request, workflow.now())

    async def _answer(self) -> Snapshot:
        """The snapshot once the steps that this message set off are done; during an outage, as it
        stands, since they will be done later without anybody asking."""
        await workflow.wait_condition(lambda: self.retrying or not self._request.to_assess)
        return view.snapshot_of(self._request)

    async def _inspect(self, stored: StoredDocument) -> None:
        order = InspectionOrder(scope_id=self._request.scope_id, stored=stored)
        check = await self.step(DocumentActivities.inspect, order)
        if check.problem is not None:
            raise DocumentRefused(check.problem, code=check.code)

    @workflow.query
    def snapshot(self) -> Snapshot:
        return view.snapshot_of(self._request)

    @workflow.query
    def listing(self) -> Listing:
        """How it is listed, for a ledger whose listing is written anew."""
        return self._lister.listing_of(self._request)

    @workflow.signal
    def letter_not_delivered(self, report: messages.LetterNotDelivered) -> None:
        """Nobody waits for the answer: the worker tells what became of a letter."""
        undelivered.not_delivered(self._request, report, workflow.now())

    @workflow.signal
    def letter_dismissed(self, report: messages.LetterDismissed) -> None:
        """Somebody said that a letter is not to be sent again; the worker passes it on."""
        undelivered.dismissed(self._request, report, workflow.now())

    @workflow.update
    async def open(self, key: str) -> Snapshot:
        return await self._answer()

    @open.validator
    def _may_open(self, key: str) -> None:
        if key != self._opening_key:
            raise RequestAlreadyOpen(
                "There is already an open request for this subscription or billing profile.",
                request=self._request.id,
                state=self._request.state,
            )

    @workflow.update
    async def edit(self, command: messages.EditDraft) -> Snapshot:
        drafting.edit(self._request.attributed_to(command), command, workflow.now())
        return await self._answer()

    @edit.validator
    def _may_edit(self, command: messages.EditDraft) -> None:
        drafting.may_edit(self._request, command, workflow.now())

    @workflow.update
    async def submit(self, command: messages.Submit) -> Snapshot:
        if command.enclosed and command.enclosed.financial_statements:
            await self._inspect(command.enclosed.financial_statements)
            drafting.may_submit(self._request, command, workflow.now())
        drafting.submit(self._request.attributed_to(command), command, workflow.now())
        return await self._answer()

    @submit.validator
    def _may_submit(self, command: messages.Submit) -> None:
        drafting.may_submit(self._request, command, workflow.now())

    @workflow.update
    async def recheck(self, command: messages.Recheck) -> Snapshot:
        drafting.recheck(self._request.attributed_to(command), command, workflow.now())
        return await self._answer()

    @recheck.validator
    def _may_recheck(self, command: messages.Recheck) -> None:
        drafting.may_recheck(self._request, command)

    @workflow.update
    async def withdraw(self, command: messages.Withdraw) -> Snapshot:
        drafting.withdraw(self._request.attributed_to(command), command, workflow.now())
        return await self._answer()

    @withdraw.validator
    def _may_withdraw(self, command: messages.Withdraw) -> None:
        drafting.may_withdraw(self._request, command)

    @workflow.update
    async def return_credit_application(
        self, command: messages.ReturnCreditApplication
    ) -> Snapshot:
        if command.financial_statements is not None:
            await self._inspect(command.financial_statements)
            credit.may_return_application(self._request, command)
        credit.return_application(self._request.attributed_to(command), command, workflow.now())
        return await self._answer()

    @return_credit_application.validator
    def _may_return_application(self, command: messages.ReturnCreditApplication) -> None:
        credit.may_return_application(self._request, command)

    @workflow.update
    async def approve(self, command: messages.ApproveCredit) -> Snapshot:
        credit_decision.approve(self._request.attributed_to(command), command, workflow.now())
        return await self._answer()

    @approve.validator
    def _may_approve(self, command: messages.ApproveCredit) -> None:
        credit_decision.may_approve(self._request, command)

    @workflow.update
    async def ask_for_more(self, command: messages.AskForMore) -> Snapshot:
        credit_decision.ask_for_more(self._request.attributed_to(command), command, workflow.now())
        return await self._answer()

    @ask_for_more.validator
    def _may_ask_for_more(self, command: messages.AskForMore) -> None:
        credit_decision.may_ask_for_more(self._request, command)

    @workflow.update
    async def decline(self, command: messages.Decline) -> Snapshot:
        credit_decision.decline(self._request.attributed_to(command), command, workflow.now())
        return await self._answer()

    @decline.validator
    def _may_decline(self, command: messages.Decline) -> None:
        credit_decision.may_decline(self._request, command)

    @workflow.update
    async def record_security(self, command: messages.RecordSecurity) -> Snapshot:
        credit_decision.record_security(
            self._request.attributed_to(command), command, workflow.now()
        )
        return await self._answer()

    @record_security.validator
    def _may_record_security(self, command: messages.RecordSecurity) -> None:
        credit_decision.may_record_security(self._request, command)

    @workflow.update
    async def ask_for_documents(self, command: messages.AskForDocuments) -> Snapshot:
        verification.ask(self._request.attributed_to(command), command, workflow.now())
        return await self._answer()

    @ask_for_documents.validator
    def _may_ask_for_documents(self, command: messages.AskForDocuments) -> None:
        verification.may_ask(self._request, command)

    @workflow.update
    async def add_document(self, command: messages.AddDocument) -> Snapshot:
        await self._inspect(command.stored)
        verification.may_add(self._request, command)
        verification.add(self._request.attributed_to(command), command, workflow.now())
        return await self._answer()

    @add_document.validator
    def _may_add_document(self, command: messages.AddDocument) -> None:
        verification.may_add(self._request, command)

    @workflow.update
    async def review_document(self, command: messages.ReviewDocument) -> Snapshot:
        verification.review(self._request.attributed_to(command), command, workflow.now())
        return await self._answer()

    @review_document.validator
    def _may_review_document(self, command: messages.ReviewDocument) -> None:
        verification.may_review(self._request, command)

    @workflow.update
    async def extend_deadline(self, command: messages.ExtendDeadline) -> Snapshot:
        discretion.extend(self._request.attributed_to(command), command, workflow.now())
        return await self._answer()

    @extend_deadline.validator
    def _may_extend_deadline(self, command: messages.ExtendDeadline) -> None:
        discretion.may_extend(self._request, command, workflow.now())

    @workflow.update
    async def overrule(self, command: messages.Overrule) -> Snapshot:
        discretion.overrule(self._request.attributed_to(command), command, workflow.now())
        return await self._answer()

    @overrule.validator
    def _may_overrule(self, command: messages.Overrule) -> None:
        discretion.may_overrule(self._request, command)

    @workflow.update
    async def switch(self, command: messages.SwitchToInvoice) -> Snapshot:
        order = approval.begin_switch(self._request.attributed_to(command), command, workflow.now())
        after = approval.as_switched(self._request, order)
        listing = self._lister.listing_of(after)
        answer = await workflow.execute_activity_method(
            AccountActivities.switch_payment_method,
            SwitchStep(order=order, news=News(notices=tuple(after.outgoing), listing=listing)),
            **IRREVERSIBLE,
        )
        if answer.receipt is None:
            approval.abandon_switch(self._request, answer.findings, workflow.now())
            blocking = [f for f in answer.findings if f.outcome is Outcome.FAIL]
            raise SwitchBlocked(
                " ".join(finding.message for finding in blocking),
                findings=[{"code": f.code, "message": f.message} for f in blocking],
            )
        approval.complete_switch(self._request, answer.receipt)
        self._lister.note_listed(self._request, listing)
        return await self._answer()

    @switch.validator
    def _may_switch(self, command: messages.SwitchToInvoice) -> None:
        approval.may_switch(self._request, command)
