"""What people do with a request: an update for each operation of `domain.requests.operations`.

Each validator refuses what is not possible now, and leaves no trace in history; each handler
changes the request before its first await, so that of two people deciding at once exactly one wins.
A message that an earlier run of the workflow answered is answered alike, and not done again.
"""

from collections.abc import Iterable
from typing import TypeVar

from temporalio import workflow

from activities.accounts import AccountActivities, SwitchStep
from activities.documents import DocumentActivities, InspectionOrder
from activities.notifications import News
from domain.errors import DocumentRefused, SwitchBlocked
from domain.forms.documents import StoredDocument
from domain.operations.messages import Message
from domain.requests import approval, messages, operations
from domain.requests.answer import Answers, GivenAnswer, RequestAnswer
from domain.requests.operations import RequestOperation
from domain.requests.request import Request
from domain.requests.switch_order import BeforeSwitch, SwitchAnswer, SwitchOrder
from domain.rules.findings import Outcome
from workflows.answers import GivenAnswers
from workflows.background import BackgroundTasks
from workflows.listing import Lister
from workflows.options import IRREVERSIBLE

Said = TypeVar("Said", bound=Message)


class RequestUpdates(BackgroundTasks):
    """The part of a request's workflow that people speak to."""

    def __init__(
        self, request: Request, lister: Lister, answered: Iterable[GivenAnswer] = ()
    ) -> None:
        super().__init__(request, lister)
        self._answers = GivenAnswers(answered)

    async def _carry_out(self, operation: RequestOperation[Said], command: Said) -> Answers:
        if (before := self._answers.before) is not None:
            return before
        entries = self._request.entries
        if (upload := operation.upload(command)) is not None:
            await self._inspect(upload)
            self._check(operation, command)
        operation.do(self._request.attributed_to(command), command, workflow.now())
        return await self._answer(entries)

    def _check(self, operation: RequestOperation[Said], command: Said) -> None:
        if self._answers.before is None:
            operation.may(self._request, command, workflow.now())

    async def _inspect(self, stored: StoredDocument) -> None:
        order = InspectionOrder(scope_id=self._request.scope_id, stored=stored)
        check = await self.step(DocumentActivities.inspect, order)
        if check.problem is not None:
            raise DocumentRefused(check.problem, code=check.code)

    async def _answer(self, entries: int) -> RequestAnswer:
        """What the message changed, once the steps that it caused are done; during an outage what
        it changed till then, since they will be done later anyway.

        Args:
            entries: How many entries the timeline had before.
        """
        request = self._request
        await workflow.wait_condition(lambda: self.retrying or not request.to_assess)
        answer = RequestAnswer(
            state=request.state, entries=request.entries, new=request.entries - entries
        )
        return self._answers.given(answer)

    @workflow.update
    async def edit(self, command: messages.EditDraft) -> Answers:
        return await self._carry_out(operations.EDIT, command)

    @edit.validator
    def _may_edit(self, command: messages.EditDraft) -> None:
        self._check(operations.EDIT, command)

    @workflow.update
    async def submit(self, command: messages.Submit) -> Answers:
        return await self._carry_out(operations.SUBMIT, command)

    @submit.validator
    def _may_submit(self, command: messages.Submit) -> None:
        self._check(operations.SUBMIT, command)

    @workflow.update
    async def recheck(self, command: messages.Recheck) -> Answers:
        return await self._carry_out(operations.RECHECK, command)

    @recheck.validator
    def _may_recheck(self, command: messages.Recheck) -> None:
        self._check(operations.RECHECK, command)

    @workflow.update
    async def withdraw(self, command: messages.Withdraw) -> Answers:
        return await self._carry_out(operations.WITHDRAW, command)

    @withdraw.validator
    def _may_withdraw(self, command: messages.Withdraw) -> None:
        self._check(operations.WITHDRAW, command)

    @workflow.update
    async def return_credit_application(self, command: messages.ReturnCreditApplication) -> Answers:
        return await self._carry_out(operations.RETURN_APPLICATION, command)

    @return_credit_application.validator
    def _may_return_credit_application(self, command: messages.ReturnCreditApplication) -> None:
        self._check(operations.RETURN_APPLICATION, command)

    @workflow.update
    async def approve(self, command: messages.ApproveCredit) -> Answers:
        return await self._carry_out(operations.APPROVE, command)

    @approve.validator
    def _may_approve(self, command: messages.ApproveCredit) -> None:
        self._check(operations.APPROVE, command)

    @workflow.update
    async def ask_for_more(self, command: messages.AskForMore) -> Answers:
        return await self._carry_out(operations.ASK_FOR_MORE, command)

    @ask_for_more.validator
    def _may_ask_for_more(self, command: messages.AskForMore) -> None:
        self._check(operations.ASK_FOR_MORE, command)

    @workflow.update
    async def decline(self, command: messages.Decline) -> Answers:
        return await self._carry_out(operations.DECLINE, command)

    @decline.validator
    def _may_decline(self, command: messages.Decline) -> None:
        self._check(operations.DECLINE, command)

    @workflow.update
    async def record_security(self, command: messages.RecordSecurity) -> Answers:
        return await self._carry_out(operations.RECORD_SECURITY, command)

    @record_security.validator
    def _may_record_security(self, command: messages.RecordSecurity) -> None:
        self._check(operations.RECORD_SECURITY, command)

    @workflow.update
    async def ask_for_documents(self, command: messages.AskForDocuments) -> Answers:
        return await self._carry_out(operations.ASK_FOR_DOCUMENTS, command)

    @ask_for_documents.validator
    def _may_ask_for_documents(self, command: messages.AskForDocuments) -> None:
        self._check(operations.ASK_FOR_DOCUMENTS, command)

    @workflow.update
    async def add_document(self, command: messages.AddDocument) -> Answers:
        return await self._carry_out(operations.ADD_DOCUMENT, command)

    @add_document.validator
    def _may_add_document(self, command: messages.AddDocument) -> None:
        self._check(operations.ADD_DOCUMENT, command)

    @workflow.update
    async def review_document(self, command: messages.ReviewDocument) -> Answers:
        return await self._carry_out(operations.REVIEW_DOCUMENT, command)

    @review_document.validator
    def _may_review_document(self, command: messages.ReviewDocument) -> None:
        self._check(operations.REVIEW_DOCUMENT, command)

    @workflow.update
    async def extend_deadline(self, command: messages.ExtendDeadline) -> Answers:
        return await self._carry_out(operations.EXTEND_DEADLINE, command)

    @extend_deadline.validator
    def _may_extend_deadline(self, command: messages.ExtendDeadline) -> None:
        self._check(operations.EXTEND_DEADLINE, command)

    @workflow.update
    async def overrule(self, command: messages.Overrule) -> Answers:
        return await self._carry_out(operations.OVERRULE, command)

    @overrule.validator
    def _may_overrule(self, command: messages.Overrule) -> None:
        self._check(operations.OVERRULE, command)

    @workflow.update
    async def switch(self, command: messages.SwitchToInvoice) -> Answers:
        """The one operation with a step of its own: the ledger is asked while nothing else may
        touch the request."""
        if (before := self._answers.before) is not None:
            return before
        request = self._request
        order = approval.begin_switch(request.attributed_to(command), command, workflow.now())
        if self._lister.is_recording:
            await self.news_recorded()  # from what the ledger has it knows what there is to say
        after, entries = approval.as_switched(request, order), request.entries
        listing = self._lister.listing_of(after)
        answer = await self._ordered(order, News(notices=tuple(after.outgoing), listing=listing))
        if answer.receipt is None:
            approval.abandon_switch(request, answer.findings, workflow.now())
            blocking = [f for f in answer.findings if f.outcome is Outcome.FAIL]
            raise SwitchBlocked(
                " ".join(finding.message for finding in blocking),
                findings=[{"code": f.code, "message": f.message} for f in blocking],
            )
        nothing_else_happened = request.entries == entries
        approval.complete_switch(request, answer.receipt)
        if nothing_else_happened:
            self._lister.note_listed(request, listing)
            self._lister.note_recorded(request.entries)
        return await self._answer(entries)

    async def _ordered(self, order: SwitchOrder, news: News) -> SwitchAnswer:
        """The ledger's answer to the order, which is on record before it is carried out."""
        before = None
        if self._lister.is_recording and news.listing is not None:
            before = BeforeSwitch(
                run=self._request.run,
                entries=self._request.entries,
                listed=news.listing.line.revision,
                place=news.listing.place,
            )
        return await workflow.execute_activity_method(
            AccountActivities.switch_payment_method,
            SwitchStep(order=order, news=news, before=before),
            **IRREVERSIBLE,
        )

    @switch.validator
    def _may_switch(self, command: messages.SwitchToInvoice) -> None:
        self._check(operations.SWITCH, command)
