"""What our processes keep on this machine is readable by whoever runs them, and by nobody else."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

_OTHERS = 0o077


def keep_to_ourselves() -> None:
    """From now on every file and folder that this process, or one that it starts, makes is its
    owner's alone."""
    os.umask(_OTHERS)


def make_private(home: Path) -> None:
    """Take everybody else's rights from a home folder and all that is in it already, such as what
    an earlier version left there. What belongs to another user stays as it is, and so does a folder
    that is not ours alone: one where everybody writes, or that this process works in."""
    if not _is_ours_alone(home):
        return
    for path in (home, *_within(home)):
        _make_private(path)


def _is_ours_alone(home: Path) -> bool:
    try:
        status = home.stat()
        shared = {Path.cwd().resolve(), Path.home().resolve()}
    except (OSError, RuntimeError):
        return False
    here = home.resolve()
    around = {parent for each in shared for parent in (each, *each.parents)}
    return (
        status.st_uid == os.geteuid() and not status.st_mode & stat.S_ISVTX and here not in around
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
        pass  # a letter that was sent meanwhile, or a database's file that was closed
