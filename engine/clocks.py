"""What the engine has of requests and invoices, and how their workflows are started again."""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from temporalio.api.common.v1 import Payloads
from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import (
    Client,
    WorkflowExecutionStatus,
    WorkflowHandle,
    WorkflowQueryFailedError,
)
from temporalio.service import RPCError, RPCStatusCode

from activities.accounts import SwitchStep
from activities.clocks import ClocksChecked
from activities.notifications import News
from activities.signalling import REFRESH, STANDING, TERMS
from adapters.ledger.database import Database
from adapters.ledger.provider.calls import StoredCalls
from adapters.ledger.stored_hooks import StoredHooks
from application.ports.clocks import (
    EngineStep,
    InvoiceLife,
    RequestRun,
    Run,
    SwitchMade,
    Untold,
    WorkflowState,
)
from domain.errors import ClearRefused, KeyDestroyed, ServiceUnreachable
from domain.invoices.invoice import invoice_id
from domain.invoices.messages import InvoiceMessage, IssueInvoice
from domain.invoices.operations import OPERATIONS
from domain.invoices.views.standing import InvoiceStanding
from domain.requests.life import RequestLife
from domain.requests.switch_order import SwitchAnswer
from domain.webhooks.endpoint import endpoint_of, webhook_id
from domain.webhooks.states import HookState
from engine.provider_calls import provider_calls_id, start_calls
from engine.refusals import answering
from engine.relisting import relisted
from engine.request_runs import request_run
from engine.starting import resume_request, start_terms
from engine.webhooks import start_delivery
from settings import Settings
from workflows.clocks import ReconcileClocks
from workflows.request import PayByInvoiceRequest

_SWITCH = "switch_payment_method"
_TELL = "tell"
_ISSUE = "issue"
_MESSAGES: Mapping[str, type[InvoiceMessage]] = {
    _ISSUE: IssueInvoice,
    **{each.name: each.message for each in OPERATIONS},
}
_ANSWERS_WITHIN = timedelta(seconds=5)
_PROBLEMS = "TemporalReportedProblems"
"""The engine's own search attribute: set after several failures on end, cleared by a success."""
_FAILING = "'category=WorkflowTaskFailed', 'category=WorkflowTaskTimedOut'"
_RUNNING = " AND ExecutionStatus = 'Running'"
_UNANSWERED = {
    *(RPCStatusCode.DEADLINE_EXCEEDED, RPCStatusCode.UNAVAILABLE),
    *(RPCStatusCode.CANCELLED, RPCStatusCode.RESOURCE_EXHAUSTED),
}
_IN_ALL = "the engine's workflows"


