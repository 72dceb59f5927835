"""The typed client of requests for every face: opening, sending messages, reading, through
Temporal."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from pydantic import BaseModel
from temporalio.client import (
    WithStartWorkflowOperation,
    WorkflowHandle,
    WorkflowQueryRejectedError,
)
from temporalio.common import (
    QueryRejectCondition,
    WorkflowIDConflictPolicy,
    WorkflowIDReusePolicy,
)
from temporalio.service import RPCError, RPCStatusCode

from clients.documents import DocumentClient
from clients.rehearsals import RehearsalClient
from domain.errors import ClearRefused, NotPossibleNow, RequestTerminated
from domain.forms.form import identity_of
from domain.operations.messages import Message
from domain.requests import drafting, messages
from domain.requests.answer import Answers
from domain.requests.life import RequestLife, request_in
from domain.requests.lifecycle import FINAL, State
from domain.requests.operations import BY_MESSAGE
from domain.requests.request import request_id
from domain.requests.snapshot import Ending, LatestSnapshot, Snapshot
from domain.requests.view import seen_at, snapshot_of
from domain.turns import Who
from engine.asking import answer_to, sent, sent_with_start, was_taken
from engine.connection import connect
from engine.refusals import ANSWER_WITHIN, LISTED_WITHIN, answering
from engine.sending import stamped
from engine.starting import go_on, summary_of_request
from files.reading import configured_policy
from settings import Settings
from workflows import attributes
from workflows.publishing import attributes_at_start
from workflows.request import PayByInvoiceRequest

if TYPE_CHECKING:
    from adapters.ledger.used_keys import Claim


class ListedRequest(BaseModel):
    """A line of `list`: what the engine has of a request without querying it."""

    request: str
    state: str
    waiting_on: str
    due_at: datetime | None


class RequestClient(DocumentClient, RehearsalClient):
    """Requests for paying by invoice.

    Every message may carry a `key`, which is good for one thing by one caller: asked again under
    it the same is done once, and answered alike; anything else is refused as `EffectMismatch`.
    Refusals are raised as `DomainError`s; an engine or a worker that does not answer as
    `ServiceUnreachable`.
    """

    @classmethod
    async def connect(cls, settings: Settings) -> "RequestClient":
        return cls(await connect(settings), settings)

    @property
    def namespace(self) -> str:
        """Temporal's, in which the requests are."""
        return self._temporal.namespace

    async def open(self, draft: dict[str, Any], by: str, key: str | None = None) -> Snapshot:
        """Opens a draft, however incomplete. At most one request per scope is open at a time."""
        scope_id, _ = identity_of(draft, datetime.now(UTC).date())
        async with self._once(key, by, "open", request_id(scope_id), draft) as claim:
            # A request that was opened under this key may have ended: it is not opened again.
            if claim.done:
                return _as_answered(await self._alive_or_ended(scope_id))
            return await self._open(draft, by, claim.id)

    async def _open(self, draft: dict[str, Any], by: str, key: str) -> Snapshot:
        scope_id, account_id = identity_of(draft, datetime.now(UTC).date())
        opening = stamped(
            messages.OpenRequest(
                by=by,
                key=key,
                scope_id=scope_id,
                account_id=account_id,
                draft=draft,
                policy=configured_policy(self._settings),
                messages_each_run=self._settings.messages_each_run,
            )
        )
        at_start = drafting.open_draft(opening, request_id(scope_id), "", datetime.now(UTC))

        def start() -> WithStartWorkflowOperation[PayByInvoiceRequest, Ending]:
            return WithStartWorkflowOperation(
                PayByInvoiceRequest.run,
                opening,
                id=request_id(scope_id),
                search_attributes=attributes_at_start(at_start),
                task_queue=self._settings.task_queue,
                id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
                id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
                static_summary=summary_of_request(scope_id),
            )

        about = request_id(scope_id)
        taken = partial(was_taken, self._temporal, about, key, datetime.now(UTC))
        async with answering(about, taken=taken):
            answer = await sent_with_start(
                self._temporal, PayByInvoiceRequest.open, key, start, key
            )
        return await self._after(answer, scope_id)

    async def _after(self, answer: Answers, request: str) -> Snapshot:
        """The request after a message: as the ledger has it, where that is open and has the step
        by now, or else as the workflow says. A worker of release 0.1.0 answers with all of it."""
        if isinstance(answer, Snapshot):
            return answer
        if self._database is not None:
            from adapters.ledger.requests.lives import StoredLives

            kept = await StoredLives(self._database).newest_whole(request_id(request))
            if kept is not None:
                life, timeline = kept
                if len(timeline) == life.entries >= answer.entries:
                    seen = snapshot_of(request_in(life))
                    return seen.model_copy(update={"timeline": timeline})
        return _as_answered(await self.snapshot(request))

    async def send(
        self, request: str, command: Message, key: str | None = None, asked: Any = None
    ) -> Snapshot:
        """Sends one of the messages of `domain.requests.messages` to a request; the answer comes
        once the steps that it set off are done.

        Args:
            asked: What the caller asked for, where the message was worked out from more than that
                and may differ when it is worked out again.
        """
        update = getattr(PayByInvoiceRequest, BY_MESSAGE[type(command)].name)
        body = command if asked is None else asked
        operation, target = update.__name__, request_id(request)
        async with self._once(key, command.by, operation, target, body) as claim:
            answer = await self._send(update, request, command, claim)
            if isinstance(command, messages.EditDraft):
                await self._forget_replaced(answer)
            return answer

    async def _forget_replaced(self, edited: Snapshot) -> None:
        """Links that went to a contact whom the form does not name any more are dead."""
        from adapters.ledger.access.replaced_addresses import replaced_on_request
        from domain.forms.applicant import Applicant

        contact = Applicant.of(edited.draft).email
        async with self._ledger() as database:
            of_today = edited.request, edited.account, contact, datetime.now(UTC)
            await replaced_on_request(database, *of_today)

    async def _send(self, update: Any, request: str, command: Message, claim: "Claim") -> Snapshot:
        handle = self._handle(request)
        if claim.done:
            # Not sent again: a second request of the same customer has the same id.
            return _as_answered(await self._alive_or_ended(request))
        message = stamped(command)
        taken = partial(was_taken, self._temporal, handle.id, claim.id, datetime.now(UTC))
        async with answering(handle.id, taken=taken):
            try:
                answer = await sent(
                    lambda: handle.execute_update(
                        update, message, id=claim.id, rpc_timeout=ANSWER_WITHIN
                    )
                )
            except RPCError as error:
                if error.status is not RPCStatusCode.NOT_FOUND:
                    raise
                ended = await self._alive_or_ended(request)
                raise NotPossibleNow(update.__name__, ended.state) from error
        return await self._after(cast(Answers, answer), request)

    async def snapshot(self, request: str) -> Snapshot:
        """The request's present or final state. The ledger is read for the beginning of a timeline
        that is too long for one run of a workflow, and for a request that ended before everything
        was sealed, where clear text is refused."""
        handle = self._handle(request)
        try:
            async with answering(handle.id):
                latest = await answer_to(handle, PayByInvoiceRequest.snapshot)
        except ClearRefused:
            ended = await self._ended(handle.id)
            if ended is None:
                raise
            return ended
        return await self._whole(latest)

    async def _ended(self, request: str) -> Snapshot | None:
        """A request that has ended, as the ledger keeps it; None where it keeps none."""
        from adapters.ledger.requests.lives import StoredLives

        async with self._ledger() as database:
            kept = await StoredLives(database).newest_whole(request)
        if kept is None or (ended := request_in(kept[0])).ended is None:
            return None
        seen = seen_at(ended, datetime.now(UTC))
        return seen.model_copy(update={"timeline": kept[1]})

    async def _whole(self, latest: LatestSnapshot) -> Snapshot:
        if not latest.earlier:
            return latest.with_earlier(())
        from adapters.ledger.requests.lives import StoredLives

        async with self._ledger() as database:
            earlier = await StoredLives(database).timeline(latest.run, latest.earlier)
        return latest.with_earlier(earlier)

    async def go_on(self, life: RequestLife) -> bool:
        """Starts the workflow of a request again where it stood, as the ledger has it.

        Returns:
            False when a request runs under its id: that one stays as it is.
        """
        return await go_on(self._temporal, self._settings.task_queue, life)

    async def _alive_or_ended(self, request: str) -> Snapshot:
        """The state of a request that can still move or came to its own end.

        Raises:
            RequestTerminated: an operator ended its workflow.
        """
        handle, unless = self._handle(request), QueryRejectCondition.NOT_COMPLETED_CLEANLY
        async with answering(handle.id):
            try:
                latest = await answer_to(handle, PayByInvoiceRequest.snapshot, unless)
            except WorkflowQueryRejectedError as rejected:
                raise RequestTerminated(
                    "This request was ended in the engine, by an operator or at a limit of the"
                    " engine: nothing of it goes on. Open it anew, under a key that was not used"
                    " before.",
                    request=handle.id,
                ) from rejected
        return await self._whole(latest)

    async def watch(self, request: str, every: float = 1.0) -> AsyncIterator[Snapshot]:
        """The snapshot now and after every change, until the request has ended."""
        seen: Snapshot | None = None
        while seen is None or seen.state not in FINAL:
            current = await self.snapshot(request)
            if _as_answered(current) != seen:
                seen = _as_answered(current)
                yield current
            if current.state not in FINAL:
                await asyncio.sleep(every)

    async def list(
        self, state: State | None = None, waiting_on: Who | None = None
    ) -> list[ListedRequest]:
        """Requests by state and by who must act, newest first. The listing follows about a second
        behind the requests themselves."""
        conditions = [f"WorkflowType = '{PayByInvoiceRequest.__name__}'"]
        if state is not None:
            conditions.append(f"RequestState = '{state.value}'")
        if waiting_on is not None:
            conditions.append(f"WaitingOn = '{waiting_on.value}'")
        async with answering("the list", LISTED_WITHIN):
            return [
                ListedRequest(
                    request=found.id,
                    state=found.typed_search_attributes.get(attributes.REQUEST_STATE) or "draft",
                    waiting_on=found.typed_search_attributes.get(attributes.WAITING_ON) or "nobody",
                    due_at=found.typed_search_attributes.get(attributes.DUE_AT),
                )
                async for found in self._temporal.list_workflows(" AND ".join(conditions))
            ]

    def _handle(self, request: str) -> WorkflowHandle[PayByInvoiceRequest, Ending]:
        return self._temporal.get_workflow_handle_for(PayByInvoiceRequest.run, request_id(request))


def _as_answered(seen: Snapshot) -> Snapshot:
    """As an operation answers: only queries say what is possible."""
    return seen.model_copy(update={"possible": None})
