"""Outcomes of deliveries, kept until the outbox has stored them."""

import logging
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from adapters.mail.outcomes import NotDelivered, Postponed, Refused, Unconfirmed
from application.ports.outbox import Outbox, QueuedNotice
from domain.values.pauses import doubled_pause

log = logging.getLogger(__name__)

FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class _Failure:
    outcome: NotDelivered
    attempts: int
    leased_until: datetime


class Records:
    """Outcomes that the outbox may not have stored yet. They are kept during its outage."""

    def __init__(self, outbox: Outbox, clock: Callable[[], datetime]) -> None:
        self._outbox = outbox
        self._clock = clock
        self._sent: list[str] = []
        self._fingerprints: dict[str, str] = {}
        self._failed: dict[str, _Failure] = {}
        self._put_off: dict[str, datetime] = {}
        """When each postponed mail is due again."""

    def note(
        self, queued: QueuedNotice, outcome: NotDelivered | None, leased_until: datetime
    ) -> None:
        """Keeps the outcome of a claimed notice; None means that it was sent."""
        self._put_off.pop(queued.key, None)
        if outcome is None:
            self._sent.append(queued.key)
        else:
            self._failed[queued.key] = _Failure(outcome, queued.attempts, leased_until)

    def sent_as(self, key: str, sha256: str) -> None:
        """What is kept of the message itself, once it is noted as sent."""
        self._fingerprints[key] = sha256

    def nothing_left(self, now: datetime) -> bool:
        """Whether nothing is postponed; asked when nothing is due, so that what is past its time
        was somebody else's to deliver."""
        self._put_off = {key: due for key, due in self._put_off.items() if due > now}
        return not self._put_off

    async def write_down(self) -> None:
        """Writes all outcomes that the outbox has not stored yet.

        Raises:
            Exception: whatever the outbox raises; what it has not taken is kept.
        """
        if self._sent:
            kept = {key: self._fingerprints[key] for key in self._sent if key in self._fingerprints}
            await self._outbox.sent(self._sent, self._clock(), kept)
            self._sent, self._fingerprints = [], {}
        for key, failure in list(self._failed.items()):
            await self._write_down_failure(key, failure)
            del self._failed[key]

    async def _write_down_failure(self, key: str, failure: _Failure) -> None:
        now, error = self._clock(), failure.outcome.error
        match failure.outcome:
            case Refused(detail=detail):
                told = f"{error}: {detail}" if detail else error
                await self._outbox.refused(key, told, now)
                log.warning("mail %s refused: %s", key, error)
            case Unconfirmed():
                await self._outbox.unconfirmed(key, error, now)
                log.error("mail %s may be out or not, and is not sent again: %s", key, error)
            case Postponed(until=until):
                await self._outbox.retry(key, error, until)
                log.warning("mail %s waits until %s: %s", key, until.isoformat(), error)
            case _ if now < failure.leased_until:
                due = now + pause(key, failure.attempts)
                await self._outbox.retry(key, error, due)
                self._put_off[key] = due
            case _:
                # The claim expired meanwhile: another mailer may hold it by now.
                log.info("mail %s is due again by itself", key)


def pause(key: str, attempts: int) -> timedelta:
    """The pause before the next attempt: 5 seconds, doubling up to 5 minutes, less up to a quarter.
    The key decides how much less, so that mails that failed together are not retried together."""
    doubled = doubled_pause(attempts, FIRST_PAUSE, LONGEST_PAUSE)
    return doubled - doubled * (zlib.crc32(key.encode()) % 1000) / 4000
