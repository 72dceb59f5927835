"""Reading requests: from the ledger where a client has it open, or else from their workflows."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from pydantic import BaseModel, ValidationError
from temporalio.client import Client, WorkflowHandle, WorkflowQueryRejectedError
from temporalio.common import QueryRejectCondition

from clients.requests.keyed_client import KeyedClient
from domain.errors import ClearRefused, RequestTerminated, ServiceUnreachable
from domain.requests.answer import RequestAnswer
from domain.requests.life import RequestLife, WholeLife, request_in
from domain.requests.lifecycle import FINAL, State
from domain.requests.request import request_id
from domain.requests.snapshot import Ending, LatestSnapshot, Snapshot
from domain.requests.view import seen_at
from domain.turns import Who
from engine.asking import answer_to
from engine.refusals import ANSWER_WITHIN, LISTED_WITHIN, answering
from settings import Settings
from workflows import attributes
from workflows.request import PayByInvoiceRequest

if TYPE_CHECKING:
    from engine.wiring.open_ledger import OpenLedger


_SAYS_WITHIN = timedelta(seconds=2)
"""What the ledger has is shown where the workflow takes longer."""
_REMEMBERED = 1000


class ListedRequest(BaseModel):
    """A line of `list`: what the engine has of a request without querying it."""

    request: str
    state: str
    waiting_on: str
    due_at: datetime | None


class RequestReading(KeyedClient):
    """The part of a request's client that changes nothing."""

    def __init__(
        self, temporal: Client, settings: Settings, ledger: "OpenLedger | None" = None
    ) -> None:
        super().__init__(temporal, settings, ledger)
        self._answered: dict[str, RequestAnswer] = {}
        """What was answered of requests whose step the ledger had not yet."""

    async def snapshot(self, request: str) -> Snapshot:
        """The request's present or final state.

        Where the ledger is open, that is how the last step left it: a page needs neither engine nor
        worker, and looks at no workflow just as a step of it ends, which can harm that workflow
        (docs/design/requests.md says how). Its workflow says it where the ledger is not open, does
        not keep it, or is behind what was answered here; and of an approved request, which alone
        knows whether its switch is being made.
        """
        kept = await self._kept(request_id(request))
        if kept is None:
            return await self._asked(request)
        if (answered := self._answered.get(kept[0].id)) is not None:
            if not has_step(kept[0], answered):
                return await self._asked(request)
            del self._answered[kept[0].id]
        if kept[0].state is State.APPROVED:
            with suppress(ServiceUnreachable):
                return await self._asked(request, within=_SAYS_WITHIN)
        return as_kept(kept)

    async def watch(self, request: str, every: float = 1.0) -> AsyncIterator[Snapshot]:
        """The snapshot now and after every change, until the request has ended."""
        seen: Snapshot | None = None
        while seen is None or seen.state not in FINAL:
            current = await self.snapshot(request)
            if seen is None or current != seen.model_copy(update={"possible": current.possible}):
                seen = current
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

    async def _kept(self, request: str) -> WholeLife | None:
        """The newest request with this workflow id, as the ledger keeps it; None where the ledger
        is not open, or keeps less than all of it, or a later release keeps it."""
        if self._open_ledger is None:
            return None
        try:
            kept = await self._open_ledger.lives.newest_whole(request)
        except ValidationError:
            return None
        return kept if kept and len(kept[1]) == kept[0].entries else None

    def _note_answered(self, request: str, answer: RequestAnswer) -> None:
        """The ledger has not yet what was answered: until it has, the workflow is asked."""
        self._answered[request] = answer
        while len(self._answered) > _REMEMBERED:
            del self._answered[next(iter(self._answered))]

    async def _asked(self, request: str, within: timedelta = ANSWER_WITHIN) -> Snapshot:
        """What its workflow says. The ledger is read for the beginning of a timeline that is too
        long for one run of a workflow, and for a request that ended before everything was sealed,
        where clear text is refused."""
        handle = self._handle(request)
        try:
            async with answering(handle.id, within):
                latest = await answer_to(handle, PayByInvoiceRequest.snapshot, within=within)
        except ClearRefused:
            ended = await self._ended(handle.id)
            if ended is None:
                raise
            return ended
        return await self._whole(latest)

    async def _alive_or_ended(self, request: str) -> Snapshot:
        """The state of a request that can still move or came to its own end, as its workflow says.

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

    async def _ended(self, request: str) -> Snapshot | None:
        """A request that has ended, as the ledger keeps it; None where it keeps none."""
        async with self._ledger() as ledger:
            kept = await ledger.lives.newest_whole(request)
        return as_kept(kept) if kept and kept[0].state in FINAL else None

    async def _whole(self, latest: LatestSnapshot) -> Snapshot:
        if not latest.earlier:
            return latest.with_earlier(())
        async with self._ledger() as ledger:
            earlier = await ledger.lives.timeline(latest.run, latest.earlier)
        return latest.with_earlier(earlier)

    def _handle(self, request: str) -> WorkflowHandle[PayByInvoiceRequest, Ending]:
        return self._temporal.get_workflow_handle_for(PayByInvoiceRequest.run, request_id(request))


def has_step(life: RequestLife, answer: RequestAnswer) -> bool:
    """Whether the ledger has what was answered. An end that the answer did not say may be that of
    an earlier request with the same name."""
    ended = life.state in FINAL and answer.state not in FINAL
    return life.entries >= answer.entries and not ended


def as_kept(kept: WholeLife) -> Snapshot:
    """What is possible is of now, or of the last step, where a rehearsal is ahead of the clock."""
    life, timeline = kept
    now = max([datetime.now(UTC), *(entry.at for entry in timeline[-1:])])
    return seen_at(request_in(life), now).model_copy(update={"timeline": timeline})
