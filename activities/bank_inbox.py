"""Polls the inbox of a bank's files, as a step of the schedule's workflow."""

import time

import structlog
from pydantic import BaseModel
from temporalio import activity

from activities.beating import beating
from application.bank.inbox import InboxWatch, poll

_BEATS_EVERY = 10.0
"""Seconds: one file may take long."""

_LOOKED = "pay_by_invoice_bank_inbox_looked_timestamp_seconds"

_log = structlog.stdlib.get_logger(__name__)


class PollInbox(BaseModel):
    seen: tuple[str, ...] = ()
    """What the poll before found and left, by marks that say nothing of a file."""


class InboxPolled(BaseModel):
    done: int = 0
    refused: int = 0
    growing: int = 0
    """Files that may not be complete yet."""
    unreadable: int = 0
    seen: tuple[str, ...] = ()


class BankInboxActivities:
    def __init__(self, watch: InboxWatch | None) -> None:
        """Args:
        watch: None where no inbox is watched.
        """
        self._watch = watch

    @activity.defn(name="look_into_inbox")
    async def poll_inbox(self, order: PollInbox) -> InboxPolled:
        """Imports what is complete and moves it away. Another attempt continues with what is
        still there; what was read and not moved is read again, and counts once."""
        if self._watch is None:
            return InboxPolled()
        async with beating(_BEATS_EVERY):
            polled = await poll(self._watch, frozenset(order.seen))
        _note_poll()
        if polled.unreadable:
            _log.warning("files in the bank's inbox cannot be read for now", n=polled.unreadable)
        return InboxPolled(
            done=polled.done,
            refused=polled.refused,
            growing=polled.growing,
            unreadable=polled.unreadable,
            seen=polled.seen,
        )


def _note_poll() -> None:
    """On the page of this worker's metrics: the greatest of all workers is the last poll."""
    about = "When this worker last looked through the bank's inbox, Unix time."
    activity.metric_meter().create_gauge_float(_LOOKED, about).set(time.time())
