"""Ledgers to begin with: migrated once in a process, and copied from then on."""

from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory

from adapters.ledger.database import Database

_folder = TemporaryDirectory(prefix="ledgers-")
_template = Path(_folder.name) / "ledger.db"


async def empty_ledger(file: Path) -> str:
    """The URL of a ledger with nothing in it, in this file."""
    if not _template.exists():
        database = await Database.open(f"sqlite:///{_template}")
        await database.close()
    file.parent.mkdir(parents=True, exist_ok=True)
    copyfile(_template, file)
    return f"sqlite:///{file}"
