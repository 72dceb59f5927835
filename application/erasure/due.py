"""Carries out erasures whose day has come, and resumes those that were interrupted."""

import logging
from collections.abc import Callable
from datetime import datetime

from application.erasure.carry_out import resume
from application.erasure.within import Erasing, known_erasure
from domain.erasure.erasure import ErasureState
from domain.errors import DomainError
from domain.retention.retention import RetentionPolicy

_log = logging.getLogger(__name__)


async def erase_due(
    into: Erasing,
    policy: RetentionPolicy,
    now: datetime,
    beat: Callable[[], None] = lambda: None,
) -> int:
    """Carry out those whose day has come, and those that were cut off; returns how many are done.
    One that cannot be done now is left for the next run.

    Args:
        beat: Called after each.
    """
    done = 0
    for due in await into.erasures.due(now.date()):
        try:
            known = await known_erasure(into.erasures, due.account)
            made = await resume(into, known, policy, now)
        except DomainError as refusal:
            _log.warning("an erasure is left for the next run: %s", refusal.code)
        else:
            done += made.state is ErasureState.DONE
            if made.state is ErasureState.TO_BE_CONFIRMED:
                _log.warning("an erasure waits for somebody else to confirm it")
        beat()
    return done
