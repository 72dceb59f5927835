"""A request's own clock: what it shows, and how a rehearsal moves it ahead."""

import asyncio
from datetime import datetime, timedelta

from temporalio.service import RPCError, RPCStatusCode

from clients.requests.keyed_client import KeyedClient
from domain.errors import NotARehearsal
from domain.requests.request import request_id
from engine.refusals import LARGE_ANSWER_WITHIN, answering
from engine.rehearsal_clock import time_of


class RehearsalClient(KeyedClient):
    async def fast_forward(self, workflow_id: str, by: timedelta) -> datetime:
        """Moves a workflow's own clock ahead, for rehearsals; returns the time it has then.

        Raises:
            NotARehearsal: the engine does not allow time to be skipped.
        """
        from temporalio.testing import TimeSkipper

        skipper = TimeSkipper(self._temporal)
        handle = self._temporal.get_workflow_handle(workflow_id)
        async with answering(workflow_id, LARGE_ANSWER_WITHIN):
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
