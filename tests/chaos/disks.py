"""A disk that runs full: what the programs of a round keep their files on.

Where file systems may be mounted (as root) it is a small one in memory, which a file fills.
Anywhere else the programs may write to no file for as long as it is full, which they notice in the
same places.
"""

import errno
import resource
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol

_MEGABYTES = 512


class Disk(Protocol):
    kind: str

    def fill(self) -> None: ...

    def free(self) -> None: ...


class _Mounted:
    kind = "a file system of its own"

    def __init__(self, folder: Path) -> None:
        self._filler = folder / ".filler"

    def fill(self) -> None:
        block = bytes(1 << 20)
        with self._filler.open("ab", buffering=0) as filler:
            while block:
                try:
                    filler.write(block)
                except OSError as full:
                    if full.errno != errno.ENOSPC:
                        raise
                    block = block[: len(block) // 2]

    def free(self) -> None:
        self._filler.unlink(missing_ok=True)


class _Limited:
    kind = "a limit on the size of files"

    def __init__(self, processes: Callable[[], list[int]]) -> None:
        self._processes = processes

    def fill(self) -> None:
        self._set(0)

    def free(self) -> None:
        self._set(resource.RLIM_INFINITY)

    def _set(self, most: int) -> None:
        for pid in self._processes():
            with suppress(ProcessLookupError, PermissionError):
                hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)[1]
                resource.prlimit(pid, resource.RLIMIT_FSIZE, (most, hard))


@contextmanager
def disk_of(folder: Path, processes: Callable[[], list[int]], *, mount: bool) -> Iterator[Disk]:
    """The folder's disk, one of its own if it may be mounted. `processes` are those that write to
    it."""
    if not mount or not _mount(folder):
        yield _Limited(processes)
        return
    try:
        yield _Mounted(folder)
    finally:
        # Lazily: a process that is ending may still hold a file.
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def _mount(folder: Path) -> bool:
    command = ["mount", "-t", "tmpfs", "-o", f"size={_MEGABYTES}m,mode=755", "chaos", str(folder)]
    return subprocess.run(command, capture_output=True).returncode == 0
