"""One request for paying by invoice, from draft to its end."""

from contextlib import suppress

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.assessment import AssessmentActivities, AssessmentOrder
    from domain.errors import DomainError, RequestAlreadyOpen, ServiceBusy
    from domain.requests import (
        assessment,
        deadlines_reached,
        drafting,
        messages,
        undelivered,
        view,
    )
    from domain.requests.answer import Answers
    from domain.requests.deadlines import Due
    from domain.requests.life import RequestLife, request_in
    from domain.requests.listing import Listing
    from domain.requests.snapshot import Ending, LatestSnapshot
    from domain.rules.findings import digest_of
    from domain.values.shown import Shown
    from workflows.lateness import note_lateness
    from workflows.listing import Lister
    from workflows.options import LARGEST_HISTORY
    from workflows.request_updates import RequestUpdates
    from workflows.timer import Timer


@workflow.defn(failure_exception_types=[DomainError])
class PayByInvoiceRequest(RequestUpdates):
    """A durable request: people act through updates, time through named deadlines.

    Whatever a person does is an update, because they want to know whether it was accepted.
    `snapshot` is a query, since reading changes nothing. What happens to a request is in `domain`.
    """

    @workflow.init
    def __init__(self, beginning: messages.OpenRequest | RequestLife) -> None:
        self._timer = Timer()
        self._is_to_hand_over = False
        lister = Lister(beginning)
        if isinstance(beginning, RequestLife):
            super().__init__(request_in(beginning), lister, beginning.answered)
            return
        info, now = workflow.info(), workflow.now()
        request = drafting.open_draft(beginning, info.workflow_id, info.run_id, now)
        super().__init__(request, lister)

    @workflow.run
    async def run(self, beginning: messages.OpenRequest | RequestLife) -> Ending:
        """Assesses the request whenever that is due, and otherwise waits: for a person to act, or
        for the next deadline. Ends when the request has, once every notice is recorded.

        Args:
            beginning: How it is opened; or what it was, when it goes on after an earlier run.
        """
        self.start_background_tasks()
        while not self._request.ended:
            self.raise_background_failure()
            if self._request.to_assess:
                await self._assess()
            elif self._may_hand_over:
                self._hand_over()
            else:
                await self._wait_for_people_or_time()
        await workflow.wait_condition(workflow.all_handlers_finished)
        await self.finish_background_tasks()
        return view.ending_of(self._request)

    @property
    def _may_hand_over(self) -> bool:
        """Whether this run has become long, or is to end, and nothing is under way that only it can
        finish.

        Not before the ledger keeps what the request is. So one that release 0.1.0 began, whose
        history has no step that says so, takes the steps that it took.
        """
        info = workflow.info()
        is_long = (
            self._is_to_hand_over
            or self._answers.count >= self._lister.messages_each_run
            or info.is_continue_as_new_suggested()
            or info.get_current_history_size() >= LARGEST_HISTORY
        )
        idle = workflow.all_handlers_finished() and not self.has_news_to_record
        return is_long and self._lister.is_recording and idle and not self._request.ended

    def _hand_over(self) -> None:
        """Ends this run; the next one goes on from what the request is now."""
        self.cancel_background_tasks()
        life = self._lister.life_of(self._request)
        workflow.continue_as_new(life.model_copy(update={"answered": self._answers.last}))

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
                known=digest_of(request.findings) if request.findings else None,
            ),
        )
        findings = request.findings if result.as_known else result.findings
        # A form edited meanwhile is assessed again instead.
        if request.revision == revision and not request.ended:
            assessment.assessed(request, findings, result.time_zone, workflow.now())

    async def _wait_for_people_or_time(self) -> None:
        request, due = self._request, self._request.deadlines.next
        if due is None or due.at > workflow.now():
            await (self._wait if self._lister.is_recording else self._wait_as_0_1_0)(due)
            return
        # A deadline does not cut into a switch that is being made.
        await workflow.wait_condition(lambda: request.switching_by is None)
        # What came in at the last moment is assessed before its deadline is acted on.
        if not (request.to_assess or request.ended):
            note_lateness("request", due.at)
            # A request that release 0.1.0 began keeps what its history has seen it do.
            spares = self._lister.is_recording
            deadlines_reached.fire_alarms(request, workflow.now(), spares=spares)

    async def _wait(self, due: Due | None) -> None:
        """Until there is something to do, or it is time to look what is due."""
        if due is not None:
            self._timer.set_for(due)
        await workflow.wait_condition(
            lambda: self._has_to_do or self._request.deadlines.next != due or self._timer.has_fired
        )
        self._timer.acknowledge()

    async def _wait_as_0_1_0(self, due: Due | None) -> None:
        """With a timer for each deadline, as long as no step has said that the ledger keeps what
        the request is (`workflows.listing`): requests that release 0.1.0 began waited like this."""
        left = due.at - workflow.now() if due else None
        with suppress(TimeoutError):
            await workflow.wait_condition(
                lambda: self._has_to_do or self._request.deadlines.next != due,
                timeout=left,
                timeout_summary=Shown(due.alarm) if due else None,
            )

    @property
    def _has_to_do(self) -> bool:
        request = self._request
        return (
            request.ended or request.to_assess or self.background_task_failed or self._may_hand_over
        )

    @workflow.query
    def snapshot(self) -> LatestSnapshot:
        return view.latest_of(self._request, workflow.now())

    @workflow.query
    def listing(self) -> Listing:
        """How it is listed, for a ledger whose listing is written anew."""
        return self._lister.listing_of(self._request)

    @workflow.signal
    def letter_not_delivered(self, report: messages.LetterNotDelivered) -> None:
        """Without an answer: the worker reports the outcome of a letter."""
        numbered = not workflow.patched("reports-without-number")
        undelivered.not_delivered(self._request, report, workflow.now(), numbered=numbered)

    @workflow.signal
    def record_anew(self) -> None:
        """The ledger lost what it had of this request: it is listed anew, with all that is kept."""
        self._lister.forget_recorded()

    @workflow.signal
    def begin_another_run(self) -> None:
        """What its history says is to be sealed, which only a new one can be: this run ends as soon
        as nothing is under way."""
        self._is_to_hand_over = True
        if not self._lister.is_recording:
            self._lister.forget_recorded()  # the ledger is to keep what it is, before it goes on

    @workflow.signal
    def letter_dismissed(self, report: messages.LetterDismissed) -> None:
        """Somebody said that a letter is not to be sent again; the worker passes it on."""
        undelivered.dismissed(self._request, report, workflow.now())

    @workflow.update
    async def open(self, key: str) -> Answers:
        return await self._answer(self._request.entries)

    @open.validator
    def _may_open(self, key: str) -> None:
        if key != self._lister.opening_key:
            if self._request.ended:
                raise ServiceBusy(
                    "The request before this one has ended, and its end is still being recorded."
                    " Nothing was done: ask again.",
                    retry_after=5,
                    request=self._request.id,
                )
            raise RequestAlreadyOpen(
                "There is already an open request for this subscription or billing profile.",
                request=self._request.id,
                state=self._request.state,
            )
