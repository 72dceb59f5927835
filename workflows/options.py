"""Timeouts and retry policies of activities, by name."""

from datetime import timedelta

from temporalio.common import RetryPolicy
from temporalio.workflow import ActivityConfig, LocalActivityConfig

QUICK: LocalActivityConfig = {
    "start_to_close_timeout": timedelta(seconds=5),
    "schedule_to_close_timeout": timedelta(seconds=8),
    "retry_policy": RetryPolicy(initial_interval=timedelta(milliseconds=100), maximum_attempts=3),
}
"""A short step on the ledger as a local activity: one marker in history and no task of its own. It
may run again after a crash, so each such step is idempotent."""

RETRIED: ActivityConfig = {
    "start_to_close_timeout": timedelta(seconds=30),
    "retry_policy": RetryPolicy(
        initial_interval=timedelta(seconds=1),
        backoff_coefficient=2,
        maximum_interval=timedelta(minutes=1),
    ),
}
"""The same step during an outage of the ledger or the storage: a regular activity, shown as pending
in Temporal's UI and retried until it succeeds."""

LARGE: ActivityConfig = {
    **RETRIED,
    "start_to_close_timeout": timedelta(minutes=10),
    "heartbeat_timeout": timedelta(seconds=20),
}
"""A step on thousands of invoices in one transaction, which takes longer than a local activity may.
It heartbeats, so that another worker soon takes over when its worker is lost."""

SIGNALLING: ActivityConfig = {
    **RETRIED,
    "start_to_close_timeout": timedelta(minutes=10),
    "heartbeat_timeout": timedelta(seconds=10),
}
"""Signals to the workflows of other invoices, thousands after one wire. The heartbeat carries how
many are done, so that another worker continues from there. The SDK sends a heartbeat every eight
seconds: what was signalled after the last one is signalled again, under the same ids."""

CHECKING: ActivityConfig = {
    **RETRIED,
    "start_to_close_timeout": timedelta(hours=1),
    "heartbeat_timeout": timedelta(minutes=1),
}
"""The check of all requests and invoices, page by page. It heartbeats after each that is asked."""

IMPORTING: ActivityConfig = {
    **RETRIED,
    "start_to_close_timeout": timedelta(hours=6),
    "heartbeat_timeout": timedelta(minutes=1),
}
"""The import of a bank's files from the inbox, many or large ones. It heartbeats all the time."""

FOLLOWING: ActivityConfig = {
    **RETRIED,
    "start_to_close_timeout": timedelta(minutes=20),
    "heartbeat_timeout": timedelta(minutes=1),
}
"""For applying what happened at the billing system. It heartbeats all the time."""

DELIVERING: ActivityConfig = {
    **RETRIED,
    "start_to_close_timeout": timedelta(minutes=20),
    "heartbeat_timeout": timedelta(minutes=1),
}
"""Webhooks to one endpoint, for some minutes. It heartbeats with every round of deliveries."""

PROVIDER_CALLS: ActivityConfig = {
    **DELIVERING,
    "heartbeat_timeout": timedelta(seconds=10),
    "retry_policy": RetryPolicy(
        initial_interval=timedelta(seconds=1), maximum_interval=timedelta(seconds=10)
    ),
}
"""Calls to the billing system, for some minutes. It heartbeats all the time, and what is not
answered has pauses of its own: only a lost worker is waited for."""

DELIVERIES_EACH_RUN = 100
"""Of those steps in one run; the next run goes on."""

REVIEWING: ActivityConfig = {**RETRIED, "start_to_close_timeout": timedelta(seconds=10)}
"""Letters about limits that are to be reviewed, each a transaction of its own: another attempt goes
on with the rest."""

IRREVERSIBLE: ActivityConfig = {
    **RETRIED,
    "start_to_close_timeout": timedelta(seconds=60),
    "heartbeat_timeout": timedelta(seconds=10),
}
"""The switch, never a local activity: its order is in history before the switch is made, so that
another worker finishes the same order when this one dies: noticed after ten seconds, because a
person waits. It heartbeats where another system than the ledger bills, which may take longer."""

AWAITED_CLOCKS = 20
"""How many other invoices a message waits for while they are signalled; more are signalled in the
background."""

LARGEST_HISTORY = 1_000_000
"""Bytes of a run's history at which the next run goes on. The engine ends a workflow at 50 MB, and
a worker that takes one over reads all of it first."""

REMEMBERED = 500
"""How many of its last answers a run hands over to the next, for messages that are sent again."""
