"""The typed way to requests for every face: opened, sent messages, looked at, through Temporal."""

import asyncio
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from pydantic import BaseModel
from temporalio.client import (
    Client,
    WithStartWorkflowOperation,
    WorkflowHandle,
)
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.service import RPCError, RPCStatusCode

from domain.errors import (
    DocumentUnknown,
    InvalidFile,
    NotARehearsal,
    NotPossibleNow,
)
from domain.forms.documents import StoredDocument
from domain.forms.form import identity_of
from domain.messages import Message
from domain.requests import drafting, messages
from domain.requests.lifecycle import FINAL, State
from domain.requests.operations import BY_MESSAGE
from domain.requests.snapshot import Ending, Snapshot
from domain.turns import Who
from engine.answers import ANSWER_WITHIN, answering
from engine.clock import time_of
from engine.connection import connect
from engine.sending import stamped
from files.reading import configured_policy
from settings import Settings
from workflows import attributes
from workflows.publishing import attributes_at_start
from workflows.request import PayByInvoiceRequest

if TYPE_CHECKING:
    from adapters.ledger.database import Database
    from adapters.ledger.used_keys import Claim
    from adapters.storage.documents import DocumentStore


class ListedRequest(BaseModel):
    """A line of `list`: what the engine knows of a request without asking it."""

    request: str
    state: str
    waiting_on: str
    due_at: datetime | None


def request_id(name: str) -> str:
    """The workflow id, from itself or from the payment scope's id."""
    prefix = "pay-by-invoice/"
    return name if name.startswith(prefix) else prefix + name


