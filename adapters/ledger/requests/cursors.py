"""Where a page of a queue ends: what the next one is asked for with."""

import base64
import binascii
import json
from datetime import datetime

from domain.errors import InvalidFile


def cursor_of(at: datetime, run: str, ended: bool) -> str:
    """Opaque, and safe in an address."""
    said = json.dumps([ended, at.isoformat(), run])
    return base64.urlsafe_b64encode(said.encode()).decode().rstrip("=")


def read_cursor(cursor: str, ended: bool) -> tuple[datetime, str]:
    """The deadline or the end, and the run, of the last line that was shown.

    Raises:
        InvalidFile: it is no cursor, or one of the other list.
    """
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        of_ended, at, run = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        moment = datetime.fromisoformat(at)
    except (ValueError, TypeError, binascii.Error) as unreadable:
        raise _invalid() from unreadable
    if of_ended is not ended or moment.tzinfo is None or not isinstance(run, str):
        raise _invalid()
    return moment, run


def _invalid() -> InvalidFile:
    said = "This is not where a page of this queue begins. Begin with the first one."
    return InvalidFile([{"field": "after", "code": "no_such_page", "problem": said}])
