"""A system of which engine and ledger are set back to an earlier moment, or lost."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from engine.connection import connect
from engine.embedded import embedded_engine
from engine.ports import free_port
from tests.workflows.system import System, at_work, opened_system, settings_for

When = Literal["early", "late", "lost"]
_ENGINE, _LEDGER = "temporal.db", "ledger.db"
QUEUE = "restored"


@asynccontextmanager
async def running(home: Path, *, worker: bool = True) -> AsyncIterator[System]:
    """Engine, ledger and worker of a folder, ended at the end in this order reversed."""
    async with embedded_engine(home, port=free_port(), ui_port=free_port()) as engine:
        settings = settings_for(home, task_queue=QUEUE)
        temporal = await connect(settings, address=engine.address)
        async with opened_system(temporal, settings) as system:
            if not worker:
                yield system
                return
            async with at_work(system):
                yield system


@dataclass(frozen=True)
class Moments:
    """Copies of both stores at two moments of one life."""

    folder: Path

    def keep(self, home: Path, when: When) -> None:
        """Copies what there is; nothing runs."""
        shutil.copytree(home, self.folder / when)

    def restored(self, home: Path, *, engine: When, ledger: When) -> None:
        """A folder with the engine of one moment and the ledger of another; what was mailed stays,
        since nobody can take it back."""
        shutil.copytree(self.folder / "late", home)
        for name, when in ((_ENGINE, engine), (_LEDGER, ledger)):
            for file in home.glob(f"{name}*"):
                file.unlink()
            if when != "lost":
                for file in (self.folder / when).glob(f"{name}*"):
                    shutil.copy(file, home)
