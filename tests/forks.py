"""Our programs in processes of their own that begin with everything imported.

A start of Python with our imports takes two seconds. One process pays for it (`python -m
tests.forks`) and forks for each command and each worker: memory, output, signals and exit status
are its own, as if `starter.py` or `worker.py` had been started afresh.
"""

import asyncio
import atexit
import gc
import json
import os
import pkgutil
import runpy
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import IO

ROOT = Path(__file__).parents[1]
_IMPORTED = ("cli", "clients", "files", "engine")
_ERRORS = 2
"""The standard file of this number."""
_MOST_BYTES = 1 << 18
"""Of one command with its environment."""


def run(
    words: Sequence[str],
    environment: Mapping[str, str],
    streams: tuple[IO[bytes], IO[bytes], IO[bytes]],
    seconds: float,
    started: Callable[[int], None] | None = None,
) -> int:
    """The exit status of `starter.py` with these words, its input, output and errors these files.

    Args:
        started: told its process id.

    Raises:
        TimeoutError: it took longer than this; it is killed.
    """
    files = [each.fileno() for each in streams]
    with _begun("starter.py", words, environment, files) as answer:
        answer.settimeout(seconds)
        with answer.makefile() as lines:
            pid = int(lines.readline())
            if started is not None:
                started(pid)
            try:
                return int(lines.readline())
            except TimeoutError:
                os.kill(pid, signal.SIGKILL)
                raise


class Forked:
    """A process that goes on beside its test."""

    def __init__(self, pid: int, lines: asyncio.StreamReader, answer: asyncio.StreamWriter) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self._ended = asyncio.ensure_future(self._end(lines, answer))

    async def wait(self) -> int:
        """Its exit status, or the negative number of the signal that ended it."""
        return await asyncio.shield(self._ended)

    def terminate(self) -> None:
        self._signal(signal.SIGTERM)

    def kill(self) -> None:
        self._signal(signal.SIGKILL)

    def _signal(self, number: signal.Signals) -> None:
        if self.returncode is None:
            os.kill(self.pid, number)

    async def _end(self, lines: asyncio.StreamReader, answer: asyncio.StreamWriter) -> int:
        self.returncode = int(await lines.readline())
        answer.close()
        return self.returncode


async def start(program: str, environment: Mapping[str, str], *, quiet: bool = False) -> Forked:
    """A process that runs `worker.py`, or a module of this name. What it prints is lost, and so are
    its errors if it is to be quiet; else they are this process's."""
    with Path(os.devnull).open("r+b") as nothing:
        errors = nothing.fileno() if quiet else _ERRORS
        answer = _begun(program, (), environment, [nothing.fileno(), nothing.fileno(), errors])
    lines, writer = await asyncio.open_connection(sock=answer)
    return Forked(int(await lines.readline()), lines, writer)


def _begun(
    program: str, words: Sequence[str], environment: Mapping[str, str], streams: list[int]
) -> socket.socket:
    """A process begins; here it is told which id it has, and then with which status it ended."""
    answer, theirs = socket.socketpair()
    with theirs:
        _parent().ask(program, words, environment, [*streams, theirs.fileno()])
    return answer


class _Parent:
    """The process that forks, for as long as this one lives."""

    def __init__(self) -> None:
        self._way, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._one_at_a_time = threading.Lock()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.forks", str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                cwd=ROOT,
            )

    def ask(
        self,
        program: str,
        words: Sequence[str],
        environment: Mapping[str, str],
        files: list[int],
    ) -> None:
        asked = json.dumps([program, list(words), dict(environment)]).encode()
        with self._one_at_a_time:
            socket.send_fds(self._way, [asked], files)

    def end(self) -> None:
        self._way.close()
        self._process.wait()


@cache
def _parent() -> _Parent:
    parent = _Parent()
    atexit.register(parent.end)
    return parent


def _serve(way: socket.socket) -> None:
    """Forks for each command, and says its process id and then its exit status, until nobody
    asks any more."""
    answers: dict[int, int] = {}

    def reap(*_: object) -> None:
        while answers:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:  # a signal meanwhile was for the last of them
                return
            if not pid:
                return
            _say(answers[pid], os.waitstatus_to_exitcode(status))
            os.close(answers.pop(pid))

    signal.signal(signal.SIGCHLD, reap)
    while True:
        asked, files, _, _ = socket.recv_fds(way, _MOST_BYTES, 4)
        if not asked:
            return
        program, words, environment = json.loads(asked)
        *streams, answer = files
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGCHLD])
        if not (pid := os.fork()):
            os.close(answer)
            _become(program, words, environment, streams)
        answers[pid] = answer
        _say(answer, pid)
        for stream in streams:
            os.close(stream)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGCHLD])


def _say(answer: int, number: int) -> None:
    os.write(answer, f"{number}\n".encode())


def _become(
    program: str, words: list[str], environment: dict[str, str], streams: list[int]
) -> None:
    """Go on as this program with these words. Never returns."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGCHLD])
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    sys.argv = [str(ROOT / program), *words]
    if program.endswith(".py"):
        runpy.run_path(sys.argv[0], run_name="__main__")
    else:
        runpy.run_module(program, run_name="__main__", alter_sys=True)
    os._exit(1)


def _import_all() -> None:
    for name in _IMPORTED:
        for module in pkgutil.walk_packages(import_module(name).__path__, f"{name}."):
            import_module(module.name)
    gc.freeze()  # or each child would go through all of it at its first collection


if __name__ == "__main__":
    _import_all()
    _serve(socket.socket(fileno=int(sys.argv[1])))
    os._exit(0)
