"""Permissions of the files that our processes write: only their owner may read them."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

_OTHERS = 0o077


def keep_files_private() -> None:
    """Makes every file and folder that this process and its children create private to their
    owner."""
    os.umask(_OTHERS)


def make_private(home: Path) -> None:
    """Removes other users' rights to a home folder and to what is in it already, such as files of
    an earlier version. Files of another user stay as they are. So does a shared folder: one where
    everybody may write, or one that holds this process's working directory or the user's home."""
    if not _is_private(home):
        return
    for path in (home, *_within(home)):
        _make_private(path)


def _is_private(home: Path) -> bool:
    try:
        status = home.stat()
        shared = {Path.cwd().resolve(), Path.home().resolve()}
    except (OSError, RuntimeError):
        return False
    here = home.resolve()
    parents = {parent for each in shared for parent in (each, *each.parents)}
    return (
        status.st_uid == os.geteuid() and not status.st_mode & stat.S_ISVTX and here not in parents
    )


def _within(folder: Path) -> Iterator[Path]:
    for where, folders, files in os.walk(folder):
        yield from (Path(where) / name for name in (*folders, *files))


def _make_private(path: Path) -> None:
    try:
        status = path.lstat()
        ours = status.st_uid == os.geteuid() and not stat.S_ISLNK(status.st_mode)
        if ours and status.st_mode & _OTHERS:
            path.chmod(stat.S_IMODE(status.st_mode) & ~_OTHERS)
    except FileNotFoundError:
        pass  # deleted meanwhile: a letter that was sent, or a file of a database that was closed
