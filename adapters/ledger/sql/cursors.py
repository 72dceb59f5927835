"""Where a page of a list ends: what the next one is asked for with."""

import base64
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, literal, tuple_

from adapters.ledger.sql.columns import UtcDateTime
from domain.errors import InvalidFile


def cursor_of(listed: str, *parts: Any) -> str:
    """Opaque, and safe in an address.

    Args:
        listed: The list that it is of; one of another is refused.
        parts: Texts, numbers and so on that say where it is.
    """
    return encoded([listed, *parts])


def read_cursor(cursor: str, listed: str, *kinds: type) -> list[Any]:
    """The parts of a cursor, of these types.

    Raises:
        InvalidFile: it is no cursor, or one of another list.
    """
    parts: list[Any]
    try:
        of, *parts = decoded(cursor)
    except (ValueError, TypeError) as unreadable:
        raise no_such_page() from unreadable
    if of != listed or [type(each) for each in parts] != [*kinds]:
        raise no_such_page()
    return parts


def place_after(listed: str, at: datetime, key: str) -> str:
    """A cursor of a list that is in the order of a moment and then of a key."""
    return cursor_of(listed, at.isoformat(), key)


def place_in(cursor: str, listed: str) -> ColumnElement[Any]:
    """The same as both are compared with.

    Raises:
        InvalidFile: it is no cursor, or one of another list.
    """
    said, key = read_cursor(cursor, listed, str, str)
    try:
        at = datetime.fromisoformat(said)
    except ValueError as unreadable:
        raise no_such_page() from unreadable
    if at.tzinfo is None or "\0" in key:
        raise no_such_page()
    return tuple_(literal(at, UtcDateTime()), literal(key))


def encoded(parts: Sequence[Any]) -> str:
    """As a cursor says them."""
    said = json.dumps(parts)
    return base64.urlsafe_b64encode(said.encode()).decode().rstrip("=")


def decoded(cursor: str) -> Any:
    """What a cursor says, which may be anything.

    Raises:
        ValueError: it is none.
    """
    padded = cursor + "=" * (-len(cursor) % 4)
    return json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))


def no_such_page(of: str = "list") -> InvalidFile:
    said = f"This is not where a page of this {of} begins. Begin with the first one."
    return InvalidFile([{"field": "after", "code": "no_such_page", "problem": said}])
