"""Why the ledger's database does not do what it is asked: each a refusal that says so.

The driver's own message names hosts and statements, and would be stored in the history of workflows
that wait for the ledger; so it goes into the log alone.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, event, text
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from domain.errors import ServiceBusy, ServiceReadOnly, ServiceUnreachable, StorageFull

CHANGES_NOTHING = text("UPDATE used_keys SET attempt = attempt WHERE false")
"""Where nothing can be written it is refused all the same."""

_AGAIN_SECONDS = 5
"""After which whoever found it busy may ask again."""

_log = logging.getLogger(__name__)


def unanswered() -> ServiceUnreachable:
    """The refusal of a database that is away."""
    return ServiceUnreachable("The ledger's database does not answer.", service="ledger")


def _busy() -> ServiceUnreachable:
    return ServiceBusy(
        "The ledger's database is busy with others. Nothing was done: ask again.",
        _AGAIN_SECONDS,
        service="ledger",
    )


def _full() -> ServiceUnreachable:
    return StorageFull(
        "The disk of the ledger's database is full. Nothing was done: ask again once there is room"
        " on it.",
        service="ledger",
    )


def _read_only() -> ServiceUnreachable:
    return ServiceReadOnly(
        "The ledger's database takes nothing new: it can only be read. Nothing was done: ask again"
        " once it can be written to.",
        service="ledger",
    )


def _damaged() -> ServiceUnreachable:
    return ServiceUnreachable(
        "The ledger's file is damaged, or is no ledger: restore it from a backup.", service="ledger"
    )


_Refusal = Callable[[], ServiceUnreachable]

_OF_SQLITE: dict[str, _Refusal] = {
    "SQLITE_BUSY": _busy,
    "SQLITE_LOCKED": _busy,
    "SQLITE_PROTOCOL": _busy,
    "SQLITE_FULL": _full,
    "SQLITE_READONLY": _read_only,
    "SQLITE_CORRUPT": _damaged,
    "SQLITE_NOTADB": _damaged,
}
"""By the beginning of the error's name, as SQLite calls it."""

_OF_POSTGRES: dict[str, _Refusal] = {
    "25006": _read_only,  # a transaction that only reads, as on a standby
    "40001": _busy,  # could not be put in order with others
    "40P01": _busy,  # waited for one that waits for it
    "53000": _busy,
    "53100": _full,
    "53200": _busy,  # out of memory
    "53300": _busy,  # too many connections
    "53400": _busy,
    "55P03": _busy,  # a lock was not to be had
    "57014": _busy,  # took longer than it may
}
"""By the code of SQLSTATE. Whatever else ends a connection means that it is away: it is shut down,
starts up, or was failed over (57P01 to 57P03), the network, a password."""


def refusal_of(failed: DBAPIError) -> ServiceUnreachable | None:
    """The refusal for an outage; None for an error that is a bug of ours."""
    name = getattr(failed.orig, "sqlite_errorname", None)
    if name is not None:
        known = next((each for begun, each in _OF_SQLITE.items() if name.startswith(begun)), None)
    else:
        known = _OF_POSTGRES.get(getattr(failed.orig, "sqlstate", None) or "")
    if known is not None:
        return known()
    return unanswered() if isinstance(failed, OperationalError | InterfaceError) else None


def is_locked(failed: DBAPIError) -> bool:
    """Whether somebody else has the lock that was asked for."""
    return isinstance(refusal_of(failed), ServiceBusy)


@contextmanager
def outages() -> Iterator[None]:
    """Raises an outage as its refusal, and what is a bug as it is."""
    try:
        yield
    except DBAPIError as failed:
        refusal = refusal_of(failed)
        if refusal is None:
            raise
        _log.warning("%s (%s)", refusal.reason, str(failed.orig).split("\n")[0])
        raise refusal from None


def drop_what_only_reads(engine: Engine) -> None:
    """A connection keeps for ever that it can only read, as it could when it was opened: a file by
    its permissions, a session by the server's setting. It and those as old as it are closed, so
    that the next is opened as things are then."""

    @event.listens_for(engine, "handle_error")
    def drop(context: ExceptionContext) -> None:
        failed = context.sqlalchemy_exception
        if isinstance(failed, DBAPIError) and only_reads(failed):
            context.is_disconnect = True


def only_reads(failed: DBAPIError) -> bool:
    """Whether the connection that failed so can only read, and is to be dropped."""
    return isinstance(refusal_of(failed), ServiceReadOnly)
