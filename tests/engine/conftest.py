import logging
import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import structlog

from engine.local import command
from engine.local.embedded import EmbeddedEngine, embedded_engine
from engine.local.ports import free_port
from settings import Settings
from tests.engine.support import Ports


@pytest.fixture(autouse=True)
def _only_our_own_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in os.environ:
        if name.startswith(("TEMPORAL_", "PAYBYINVOICE_")):
            monkeypatch.delenv(name)
    no_profile = tmp_path / "temporal.toml"
    no_profile.touch()
    monkeypatch.setenv("TEMPORAL_CONFIG_FILE", str(no_profile))


@pytest.fixture
def logging_as_it_was() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level, ours = root.handlers[:], root.level, structlog.get_config()
    yield
    root.handlers, root.level = handlers, level
    structlog.configure(**ours)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "var"


@pytest.fixture
def settings(home: Path) -> Settings:
    return Settings(home=home)


@pytest.fixture
def databases_of_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """A new database begins without our search attributes, as one of an earlier version may."""
    monkeypatch.setattr(command, "SEARCH_ATTRIBUTES", {})


@pytest.fixture(scope="package")
async def engine(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[EmbeddedEngine]:
    """An engine for the tests that only ask it something; the others start their own."""
    home = tmp_path_factory.mktemp("engine")
    async with embedded_engine(home, port=free_port(), ui_port=free_port()) as engine:
        yield engine


@pytest.fixture
def ports() -> Ports:
    """Where an embedded engine of this test can listen."""
    return Ports(port=free_port(), ui_port=free_port())