class EngineClocks:
    """What `application.ports.clocks.Engine` says."""

    def __init__(self, temporal: Client, database: Database, settings: Settings) -> None:
        self._temporal = temporal
        self._database = database
        self._settings = settings
        self._task_queue = settings.task_queue
        self._worker_answers = True
        """As far as is known. One that does not answer is not asked a thousand times."""

    async def invoices(self, *, ended: bool) -> AsyncIterator[Run]:
        which = "" if ended else _RUNNING
        async for run in self._runs(f"WorkflowType = '{TERMS}'{which}"):
            yield run

    async def state(self, workflow_id: str) -> WorkflowState:
        async with answering(workflow_id):
            try:
                described = await self._temporal.get_workflow_handle(workflow_id).describe()
            except RPCError as error:
                if error.status is RPCStatusCode.NOT_FOUND:
                    return WorkflowState.ABSENT
                raise
        if described.status is WorkflowExecutionStatus.RUNNING:
            return WorkflowState.RUNNING
        if described.status is WorkflowExecutionStatus.COMPLETED:
            return WorkflowState.ENDED
        return WorkflowState.CUT_OFF

    async def stuck(self) -> frozenset[str]:
        reported = f"TaskQueue = '{self._task_queue}'{_RUNNING} AND {_PROBLEMS} IN ({_FAILING})"
        async with answering(_IN_ALL):
            try:
                return frozenset(
                    [each.id async for each in self._temporal.list_workflows(reported)]
                )
            except RPCError as error:
                if error.status is not RPCStatusCode.INVALID_ARGUMENT:
                    raise
                return frozenset()  # an engine that does not report problems

    async def last_check(self) -> int | None:
        completed = (
            f"WorkflowType = '{ReconcileClocks.__name__}' AND TaskQueue = '{self._task_queue}'"
            " AND ExecutionStatus = 'Completed'"
        )
        async with answering(_IN_ALL):
            async for found in self._temporal.list_workflows(completed, limit=1):
                workflow: WorkflowHandle[Any, ClocksChecked] = self._temporal.get_workflow_handle(
                    found.id, run_id=found.run_id, result_type=ClocksChecked
                )
                return (await workflow.result(rpc_timeout=_ANSWERS_WITHIN)).number
        return None

    async def standing(self, number: str) -> InvoiceStanding | None:
        if not self._worker_answers:
            return None
        workflow = self._temporal.get_workflow_handle(invoice_id(number))
        try:
            standing: InvoiceStanding | None = await workflow.query(
                STANDING, result_type=InvoiceStanding, rpc_timeout=_ANSWERS_WITHIN
            )
        except WorkflowQueryFailedError:
            return None
        except RPCError as error:
            self._worker_answers = error.status not in _UNANSWERED
            return None
        return standing

    async def lasting(self) -> Sequence[str]:
        endpoints = await StoredHooks(self._database).all()
        told = [webhook_id(each.id) for each in endpoints if each.state is HookState.ACTIVE]
        if await StoredCalls(self._database).present() is not None:
            told.append(provider_calls_id(self._task_queue))
        return told

    async def start_lasting(self, workflow_id: str) -> None:
        if workflow_id != provider_calls_id(self._task_queue):
            await start_delivery(self._temporal, self._task_queue, endpoint_of(workflow_id))
        elif (there := await StoredCalls(self._database).present()) is not None:
            await start_calls(self._temporal, self._task_queue, there[0])

    async def start_invoice(self, number: str) -> None:
        await start_terms(self._temporal, self._settings, number)

    async def requests(self, *, ended: bool) -> AsyncIterator[Run]:
        which = " AND ExecutionStatus != 'ContinuedAsNew'" if ended else _RUNNING
        async for run in self._runs(f"WorkflowType = '{PayByInvoiceRequest.__name__}'{which}"):
            yield run

    async def _runs(self, which: str) -> AsyncIterator[Run]:
        """Page by page, each asked for when it is needed: what is done meanwhile with those of a
        page takes nothing of the time that the engine has to answer."""
        found = self._temporal.list_workflows(f"{which} AND TaskQueue = '{self._task_queue}'")
        more = True
        while more:
            async with answering(_IN_ALL):
                await found.fetch_next_page()
            for each in found.current_page or ():
                running = each.status is WorkflowExecutionStatus.RUNNING
                yield Run(each.id, each.run_id or "", each.start_time, running)
            more = bool(found.next_page_token)

    async def request(self, request: str) -> RequestRun | None:
        async with answering(request):
            return await request_run(self._temporal, request)

    async def start_request(self, life: RequestLife) -> bool:
        return await resume_request(self._temporal, self._task_queue, life)

    async def end_request(self, request: str) -> None:
        async with answering(request):
            try:
                workflow = self._temporal.get_workflow_handle(request)
                await workflow.terminate("The ledger knows more: it is started again from there.")
            except RPCError as error:
                if error.status is not RPCStatusCode.NOT_FOUND:
                    raise

    async def relist_request(self, request: str, run: str, *, write: bool) -> bool | None:
        if not self._worker_answers:
            return None
        try:
            async with answering(request):
                return await relisted(
                    self._temporal,
                    self._database,
                    request,
                    run,
                    write=write,
                    within=_ANSWERS_WITHIN,
                )
        except ServiceUnreachable as unanswered:
            cause = unanswered.__cause__
            alone = isinstance(cause, RPCError) and cause.status not in _UNANSWERED
            self._worker_answers = alone  # what is this one's alone says nothing of the others
            return None

    async def record_request(self, request: str) -> None:
        async with answering(request):
            workflow = self._temporal.get_workflow_handle(request)
            await workflow.signal(PayByInvoiceRequest.record_anew)

    async def switch_of(self, request: str, run: str) -> SwitchMade | None:
        workflow = self._temporal.get_workflow_handle(request, run_id=run)
        ordered: dict[int, HistoryEvent] = {}
        async with answering(request):
            async for event in workflow.fetch_history_events():
                if event.event_type == EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED:
                    ordered[event.event_id] = event
                elif event.event_type == EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED:
                    done = event.activity_task_completed_event_attributes
                    try:
                        made = await self._made(ordered[done.scheduled_event_id], done.result)
                    except (KeyDestroyed, ClearRefused):
                        return None  # it ended, and was erased or all was sealed since
                    if made is not None:
                        return made
        return None

    async def untold(self, request: str) -> Untold | None:
        ordered: dict[int, HistoryEvent] = {}
        async with answering(request):
            async for event in self._temporal.get_workflow_handle(request).fetch_history_events():
                if event.event_type == EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED:
                    said = event.activity_task_scheduled_event_attributes
                    if said.activity_type.name == _TELL:
                        ordered[event.event_id] = event
                elif event.event_type == EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED:
                    done = event.activity_task_completed_event_attributes
                    ordered.pop(done.scheduled_event_id, None)
        if not ordered:
            return None
        said = ordered[max(ordered)].activity_task_scheduled_event_attributes
        try:
            (news,) = await self._temporal.data_converter.decode(said.input.payloads, [News])
        except (KeyDestroyed, ClearRefused):
            return None  # it was erased, or all was sealed since
        return Untold(news.notices, news.listing, news.record)

    async def _made(self, ordered: HistoryEvent, result: Payloads) -> SwitchMade | None:
        said = ordered.activity_task_scheduled_event_attributes
        if said.activity_type.name != _SWITCH:
            return None
        convert = self._temporal.data_converter.decode
        (answer,) = await convert(result.payloads, [SwitchAnswer])
        if answer.receipt is None:
            return None
        (step,) = await convert(said.input.payloads, [SwitchStep])
        return SwitchMade(step.order, step.news.notices, step.news.listing)

    async def refresh_invoice(self, number: str) -> None:
        async with answering(invoice_id(number)):
            try:
                await self._temporal.get_workflow_handle(invoice_id(number)).signal(REFRESH)
            except RPCError as error:
                if error.status is not RPCStatusCode.NOT_FOUND:
                    raise

    async def life(self, number: str, runs: Collection[str]) -> InvoiceLife | None:
        async with answering(invoice_id(number)):
            newest = self._temporal.get_workflow_handle(invoice_id(number))
            try:
                described = await newest.describe()
            except RPCError as error:
                if error.status is not RPCStatusCode.NOT_FOUND:
                    raise
                return None
            life = _Life(self._temporal, number)
            for run in {*runs, described.run_id or ""}:
                await life.read(self._temporal.get_workflow_handle(newest.id, run_id=run))
        raw = described.raw_description
        return InvoiceLife(
            running=described.status is WorkflowExecutionStatus.RUNNING,
            under_way=bool(raw.pending_activities) or raw.HasField("pending_workflow_task"),
            steps=sorted(life.steps, key=lambda step: step.at),
            fired_at=life.fired_at,
        )