class RequestClient:
    """Requests for paying by invoice.

    Every message may carry a `key`, which is good for one thing by one caller: asked again under
    it the same is done once, and answered alike; anything else is refused as `EffectMismatch`.
    Refusals are raised as `DomainError`s; an engine or a worker that does not answer as
    `ServiceUnreachable`.
    """

    def __init__(
        self, temporal: Client, settings: Settings, database: "Database | None" = None
    ) -> None:
        """Args:
        database: The ledger, where it is open already; it is opened for a key only.
        """
        self._temporal = temporal
        self._settings = settings
        self._database = database

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
                return _as_answered(await self.snapshot(scope_id))
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
            )
        )
        at_start = drafting.open_draft(opening, request_id(scope_id), "", datetime.now(UTC))
        start = WithStartWorkflowOperation(
            PayByInvoiceRequest.run,
            opening,
            id=request_id(scope_id),
            search_attributes=attributes_at_start(at_start),
            task_queue=self._settings.task_queue,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
            static_summary=f"Pay by invoice: {scope_id}",
        )
        async with answering(request_id(scope_id)):
            return await self._temporal.execute_update_with_start_workflow(
                PayByInvoiceRequest.open,
                key,
                start_workflow_operation=start,
                id=key,
                rpc_timeout=ANSWER_WITHIN,
            )

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
        async with answering(handle.id):
            try:
                if claim.done:
                    # Not sent again: whoever applies a second time has a request of the same id.
                    sent = handle.get_update_handle(claim.id, result_type=Snapshot)
                    return cast(Snapshot, await sent.result(rpc_timeout=ANSWER_WITHIN))
                return cast(
                    Snapshot,
                    await handle.execute_update(
                        update,
                        stamped(command),
                        id=claim.id,
                        rpc_timeout=ANSWER_WITHIN,
                    ),
                )
            except RPCError as error:
                if error.status is not RPCStatusCode.NOT_FOUND:
                    raise
                ended = await self.snapshot(request)
                if claim.done:
                    return _as_answered(ended)
                raise NotPossibleNow(update.__name__, ended.state) from error

    async def snapshot(self, request: str) -> Snapshot:
        """The request as it stands, or as it ended."""
        handle = self._handle(request)
        async with answering(handle.id):
            return await handle.query(PayByInvoiceRequest.snapshot, rpc_timeout=ANSWER_WITHIN)

    async def watch(self, request: str, every: float = 1.0) -> AsyncIterator[Snapshot]:
        """The snapshot now and after every change, until the request has ended."""
        seen: Snapshot | None = None
        while seen is None or seen.state not in FINAL:
            current = await self.snapshot(request)
            if current != seen:
                seen = current
                yield current
            if current.state not in FINAL:
                await asyncio.sleep(every)

    async def list(
        self, state: State | None = None, waiting_on: Who | None = None
    ) -> list[ListedRequest]:
        """Requests by state and by who has the ball, newest first. The listing follows about a
        second behind the requests themselves."""
        conditions = [f"WorkflowType = '{PayByInvoiceRequest.__name__}'"]
        if state is not None:
            conditions.append(f"RequestState = '{state.value}'")
        if waiting_on is not None:
            conditions.append(f"WaitingOn = '{waiting_on.value}'")
        async with answering("the list"):
            return [
                ListedRequest(
                    request=found.id,
                    state=found.typed_search_attributes.get(attributes.REQUEST_STATE) or "draft",
                    waiting_on=found.typed_search_attributes.get(attributes.WAITING_ON) or "nobody",
                    due_at=found.typed_search_attributes.get(attributes.DUE_AT),
                )
                async for found in self._temporal.list_workflows(" AND ".join(conditions))
            ]

    async def upload(self, request: str, path: Path) -> StoredDocument:
        """Puts a file into the storage for this request; `AddDocument` then says what it is.

        Raises:
            DocumentRefused: not a PDF, PNG, JPEG or TIFF by content, empty, damaged or too large.
        """
        # Loaded here: only an upload needs the storage.
        from adapters.storage.upload import read_upload

        content = read_upload(path, self._settings.documents_max_bytes)
        store = await self._document_store()
        return await store.put(request_id(request).partition("/")[2], content)

    async def uploaded(self, request: str, name: str) -> StoredDocument:
        """What was uploaded for this request before, by the last part of its location.

        Raises:
            DocumentUnknown: nothing was uploaded for it under this name.
        """
        store = await self._document_store()
        found = await store.find(request_id(request).partition("/")[2], name)
        if found is None:
            raise DocumentUnknown("This is no upload of this request.", document=name)
        return found

    async def read_document(self, request: str, stored: StoredDocument) -> AsyncIterator[bytes]:
        """The content of an upload of this request, part by part; it is found before the first.

        Raises:
            DocumentUnknown: it is not an upload of this request.
            DocumentRefused: it is not in the storage any more.
        """
        from adapters.storage.keys import location_of

        scope = request_id(request).partition("/")[2]
        if stored.location != location_of(scope, stored.sha256, stored.media_type):
            raise DocumentUnknown("This is no document of this request.")
        return await (await self._document_store()).read(stored.location)

    async def _document_store(self) -> "DocumentStore":
        from adapters.storage.documents import DocumentStore

        try:
            return await DocumentStore.open(
                self._settings.storage_url, self._settings.documents_max_bytes
            )
        except ValueError as unusable:
            field, said = "PAYBYINVOICE_DOCUMENTS_URL", f"{str(unusable).capitalize()}."
            raise InvalidFile([{"field": field, "code": "unusable", "problem": said}]) from unusable

    async def fast_forward(self, workflow_id: str, by: timedelta) -> datetime:
        """Moves a workflow's own clock ahead, for rehearsals; returns the time it has then.

        Raises:
            NotARehearsal: the engine does not allow time to be skipped.
        """
        from temporalio.testing import TimeSkipper

        skipper = TimeSkipper(self._temporal)
        handle = self._temporal.get_workflow_handle(workflow_id)
        async with answering(workflow_id):
            try:
                await asyncio.wait_for(skipper.fast_forward(handle, by), timeout=60)
            except RPCError as error:
                if error.status in (RPCStatusCode.UNIMPLEMENTED, RPCStatusCode.INVALID_ARGUMENT):
                    raise NotARehearsal(
                        "This engine does not skip time. Start one for rehearsals with"
                        " 'python worker.py --dev --rehearsal'."
                    ) from error
                raise
            return await skipper.get_current_time(handle)

    async def now(self, request: str) -> datetime:
        """The time as a request has it: ahead of everybody's after `fast_forward`."""
        return await time_of(self._temporal, request_id(request))

    @asynccontextmanager
    async def _once(
        self, key: str | None, by: str, operation: str, target: str, body: Any
    ) -> AsyncIterator["Claim"]:
        # Loaded here: only a key needs the ledger.
        from adapters.ledger.used_keys import Claim, UsedKeys

        if key is None:
            yield Claim(str(uuid.uuid4()))
            return
        async with (
            self._ledger() as database,
            UsedKeys(database).once(key, by, operation, target, body) as claim,
        ):
            yield claim

    @asynccontextmanager
    async def _ledger(self) -> AsyncIterator["Database"]:
        if self._database is not None:
            yield self._database
            return
        from adapters.ledger.database import opened_ledger

        async with opened_ledger(self._settings.ledger_url) as database:
            yield database

    def _handle(self, request: str) -> WorkflowHandle[PayByInvoiceRequest, Ending]:
        return self._temporal.get_workflow_handle_for(PayByInvoiceRequest.run, request_id(request))


def _as_answered(seen: Snapshot) -> Snapshot:
    """As an operation answers: what is possible is told to whoever looks."""
    return seen.model_copy(update={"possible": None})
