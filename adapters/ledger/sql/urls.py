"""Parses the ledger's address and makes a URL of SQLAlchemy of it."""

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from domain.errors import InvalidFile

_DRIVERS = {
    "sqlite": "sqlite+pysqlite",
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
}


def ledger_url(written: str) -> URL:
    """`sqlite:///file` or `postgresql://user:password@host/database`, a driver named or not.

    Raises:
        InvalidFile: for any other database, and for SQLite in memory, which two connections
            cannot share. The address is not repeated: it may carry a password.
    """
    try:
        url = make_url(written)
    except ArgumentError:
        raise _unusable("This is not the address of a database.") from None
    driver = _DRIVERS.get(url.get_backend_name())
    if driver is None:
        raise _unusable("The ledger is kept in SQLite or PostgreSQL.")
    if driver.startswith("sqlite") and url.database in (None, "", ":memory:"):
        raise _unusable("The ledger needs a file, such as sqlite:///var/ledger.db.")
    return url.set(drivername=driver)


def _unusable(problem: str) -> InvalidFile:
    return InvalidFile([{"field": "database_url", "code": "url_unusable", "problem": problem}])