class _Life:
    """What the histories of an invoice's runs say was done."""

    def __init__(self, temporal: Client, number: str) -> None:
        self._converter = temporal.data_converter
        self._number = number
        self.steps: list[EngineStep] = []
        self.fired_at: datetime | None = None

    async def read(self, run: WorkflowHandle[Any, Any]) -> None:
        accepted: dict[str, HistoryEvent] = {}
        try:
            async for event in run.fetch_history_events():
                self._read(event, accepted)
        except RPCError as error:  # its retention ended meanwhile
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise

    def _read(self, event: HistoryEvent, accepted: dict[str, HistoryEvent]) -> None:
        if event.event_type == EventType.EVENT_TYPE_TIMER_FIRED:
            at = _at(event)
            self.fired_at = max(self.fired_at or at, at)
        elif event.event_type == EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED:
            said = event.workflow_execution_update_accepted_event_attributes
            accepted[said.accepted_request.meta.update_id] = event
        elif event.event_type == EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_COMPLETED:
            done = event.workflow_execution_update_completed_event_attributes
            if done.outcome.HasField("success") and done.meta.update_id in accepted:
                self._note(done.meta.update_id, accepted[done.meta.update_id])

    def _note(self, update: str, accepted: HistoryEvent) -> None:
        request = accepted.workflow_execution_update_accepted_event_attributes.accepted_request
        name = request.input.name
        if name not in _MESSAGES:
            return
        key = "" if name == _ISSUE else f"{invoice_id(self._number)}/{update}"
        said = partial(self._said, name, request.input.args)
        self.steps.append(EngineStep(self._number, name, key, _at(accepted), said))

    async def _said(self, name: str, given: Payloads) -> InvoiceMessage:
        command: InvoiceMessage
        (command,) = await self._converter.decode(given.payloads, [_MESSAGES[name]])
        return command


def _at(event: HistoryEvent) -> datetime:
    return event.event_time.ToDatetime(UTC)
