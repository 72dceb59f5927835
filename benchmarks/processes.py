"""Worker processes of a benchmark, and the resources that a process has used (Linux)."""

import asyncio
import os
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path

READY = "The worker is running"
"""The beginning of the line by which a worker says that it polls."""

ROOT = Path(__file__).parents[1]

# Otherwise every request would compile the workflow's file again, if the shell forbids to cache it.
_AS_INSTALLED = {"PYTHONDONTWRITEBYTECODE": ""}

_READY_WITHIN_SECONDS = 60
_ENDS_WITHIN_SECONDS = 20
_TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")
_UTIME, _STIME, _CUTIME, _CSTIME = 11, 12, 13, 14
"""Fields 14 to 17 of proc_pid_stat(5), counted behind the name."""


def cpu_seconds(pid: int) -> float:
    """CPU seconds of all threads of a process so far, user and system."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[_UTIME]) + int(fields[_STIME])) / _TICKS_PER_SECOND


def cpu_seconds_of_family(pid: int) -> float:
    """CPU seconds of a process, of its children, and of those that have ended and it waited for."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    own = sum(int(fields[each]) for each in (_UTIME, _STIME, _CUTIME, _CSTIME))
    used = own / _TICKS_PER_SECOND
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        with suppress(FileNotFoundError, ProcessLookupError):  # it ended: the next look counts it
            used += cpu_seconds(int(child))
    return used


def resident_megabytes(pid: int) -> float:
    return _megabytes(pid, "VmRSS")


def most_resident_megabytes(pid: int) -> float:
    """The most since the program was begun. The usage that the system reports of a program that has
    ended counts the process that started it as well."""
    return _megabytes(pid, "VmHWM")


def _megabytes(pid: int, figure: str) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition(f"{figure}:")[2].split()[0]) / 1024


@asynccontextmanager
async def running(
    command: Sequence[str], environment: Mapping[str, str], log: Path, ready: str = READY
) -> AsyncIterator[int]:
    """A process that says it is ready, as a worker does; gives its id, and ends it afterwards."""
    with log.open("ab") as errors:
        process = await asyncio.create_subprocess_exec(
            *command,
            cwd=ROOT,
            env={**os.environ, **_AS_INSTALLED, **environment},
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=errors,
        )
    try:
        await _until_ready(process, log, ready)
        yield process.pid
    finally:
        await _end(process)


async def _until_ready(process: asyncio.subprocess.Process, log: Path, ready: str) -> None:
    said = process.stdout
    assert said is not None
    async with asyncio.timeout(_READY_WITHIN_SECONDS):
        while line := await said.readline():
            if line.decode().startswith(ready):
                return
    raise RuntimeError(f"it ended at once:\n{_end_of(log)}")


def _end_of(log: Path) -> str:
    return log.read_text()[-2000:]


async def _end(process: asyncio.subprocess.Process) -> None:
    with suppress(ProcessLookupError):
        process.terminate()
    try:
        await asyncio.wait_for(process.communicate(), _ENDS_WITHIN_SECONDS)
    except TimeoutError:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
