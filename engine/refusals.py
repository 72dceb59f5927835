"""Errors of the engine as refusals that a person can act on: each says what is so, and whether it
may be asked again."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

from temporalio.client import (
    WorkflowQueryFailedError,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode

from domain.errors import (
    ClearRefused,
    DomainError,
    HistoryFull,
    InvoiceUnknown,
    KeyDestroyed,
    MessageTooLarge,
    RequestNotFound,
    ServiceBusy,
    ServiceUnreachable,
)
from engine.converter import refusal_in

ANSWER_WITHIN = timedelta(seconds=20)
"""How long a client waits for an answer. What was asked for may still be done afterwards."""

LARGE_ANSWER_WITHIN = timedelta(seconds=120)
"""The same where thousands of invoices are settled at once."""

LISTED_WITHIN = timedelta(hours=1)
"""The same where every request there is is looked at."""

_GRACE = timedelta(seconds=5)
"""A call ends by its own limit; one that does not is ended this much later."""

_AGAIN_SECONDS = 5

_OTHER_STEPS = "[TMPRL1100]"
"""The SDK's code for a history whose steps differ from the workflow's code."""
_NO_HANDLER = "expected but not found"
"""What the SDK says of a message that a worker's code does not know."""
_ENDED_MEANWHILE = "AcceptedUpdateCompletedWorkflow"
_NOT_PROCESSED = "UnprocessedUpdate"
"""The engine's types of error for a message that a run's end overtook, and for one that a worker
had and did not look at."""
_TOO_MANY_IN_ALL = "total number of distinct updates"
_TASK_FAILED = "unexpected workflow task failure"
_TASK_FAILS = "Workflow Task in failed state", _TASK_FAILED
_TOO_LARGE = "larger than max", "exceeds size limit", "size exceeds limit"

_log = logging.getLogger(__name__)


@asynccontextmanager
async def answering(
    asked: str,
    within: timedelta = ANSWER_WITHIN,
    taken: Callable[[], Awaitable[bool]] | None = None,
) -> AsyncIterator[None]:
    """Raises a DomainError for whatever the engine raises about `asked`, and when it has not
    answered long after it should have.

    Args:
        taken: Whether the engine took the message after all. While too much waits for a workflow it
            refuses, and the SDK asks again until the time is over, so that its refusal is lost.
    """
    try:
        async with asyncio.timeout((within + _GRACE).total_seconds()):
            yield
    except (WorkflowUpdateFailedError, WorkflowQueryFailedError, ApplicationError) as failed:
        if KeyDestroyed.SENTENCE in str(failed):
            raise KeyDestroyed(KeyDestroyed.SENTENCE, request=asked) from failed
        if ClearRefused.SENTENCE in str(failed):
            raise ClearRefused(ClearRefused.SENTENCE, request=asked) from failed
        raise refusal_in(failed) or _failed(asked, failed) from failed
    except (WorkflowUpdateRPCTimeoutOrCancelledError, TimeoutError) as late:
        if taken is not None and not await taken():
            raise _busy(asked) from late
        raise _no_answer(asked, within) from late
    except RuntimeError as error:
        if not never_connected(error):
            raise
        raise ServiceUnreachable(
            "The engine does not answer. What was asked for was not done: try again later.",
            request=asked,
        ) from error
    except RPCError as error:
        raise _refused(asked, within, error) from error


def _refused(asked: str, within: timedelta, error: RPCError) -> DomainError:
    """What the engine itself refuses."""
    said, status = error.message, error.status
    if any(each in said for each in _TOO_LARGE):
        return MessageTooLarge(
            "This is larger than what the engine takes. Nothing was done: send less.",
            request=asked,
        )
    if status is RPCStatusCode.RESOURCE_EXHAUSTED:
        return _busy(asked)
    if _TOO_MANY_IN_ALL in said:
        return HistoryFull(
            f"The engine takes no more messages for this run of {asked}. Nothing was done: it can"
            " be asked again once another run goes on from here.",
            request=asked,
        )
    if any(each in said for each in _TASK_FAILS):
        return _fails(asked)
    if status is RPCStatusCode.NOT_FOUND:
        if asked.startswith("invoice/"):
            return InvoiceUnknown(f"There is no {asked}.", invoice=asked)
        return RequestNotFound(f"There is no request {asked}.", request=asked)
    if status is RPCStatusCode.INVALID_ARGUMENT:
        return DomainError(f"The engine does not take this: {said}.")
    if status in (RPCStatusCode.UNAUTHENTICATED, RPCStatusCode.PERMISSION_DENIED):
        return ServiceUnreachable(
            "The engine does not let us ask: see TEMPORAL_API_KEY. Nothing was done.", request=asked
        )
    return _no_answer(asked, within)


def _busy(asked: str) -> ServiceBusy:
    return ServiceBusy(
        f"The engine has too much to do, or too much waits for {asked}. Nothing was done:"
        f" ask again in {_AGAIN_SECONDS} seconds.",
        _AGAIN_SECONDS,
        request=asked,
    )


def _failed(asked: str, failed: BaseException) -> DomainError:
    """What a worker failed at, where that is no refusal of the business."""
    cause = failed.__cause__ or failed
    said, kind = f"{failed} {cause}", getattr(cause, "type", None)
    if _OTHER_STEPS in said:
        return ServiceUnreachable(
            f"No worker here can read the history of {asked}: another version of this software"
            " wrote it, and a worker of that version can.",
            request=asked,
        )
    if _NO_HANDLER in said:
        return ServiceUnreachable(
            f"The worker that {asked} is with does not know what is asked: it is of another"
            " version of this software. Nothing was done: ask again once all are of one version.",
            request=asked,
        )
    if kind == _ENDED_MEANWHILE:
        return ServiceUnreachable(
            f"{asked} ended while this was under way. It may have been done: look before asking"
            " again, or ask again under the same key.",
            request=asked,
        )
    if was_not_processed(failed):
        return ServiceUnreachable(
            f"The worker that had this for {asked} was lost before it looked at it. Nothing was"
            " done: ask again.",
            request=asked,
        )
    _log.warning("a worker failed at what was asked of %s", asked, exc_info=failed)
    return _fails(asked)


def was_not_processed(failed: BaseException) -> bool:
    """Whether an update came back as it was sent: the worker that had it was lost, or its task was
    overtaken, as when a run goes on in the next just then."""
    if isinstance(failed, RPCError):
        return _TASK_FAILED in str(failed)
    return getattr(failed.__cause__ or failed, "type", None) == _NOT_PROCESSED


def _fails(asked: str) -> ServiceUnreachable:
    return ServiceUnreachable(
        f"The worker fails at {asked}: its log says why. What was asked for may still be done once"
        " that is mended: ask again then, under the same key.",
        request=asked,
    )


def never_connected(error: BaseException) -> bool:
    """Whether a lazy client failed to connect; only this error says so."""
    return isinstance(error, RuntimeError) and str(error).startswith("Failed client connect")


def _no_answer(asked: str, within: timedelta) -> ServiceUnreachable:
    return ServiceUnreachable(
        f"No answer about {asked} within {within.total_seconds():.0f} seconds. Is a worker running,"
        " or is much waiting? What was asked for may still be done: look before asking again, or"
        " ask again under the same key.",
        request=asked,
    )
