"""Releases as processes: one that is out, today's, and one that is made up for what comes next."""

import asyncio
import json
import os
import shutil
import sys
import tarfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from adapters.ledger.tables import HEAD
from release import RELEASE
from tests import forks
from tests.naming import ROOT

BEFORE = "0.1.0"
NEXT = "99.0.0"
_ENDS_WITHIN_SECONDS = 30
_MIGRATION = f'''"""A made-up migration that only adds."""

import sqlalchemy as sa
from alembic import op

revision = "9001"
down_revision = "{HEAD}"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("accounts", sa.Column("of_the_next_release", sa.String(20)))


def downgrade() -> None:
    op.drop_column("accounts", "of_the_next_release")
'''
NEXT_HEAD = "9001"


class Release:
    """The programs of one release, in a folder, and its worker as a process."""

    def __init__(self, name: str, folder: Path, environment: Mapping[str, str]) -> None:
        self.name = name
        self._folder = folder
        self._environment = {**os.environ, **environment}
        self._worker: asyncio.subprocess.Process | forks.Forked | None = None

    async def start(self) -> str:
        """Starts a worker and waits until it is at work; what it said of its release, if it stands
        by."""
        self._worker = await self._begun("worker.py")
        assert self._worker.stdout is not None
        first = (await self._worker.stdout.readline()).decode()
        if not first.startswith("The worker is running"):
            _, complaint = await self._worker.communicate()
            raise AssertionError(f"{self.name} did not start:\n{first}{complaint.decode()}")
        said = ""
        while not said.startswith("  mail"):
            said = (await self._worker.stdout.readline()).decode()
        return first

    async def stop(self) -> None:
        """As an operator stops it: it ends by itself, in order."""
        worker, self._worker = self._worker, None
        assert worker is not None
        worker.terminate()
        async with asyncio.timeout(_ENDS_WITHIN_SECONDS):
            _, complaint = await worker.communicate()
        assert worker.returncode == 0, complaint.decode()

    async def kill(self) -> None:
        """At the end of a test, whatever came of it."""
        if self._worker is not None:
            with suppress(ProcessLookupError):
                self._worker.kill()
            await self._worker.communicate()

    async def command(self, *arguments: str) -> Any:
        """A command of this release, and what it answers."""
        process = await self._begun("starter.py", *arguments, "--json")
        said, complaint = await process.communicate()
        assert process.returncode == 0, (arguments, said.decode(), complaint.decode())
        return json.loads(said)

    async def _begun(self, program: str, *words: str) -> asyncio.subprocess.Process | forks.Forked:
        pipe = asyncio.subprocess.PIPE
        if self._folder == ROOT:
            return await forks.start(program, self._environment, words, stdout=pipe, stderr=pipe)
        return await asyncio.create_subprocess_exec(
            *(sys.executable, program, *words),
            cwd=self._folder,
            env=self._environment,
            stdout=pipe,
            stderr=pipe,
        )


def before(folder: Path, environment: Mapping[str, str]) -> Release:
    """The release before, as it was."""
    with tarfile.open(ROOT / "tests" / "releases" / f"{BEFORE}.tar.xz") as packed:
        packed.extractall(folder, filter="data")
    return Release(BEFORE, folder, environment)


def today(environment: Mapping[str, str]) -> Release:
    return Release(RELEASE, ROOT, environment)


def of_the_future(folder: Path, environment: Mapping[str, str]) -> Release:
    """Today's code under another number, with one migration more."""
    for package in ROOT.glob("*/__init__.py"):
        if package.parent.name not in ("tests", "benchmarks", "tools"):
            shutil.copytree(package.parent, folder / package.parent.name)
    for module in ("release.py", "settings.py", "starter.py", "worker.py"):
        shutil.copy2(ROOT / module, folder / module)
    _replace(folder / "release.py", f'"{RELEASE}"', f'"{NEXT}"')
    _replace(folder / "adapters" / "ledger" / "tables.py", f'"{HEAD}"', f'"{NEXT_HEAD}"')
    versions = folder / "adapters" / "ledger" / "migrations" / "versions"
    (versions / f"{NEXT_HEAD}_of_the_next.py").write_text(_MIGRATION)
    return Release(NEXT, folder, environment)


def _replace(file: Path, old: str, new: str) -> None:
    written = file.read_text(encoding="utf-8")
    assert written.count(old) == 1, file
    file.write_text(written.replace(old, new), encoding="utf-8")
