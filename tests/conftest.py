"""What several suites share: the one real Temporal server of a test session, and how it ends."""

import atexit
import gc
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import structlog
from hypothesis import settings
from temporalio.client import Client

from engine.leaving import leave
from tests.temporal_server import temporal_server

_LONGEST_FIRST = (
    "browser",
    "chaos",
    "test_benchmarks.py",
    "releases",
    "workflows",
    "console",
    "ledger",
    "cli",
    "engine",
)
"""Of what is in this folder: what takes minutes must not be what everybody waits for at the end."""

# What a session collects stays until its end: to search it again and again takes a tenth of it.
gc.set_threshold(20_000, 20, 50)

settings.register_profile("repeatable", deadline=None, derandomize=True)
settings.register_profile("exploring", deadline=None, max_examples=1000)
# A change passes or fails for what it is. `--hypothesis-profile=exploring` tries more.
settings.load_profile("repeatable")

# The traceback that structlog draws by default takes seconds.
structlog.configure(
    processors=[
        *structlog.get_config()["processors"][:-1],
        structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback),
    ]
)

_STATUS: list[int] = []
"""Of this session, once it has ended."""


@pytest.fixture(scope="session")
async def temporal() -> AsyncIterator[Client]:
    """A client of the session's own server: see `temporal_server`."""
    async with temporal_server() as client:
        yield client


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent

    def turn(item: pytest.Item) -> int:
        part = item.path.relative_to(here).parts[0]
        return _LONGEST_FIRST.index(part) if part in _LONGEST_FIRST else len(_LONGEST_FIRST)

    items.sort(key=turn)


def pytest_collection_finish() -> None:
    gc.freeze()


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    _STATUS.append(int(exitstatus))


def _leave() -> None:
    """Temporal's native core can crash at interpreter exit, after every test has passed."""
    if _STATUS:
        leave(_STATUS[-1])


# What was registered first is called last: after pytest has given its temporary folders free.
atexit.register(_leave)
