"""Errors of the engine as refusals that a person can act on."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from temporalio.client import (
    WorkflowQueryFailedError,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode

from domain.errors import DomainError, InvoiceUnknown, RequestNotFound, ServiceUnreachable
from engine.converter import refusal_in

ANSWER_WITHIN = timedelta(seconds=20)
"""How long a client waits for an answer. What was asked for may still be done afterwards."""

LARGE_ANSWER_WITHIN = timedelta(seconds=120)
"""The same where thousands of invoices are settled at once."""

_OTHER_STEPS = "[TMPRL1100]"
"""The SDK's code for a history whose steps differ from the workflow's code."""


@asynccontextmanager
async def answering(asked: str, within: timedelta = ANSWER_WITHIN) -> AsyncIterator[None]:
    """Raises a DomainError for whatever the engine raises about `asked`."""
    try:
        yield
    except (WorkflowUpdateFailedError, WorkflowQueryFailedError, ApplicationError) as failed:
        refusal = refusal_in(failed)
        if refusal is not None:
            raise refusal from failed
        if _OTHER_STEPS not in str(failed):
            raise
        raise ServiceUnreachable(
            f"No worker here can read the history of {asked}: another version of this software"
            " wrote it, and a worker of that version can.",
            request=asked,
        ) from failed
    except (WorkflowUpdateRPCTimeoutOrCancelledError, TimeoutError) as late:
        raise _no_answer(asked, within) from late
    except RuntimeError as error:
        if not never_connected(error):
            raise
        raise ServiceUnreachable(
            "The engine does not answer. What was asked for was not done: try again later.",
            request=asked,
        ) from error
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            if asked.startswith("invoice/"):
                raise InvoiceUnknown(f"There is no {asked}.", invoice=asked) from error
            raise RequestNotFound(f"There is no request {asked}.", request=asked) from error
        if error.status is RPCStatusCode.INVALID_ARGUMENT:
            raise DomainError(f"The engine does not take this: {error.message}.") from error
        raise _no_answer(asked, within) from error


def never_connected(error: BaseException) -> bool:
    """Whether a lazy client failed to connect; only this error says so."""
    return isinstance(error, RuntimeError) and str(error).startswith("Failed client connect")


def _no_answer(asked: str, within: timedelta) -> ServiceUnreachable:
    return ServiceUnreachable(
        f"No answer about {asked} within {within.seconds} seconds. Is a worker running?"
        " What was asked for may still be done: look before asking again, or ask again under the"
        " same key.",
        request=asked,
    )
