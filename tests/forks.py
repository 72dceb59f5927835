"""The command line in processes of its own that begin with everything imported.

A start of Python with our imports takes a second. One process pays for it (`python -m tests.forks`)
and forks for each command: memory, output, signals and exit status are the command's own, as if
`starter.py` had been started afresh.
"""

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
_IMPORTED = ("cli", "clients", "files")
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
    answer, theirs = socket.socketpair()
    with answer:
        _parent().ask(words, environment, [*(each.fileno() for each in streams), theirs.fileno()])
        theirs.close()
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

    def ask(self, words: Sequence[str], environment: Mapping[str, str], files: list[int]) -> None:
        asked = json.dumps([list(words), dict(environment)]).encode()
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
        words, environment = json.loads(asked)
        *streams, answer = files
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGCHLD])
        if not (pid := os.fork()):
            os.close(answer)
            _become(words, environment, streams)
        answers[pid] = answer
        _say(answer, pid)
        for stream in streams:
            os.close(stream)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGCHLD])


def _say(answer: int, number: int) -> None:
    os.write(answer, f"{number}\n".encode())


def _become(words: list[str], environment: dict[str, str], streams: list[int]) -> None:
    """Go on as `starter.py` with these words. Never returns."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGCHLD])
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    starter = str(ROOT / "starter.py")
    sys.argv = [starter, *words]
    runpy.run_path(starter, run_name="__main__")
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
