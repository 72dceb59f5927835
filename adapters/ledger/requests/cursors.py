"""Where a page of a queue ends: what the next one is asked for with."""

from datetime import datetime

from adapters.ledger.sql.cursors import decoded, encoded, no_such_page


def cursor_of(at: datetime, run: str, ended: bool) -> str:
    """Opaque, and safe in an address."""
    return encoded([ended, at.isoformat(), run])


def read_cursor(cursor: str, ended: bool) -> tuple[datetime, str]:
    """The deadline or the end, and the run, of the last line that was shown.

    Raises:
        InvalidFile: it is no cursor, or one of the other list.
    """
    try:
        of_ended, at, run = decoded(cursor)
        moment = datetime.fromisoformat(at)
    except (ValueError, TypeError) as unreadable:
        raise no_such_page("queue") from unreadable
    if of_ended is not ended or moment.tzinfo is None or not isinstance(run, str):
        raise no_such_page("queue")
    return moment, run
