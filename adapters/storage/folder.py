"""Folders as storage: private files that survive a power cut."""

import os
from pathlib import Path
from urllib.parse import SplitResult
from urllib.request import url2pathname

_ONLY_OWNER_FOLDER = 0o700
_ONLY_OWNER_FILE = 0o600


def path_of(url: SplitResult) -> Path:
    """The folder that a `file:///…` URL names; `ValueError` when it names none on this machine."""
    if url.netloc not in ("", "localhost") or not url.path.startswith("/"):
        raise ValueError("a folder is written with its whole path: file:///srv/documents")
    return Path(url2pathname(url.path))


def create(folder: Path) -> None:
    """Creates the folder if it does not exist; an existing one keeps its permissions."""
    folder.mkdir(mode=_ONLY_OWNER_FOLDER, parents=True, exist_ok=True)


def seal(file: Path) -> None:
    """Makes a complete file private and syncs it, with its folders, to the disk."""
    file.chmod(_ONLY_OWNER_FILE)
    sync(file, file.parent, file.parent.parent)


def sync(*paths: Path) -> None:
    """Writes files, or what is in folders, to the disk, in this order."""
    for path in paths:
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def is_usable(folder: Path) -> bool:
    return folder.is_dir() and os.access(folder, os.R_OK | os.W_OK | os.X_OK)
