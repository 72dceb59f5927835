"""What cannot be read is a finding of its own, so that all the others are still looked at."""

import logging
from collections.abc import Awaitable

from pydantic import ValidationError

from domain.clocks import ClockFinding, Trouble
from domain.errors import DomainError, KeyDestroyed, ServiceUnreachable
from domain.values.versions import LATER_RELEASE

_NOT_DECODED = "does_not_decode"

_log = logging.getLogger(__name__)


async def apart(about: str, looked_at: Awaitable[ClockFinding | None]) -> ClockFinding | None:
    """What looking at one request or invoice came to: a finding that it cannot be read, whatever
    went wrong with it alone. One that was erased is nobody's task, and no finding.

    Raises:
        ServiceUnreachable: ledger or engine is away, and with it all the others.
    """
    try:
        return await looked_at
    except ServiceUnreachable:
        raise
    except KeyDestroyed:
        return None
    except Exception as error:
        # Its text may quote what was stored, so only what kind of error it is.
        _log.warning("%s cannot be read: %s", about, type(error).__name__)
        return ClockFinding(about=about, trouble=Trouble.UNREADABLE, codes=(code_of(error),))


def code_of(error: BaseException) -> str:
    """What programs know it by: a refusal's own code, or why something stored is not understood."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, DomainError):
            return cause.code
        if isinstance(cause, ValidationError):
            kinds = {each["type"] for each in cause.errors(include_input=False)}
            return LATER_RELEASE if LATER_RELEASE in kinds else _NOT_DECODED
        cause = cause.__cause__
    return _NOT_DECODED
