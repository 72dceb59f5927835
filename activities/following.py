"""Applies what happened at the billing system, as a step of the schedule's workflow."""

from datetime import timedelta

import structlog
from pydantic import BaseModel
from temporalio import activity

from activities.beating import beating
from application.following.follow import Following, ask_what_happened, is_to_ask, work_off
from domain.errors import ProviderUnavailable

_BEATS_EVERY = 10.0
"""Seconds: a billing system that is slow is waited for."""

_log = structlog.stdlib.get_logger(__name__)


class FollowedUp(BaseModel):
    new: int = 0
    """Hints that nobody had brought."""
    ended: int = 0
    put_off: int = 0
    refused: int = 0
    """Of those that ended: our own rules do not take them."""


class FollowingActivities:
    def __init__(self, following: Following | None, every: timedelta) -> None:
        """Args:
        following: None where the billing system tells nothing.
        every: How often it is asked what happened.
        """
        self._following = following
        self._every = every

    @activity.defn
    async def follow_provider(self) -> FollowedUp:
        """Asks for hints that were lost, when it is time to, and works off those that wait. Done
        again, it continues with what still waits."""
        if self._following is None:
            return FollowedUp()
        new = 0
        async with beating(_BEATS_EVERY):
            try:
                if await is_to_ask(self._following, self._every):
                    new = await ask_what_happened(self._following)
            except ProviderUnavailable as away:
                _log.warning("the billing system does not say what happened", code=away.code)
            worked = await work_off(self._following)
        for code in worked.refused:
            _log.warning("what happened at the billing system is not taken here", code=code)
        return FollowedUp(
            new=new, ended=worked.ended, put_off=worked.put_off, refused=len(worked.refused)
        )
