"""Files of keys, which only their owner may read."""

import os
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

_OWNER_ONLY = 0o600


def make_once(path: Path, content: bytes) -> None:
    """Whole or not at all, and once, however many processes begin at the same time; what is there
    already stays."""
    path.parent.mkdir(parents=True, exist_ok=True)
    made = path.with_name(f".{path.name}.{uuid4()}")
    file = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY)
    try:
        with os.fdopen(file, "wb") as writing:
            writing.write(content)
            writing.flush()
            os.fsync(writing.fileno())
        with suppress(FileExistsError):
            os.link(made, path)
    finally:
        made.unlink()
