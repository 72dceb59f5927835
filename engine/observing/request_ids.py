"""The id of what somebody asked for: one for each HTTP request and each command, in its answer and
in every log line that it causes."""

import re
import secrets
from contextvars import ContextVar, Token

HEADER = "X-Request-Id"

_WELL_FORMED = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")
_BYTES = 8

_CURRENT: ContextVar[str | None] = ContextVar("request_id", default=None)


def begin(given: str | None = None) -> Token[str | None]:
    """Begins something that was asked for, in this task and those that it starts.

    Args:
        given: The id that its sender gave; kept if it is well-formed, else a new one is made. It
            would otherwise be a way to write anything into logs.
    """
    kept = given if given is not None and _WELL_FORMED.fullmatch(given) else None
    return _CURRENT.set(kept or secrets.token_hex(_BYTES))


def end(begun: Token[str | None]) -> None:
    _CURRENT.reset(begun)


def belongs_to(request_id: str | None) -> None:
    """This task belongs to what was asked for under this id, or to nothing that was."""
    _CURRENT.set(request_id)


def current() -> str | None:
    """The id of what this task belongs to; None where nobody asked, as when a timer fires."""
    return _CURRENT.get()
