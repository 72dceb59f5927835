"""A system of which engine and ledger are set back to an earlier moment, or lost. What it knows of
people is sealed, as in every embedded mode: the ledger has the keys."""

import base64
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from adapters.sealing.aes import new_key
from clients.personal_data.sealing_keys import KeyClient, KeysImported
from domain.people.key_copy import read_key_copy
from engine.connection import connect
from engine.local.embedded import embedded_engine
from engine.local.ports import free_port
from tests.workflows.system import System, at_work, opened_system, settings_for

When = Literal["early", "late", "lost"]
_ENGINE, _LEDGER = "temporal.db", "ledger.db"
_KEYS = "keys.json"
MASTER = base64.b64encode(new_key()).decode()
QUEUE = "restored"


@asynccontextmanager
async def running(home: Path, *, worker: bool = True, **changes: Any) -> AsyncIterator[System]:
    """Engine, ledger and worker of a folder, ended at the end in this order reversed."""
    async with embedded_engine(home, port=free_port(), ui_port=free_port()) as engine:
        settings = settings_for(home, task_queue=QUEUE, master_key=MASTER, **changes)
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

    async def keep_keys(self, system: System) -> None:
        """Copies the wrapped keys as they are now."""
        async with KeyClient.opened(system.settings) as client:
            copy = await client.copy()
        (self.folder / _KEYS).write_text(copy.model_dump_json())

    async def take_keys_back(self, system: System) -> KeysImported:
        copy = read_key_copy((self.folder / _KEYS).read_text())
        async with KeyClient.opened(system.settings) as client:
            return await client.take_back(copy, "olga")

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
