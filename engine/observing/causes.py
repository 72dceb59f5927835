"""Carries the id of what somebody asked for through Temporal, in the headers of its messages: from
a client to the workflow, and from there to the activities.

A workflow's `run` is one task for all of its life, and most steps run in it or in a task that it
began with. What such a step belongs to is the message that is being handled at that moment. It runs
in a copy of that message's context, so that whatever else lives in contexts, such as the spans of
traces, belongs to it too. A step that a timer caused belongs to nothing that somebody asked for.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import Context, ContextVar, copy_context
from datetime import datetime
from typing import Any, NoReturn, TypeVar

from temporalio import workflow
from temporalio.api.common.v1 import Payload
from temporalio.client import (
    Interceptor as ClientInterceptor,
)
from temporalio.client import (
    OutboundInterceptor,
    QueryWorkflowInput,
    SignalWorkflowInput,
    StartWorkflowInput,
    StartWorkflowUpdateInput,
    StartWorkflowUpdateWithStartInput,
    WorkflowHandle,
    WorkflowUpdateHandle,
)
from temporalio.converter import PayloadConverter
from temporalio.plugin import SimplePlugin
from temporalio.worker import (
    ActivityInboundInterceptor,
    ContinueAsNewInput,
    ExecuteActivityInput,
    ExecuteWorkflowInput,
    HandleQueryInput,
    HandleSignalInput,
    HandleUpdateInput,
    Interceptor,
    StartActivityInput,
    StartLocalActivityInput,
    WorkflowInboundInterceptor,
    WorkflowInterceptorClassInput,
    WorkflowOutboundInterceptor,
)

from engine.observing import request_ids

_HEADER = "request-id"
_HANDLING: ContextVar[bool] = ContextVar("handling", default=False)
"""Whether a task of a workflow belongs to a message by itself."""

Headers = Mapping[str, Payload]
T = TypeVar("T")


def plugin() -> SimplePlugin:
    """For clients, and for the workers over them. It comes after every other plugin, whose contexts
    it keeps together."""
    return SimplePlugin("RequestIds", interceptors=[RequestIds()])


class RequestIds(ClientInterceptor, Interceptor):
    def intercept_client(self, next: OutboundInterceptor) -> OutboundInterceptor:
        return _Client(next)

    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:
        return _Activity(next)

    def workflow_interceptor_class(
        self, input: WorkflowInterceptorClassInput
    ) -> type[WorkflowInboundInterceptor]:
        return _Messages


class _Client(OutboundInterceptor):
    async def start_workflow(self, input: StartWorkflowInput) -> WorkflowHandle[Any, Any]:
        input.headers = _with_id(input.headers)
        return await super().start_workflow(input)

    async def signal_workflow(self, input: SignalWorkflowInput) -> None:
        input.headers = _with_id(input.headers)
        await super().signal_workflow(input)

    async def query_workflow(self, input: QueryWorkflowInput) -> Any:
        input.headers = _with_id(input.headers)
        return await super().query_workflow(input)

    async def start_workflow_update(
        self, input: StartWorkflowUpdateInput
    ) -> WorkflowUpdateHandle[Any]:
        input.headers = _with_id(input.headers)
        return await super().start_workflow_update(input)

    async def start_update_with_start_workflow(
        self, input: StartWorkflowUpdateWithStartInput
    ) -> WorkflowUpdateHandle[Any]:
        update, start = input.update_workflow_input, input.start_workflow_input
        update.headers, start.headers = _with_id(update.headers), _with_id(start.headers)
        return await super().start_update_with_start_workflow(input)


class _Activity(ActivityInboundInterceptor):
    async def execute_activity(self, input: ExecuteActivityInput) -> Any:
        # Not reset: the SDK logs a failure in the same task afterwards.
        request_ids.belongs_to(_id_in(input.headers))
        return await super().execute_activity(input)


class _Messages(WorkflowInboundInterceptor):
    """What comes into one run of a workflow."""

    def init(self, outbound: WorkflowOutboundInterceptor) -> None:
        self._causes = _Causes()
        super().init(_Steps(outbound, self._causes))

    async def execute_workflow(self, input: ExecuteWorkflowInput) -> Any:
        with self._causes.handling(input.headers):
            pass  # what started it is handled in the first task of the workflow
        request_ids.belongs_to(None)
        _HANDLING.set(False)
        return await super().execute_workflow(input)

    async def handle_signal(self, input: HandleSignalInput) -> None:
        with self._causes.handling(input.headers):
            await super().handle_signal(input)

    async def handle_query(self, input: HandleQueryInput) -> Any:
        request_ids.belongs_to(_id_in(input.headers))
        return await super().handle_query(input)

    def handle_update_validator(self, input: HandleUpdateInput) -> None:
        request_ids.belongs_to(_id_in(input.headers))
        super().handle_update_validator(input)

    async def handle_update_handler(self, input: HandleUpdateInput) -> Any:
        with self._causes.handling(input.headers):
            return await super().handle_update_handler(input)


class _Causes:
    """The messages that a run is handling, each as the context of its handler."""

    def __init__(self) -> None:
        self._under_way: dict[object, Context] = {}
        self._last: tuple[datetime, Context] | None = None

    @contextmanager
    def handling(self, headers: Headers) -> Iterator[None]:
        request_ids.belongs_to(_id_in(headers))
        _HANDLING.set(True)
        message, context = object(), copy_context()
        self._under_way[message] = context
        try:
            yield
        finally:
            del self._under_way[message]
            if workflow.in_workflow():  # and not dropped by a worker that forgets this run
                self._last = workflow.now(), context

    def present(self) -> Context:
        """That of the message that came last of those being handled, or that was handled in this
        very task of the workflow; an empty one where time itself is the cause."""
        if self._under_way:
            return next(reversed(self._under_way.values())).copy()
        if self._last is not None and self._last[0] == workflow.now():
            return self._last[1].copy()
        return Context()


class _Steps(WorkflowOutboundInterceptor):
    """What one run of a workflow causes."""

    def __init__(self, next: WorkflowOutboundInterceptor, causes: _Causes) -> None:
        super().__init__(next)
        self._causes = causes

    def start_activity(self, input: StartActivityInput) -> workflow.ActivityHandle[Any]:
        def start() -> workflow.ActivityHandle[Any]:
            input.headers = _with_id(input.headers)
            return super(_Steps, self).start_activity(input)

        return self._as_caused(start)

    def start_local_activity(self, input: StartLocalActivityInput) -> workflow.ActivityHandle[Any]:
        def start() -> workflow.ActivityHandle[Any]:
            input.headers = _with_id(input.headers)
            return super(_Steps, self).start_local_activity(input)

        return self._as_caused(start)

    def continue_as_new(self, input: ContinueAsNewInput) -> NoReturn:
        input.headers = {name: said for name, said in input.headers.items() if name != _HEADER}
        super().continue_as_new(input)

    def _as_caused(self, start: Callable[[], T]) -> T:
        return start() if _HANDLING.get() else self._causes.present().run(start)


def _with_id(headers: Headers) -> Headers:
    request_id = request_ids.current()
    if request_id is None:
        return headers
    return {**headers, _HEADER: PayloadConverter.default.to_payload(request_id)}


def _id_in(headers: Headers) -> str | None:
    """None too for what is no id: headers can be written by whatever reaches the engine."""
    payload = headers.get(_HEADER)
    if payload is None:
        return None
    try:
        return str(PayloadConverter.default.from_payload(payload, str))
    except Exception:
        return None
