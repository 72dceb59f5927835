"""Workflows of invoices that a bank's statement settled or changed: hundreds at once."""

import asyncio
from collections.abc import Sequence

from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from activities.signalling import SIGNALLED_AT_ONCE
from application.invoices.look_up import settled_among
from application.ports.ledger import Ledger
from domain.invoices.invoice import invoice_id
from engine.refusals import answering
from engine.starting import refresh_terms
from settings import Settings

_AT_ONCE = 100
"""Invoices of which the ledger is asked anew: little time passes until their workflows are told."""

_ENDED = "Settled by a bank statement: nothing is open, so there is nothing to wait for."


async def follow_ledger(
    temporal: Client, settings: Settings, ledger: Ledger, numbers: Sequence[str]
) -> None:
    """Ends the workflows of those of which nothing is open, and has the others refresh.

    A workflow that has nothing to wait for would do nothing but end, and a task of its own for that
    costs more than all the rest of its booking. What it may have under way is in the ledger under
    its key, or was not done: whoever asked is told to ask again, and gets the same answer.

    Raises:
        ServiceUnreachable: the engine does not answer.
    """
    for start in range(0, len(numbers), _AT_ONCE):
        some = numbers[start : start + _AT_ONCE]
        settled = await settled_among(ledger, some)
        ended = [number for number in some if number in settled]
        await _end_all(temporal, ended)
        # Somebody may have opened one again just then, whose workflow ended under them.
        still = await settled_among(ledger, ended)
        open_ones = [number for number in some if number not in still]
        await refresh_terms(temporal, settings, open_ones)


async def _end_all(temporal: Client, numbers: Sequence[str]) -> None:
    slots = asyncio.Semaphore(SIGNALLED_AT_ONCE)

    async def end(number: str) -> None:
        name = invoice_id(number)
        async with slots, answering(name):
            try:
                await temporal.get_workflow_handle(name).terminate(reason=_ENDED)
            except RPCError as error:
                if error.status is not RPCStatusCode.NOT_FOUND:
                    raise  # one that has ended by itself is as good

    await asyncio.gather(*(end(number) for number in numbers))
