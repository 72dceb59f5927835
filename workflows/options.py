"""How long activities may take and how they are retried, by name."""

from datetime import timedelta

from temporalio.common import RetryPolicy
from temporalio.workflow import ActivityConfig, LocalActivityConfig

QUICK: LocalActivityConfig = {
    "start_to_close_timeout": timedelta(seconds=5),
    "schedule_to_close_timeout": timedelta(seconds=8),
    "retry_policy": RetryPolicy(initial_interval=timedelta(milliseconds=100), maximum_attempts=3),
}
"""A short step on the ledger, run by the worker that holds the workflow: one marker in history
and no task of its own. It may run again after a crash, so each such step is idempotent."""

RETRIED: ActivityConfig = {
    "start_to_close_timeout": timedelta(seconds=30),
    "retry_policy": RetryPolicy(
        initial_interval=timedelta(seconds=1),
        backoff_coefficient=2,
        maximum_interval=timedelta(minutes=1),
    ),
}
"""The same step while the ledger or the storage is away: a regular activity, visible as pending
in Temporal's UI, retried for as long as the outage takes."""

LARGE: ActivityConfig = {
    **RETRIED,
    "start_to_close_timeout": timedelta(minutes=10),
    "heartbeat_timeout": timedelta(seconds=20),
}
"""A step on thousands of invoices at once, one transaction of seconds: longer than what is run
locally may take. It says that it is under way, so that another worker takes over a lost one's."""

WAKING: ActivityConfig = {
    **RETRIED,
    "start_to_close_timeout": timedelta(minutes=10),
    "heartbeat_timeout": timedelta(seconds=10),
}
"""Letting other invoices' clocks look again, thousands after one wire: it says how far it has come,
and goes on from there when its worker is lost."""

IRREVERSIBLE: ActivityConfig = {**RETRIED, "start_to_close_timeout": timedelta(seconds=10)}
"""The switch, and never locally: its order is on record before it is made, so that whatever dies
meanwhile it is finished by itself, under the very same order. The shorter time is how long a
person waits when the worker that began it was lost."""

AWAITED_CLOCKS = 20
"""As many other clocks are woken before a message is answered; more, beside it."""
