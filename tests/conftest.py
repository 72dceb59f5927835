"""What several suites share: the one real Temporal server of a test session, and how it ends."""

import atexit
from collections.abc import AsyncIterator

import pytest
from temporalio.client import Client

from engine.leaving import leave
from tests.temporal_server import temporal_server

_STATUS = pytest.StashKey[int]()


@pytest.fixture(scope="session")
async def temporal() -> AsyncIterator[Client]:
    """A client of the session's own server: see `temporal_server`."""
    async with temporal_server() as client:
        yield client


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    session.config.stash[_STATUS] = int(exitstatus)


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    """At interpreter exit Temporal's native core can crash after every test has passed."""
    if _STATUS in config.stash:
        atexit._run_exitfuncs()  # where pytest gives its temporary folders free
        leave(config.stash[_STATUS])
