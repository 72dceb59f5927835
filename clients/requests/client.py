"""The typed client of requests for every face: opening, sending messages, reading, through
Temporal."""

import asyncio
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from temporalio.client import WithStartWorkflowOperation
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.service import RPCError, RPCStatusCode

from clients.requests.documents import DocumentClient
from clients.requests.reading import RequestReading, as_kept, has_step
from clients.requests.rehearsals import RehearsalClient
from domain.errors import NotPossibleNow, ServiceUnreachable
from domain.forms.form import identity_of
from domain.operations.messages import Message
from domain.requests import drafting, messages
from domain.requests.answer import Answers
from domain.requests.life import RequestLife
from domain.requests.operations import BY_MESSAGE
from domain.requests.request import request_id
from domain.requests.snapshot import Ending, Snapshot
from engine.asking import sent, sent_with_start, was_taken
from engine.connection import connect
from engine.refusals import ANSWER_WITHIN, answering
from engine.sending import stamped
from engine.starting import resume_request, summary_of_request
from files.reading import configured_policy
from settings import Settings
from workflows.publishing import attributes_at_start
from workflows.request import PayByInvoiceRequest

if TYPE_CHECKING:
    from application.ports.idempotency_keys import Claim

_LEDGER_FOLLOWS_WITHIN = tuple(timedelta(milliseconds=each) for each in (10, 30, 100, 300))
"""Pauses in which the step of a message that was answered is waited for in the ledger."""


class RequestClient(RequestReading, DocumentClient, RehearsalClient):
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
                return await self._alive_or_ended(scope_id)
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
        return await self._after(answer, scope_id, opened_by=key)

    async def _after(self, answer: Answers, request: str, opened_by: str | None = None) -> Snapshot:
        """The request after a message: as the ledger has it, where that is open, or else as the
        workflow says. A worker of release 0.1.0 answers with all of it.

        Args:
            opened_by: The key of its opening, where that was the message: the ledger may have an
                earlier request of the same name still.
        """
        if isinstance(answer, Snapshot):
            return answer
        for pause in _LEDGER_FOLLOWS_WITHIN if self._open_ledger else ():
            try:
                kept = await self._kept(request_id(request))
            except ServiceUnreachable:
                break  # the message was answered all the same
            if kept is not None:
                life = kept[0]
                is_this = opened_by is None or life.opening_key == opened_by
                if is_this and has_step(life, answer):
                    return as_kept(kept)
            await asyncio.sleep(pause.total_seconds())
        self._note_answered(request_id(request), answer)
        return await self._asked(request)

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
        from application.access.end_replaced_links import end_links_of_request
        from domain.forms.applicant import Applicant

        contact = Applicant.of(edited.draft).email
        async with self._ledger() as ledger:
            of_today = edited.request, edited.account, contact, datetime.now(UTC)
            await end_links_of_request(ledger.transactions, *of_today)

    async def _send(self, update: Any, request: str, command: Message, claim: "Claim") -> Snapshot:
        handle = self._handle(request)
        if claim.done:
            # Not sent again: a second request of the same customer has the same id.
            return await self._alive_or_ended(request)
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

    async def resume(self, life: RequestLife) -> bool:
        """Starts the workflow of a request again where it stood, as the ledger has it.

        Returns:
            False when a request runs under its id: that one stays as it is.
        """
        return await resume_request(self._temporal, self._settings.task_queue, life)
