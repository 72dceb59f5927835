"""Taking a step outside that survives an outage."""

from typing import Any

from temporalio import workflow
from temporalio.exceptions import FailureError, is_cancelled_exception

from workflows.options import LARGE, QUICK, RETRIED


class Steps:
    """The base of every workflow here."""

    def __init__(self) -> None:
        self._steps_retrying = 0

    @property
    def retrying(self) -> bool:
        """Whether a step of the process waits for an outage to end."""
        return self._steps_retrying > 0

    async def large_step(self, activity: Any, order: Any) -> Any:
        """One step that may take longer than a local activity: a regular one from the start."""
        return await workflow.execute_activity_method(activity, order, **LARGE)

    async def step(self, activity: Any, order: Any, *, background: bool = False) -> Any:
        """One step outside: at once and locally, or patiently as a regular activity while what it
        needs is away. An order carries its own idempotency key, so either may run again.

        Args:
            beside: The process goes on without it.
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
