"""Activities that are retried for as long as an outage takes."""

from typing import Any

from temporalio import workflow
from temporalio.exceptions import FailureError, is_cancelled_exception

from workflows.options import LARGE, QUICK, RETRIED


class Steps:
    """The base class of every workflow."""

    def __init__(self) -> None:
        self._steps_retrying = 0

    @property
    def retrying(self) -> bool:
        """Whether `run` waits for a step that is being retried during an outage."""
        return self._steps_retrying > 0

    async def large_step(self, activity: Any, order: Any) -> Any:
        """Runs a step that may take longer than a local activity, as a regular one at once."""
        return await workflow.execute_activity_method(activity, order, **LARGE)

    async def step(self, activity: Any, order: Any, *, background: bool = False) -> Any:
        """Runs a step as a local activity and, if that fails, as a regular activity, retried
        until it succeeds. Either may run twice: an order carries its own idempotency key.

        Args:
            background: Whether `run` does not wait for it.
        """
        try:
            return await workflow.execute_local_activity_method(activity, order, **QUICK)
        except FailureError as failure:  # a local activity's own, not wrapped in an ActivityError
            if is_cancelled_exception(failure):
                raise
        counted = 0 if background else 1
        self._steps_retrying += counted
        try:
            return await workflow.execute_activity_method(activity, order, **RETRIED)
        finally:
            self._steps_retrying -= counted
