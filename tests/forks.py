"""Our programs in processes of their own that begin with everything imported.

A start of Python with our imports takes two seconds. One process pays for it (`python -m
tests.forks`) and forks for each command and each worker: memory, output, signals and exit status
are its own, as if `starter.py` or `worker.py` had been started afresh.
"""

import asyncio
import atexit
import gc
import io
import json
import os
import pkgutil
import runpy
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any, TextIO, cast

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
    running = Running("starter.py", words, environment, streams)
    if started is not None:
        started(running.pid)
    return running.end_within(seconds)


class Running:
    """A process that goes on beside its test, as `subprocess.Popen` has it."""

    def __init__(
        self,
        program: str,
        words: Sequence[str],
        environment: Mapping[str, str],
        streams: tuple[IO[bytes], IO[bytes], IO[bytes]],
    ) -> None:
        files = [each.fileno() for each in streams]
        self._answer = _begun(program, words, environment, files)
        self._unread = b""
        self.pid = self._number(None)
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """Its exit status if it has ended."""
        with suppress(TimeoutError):
            self.wait(0)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Its exit status, or the negative number of the signal that ended it.

        Raises:
            TimeoutError: it goes on for longer than these seconds.
        """
        if self.returncode is None:
            self.returncode = self._number(timeout)
            self._answer.close()
        return self.returncode

    def end_within(self, seconds: float) -> int:
        """Its exit status; it is killed, and that is a `TimeoutError`, if it takes longer."""
        try:
            return self.wait(seconds)
        except TimeoutError:
            self.kill()
            raise

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def send_signal(self, number: signal.Signals) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def _number(self, timeout: float | None) -> int:
        while b"\n" not in self._unread:
            if not select.select([self._answer], [], [], timeout)[0]:
                raise TimeoutError
            said = self._answer.recv(64)
            assert said, "the process that forks has ended"
            self._unread += said
        number, _, self._unread = self._unread.partition(b"\n")
        return int(number)


class Forked:
    """A process that goes on beside its test, as `asyncio.subprocess.Process` has it.

    Attributes:
        stdout: what it prints, if that is piped.
        stderr: its errors, if those are piped by themselves.
    """

    def __init__(
        self,
        pid: int,
        lines: asyncio.StreamReader,
        answer: asyncio.StreamWriter,
        stdout: asyncio.StreamReader | None,
        stderr: asyncio.StreamReader | None,
    ) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self.stdout = stdout
        self.stderr = stderr
        self._ended = asyncio.ensure_future(self._end(lines, answer))

    async def wait(self) -> int:
        """Its exit status, or the negative number of the signal that ended it."""
        return await asyncio.shield(self._ended)

    async def communicate(self) -> tuple[bytes, bytes]:
        """What is left of its output and of its errors, once it has ended."""
        piped = [each.read() if each else _nothing() for each in (self.stdout, self.stderr)]
        said, complained = await asyncio.gather(*piped)
        await self.wait()
        return said, complained

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def send_signal(self, number: signal.Signals) -> None:
        if self.returncode is None:
            os.kill(self.pid, number)

    async def _end(self, lines: asyncio.StreamReader, answer: asyncio.StreamWriter) -> int:
        self.returncode = int(await lines.readline())
        answer.close()
        return self.returncode


async def _nothing() -> bytes:
    return b""


async def start(
    program: str,
    environment: Mapping[str, str],
    words: Sequence[str] = (),
    *,
    stdout: int = subprocess.DEVNULL,
    stderr: int | None = None,
    session: bool = False,
) -> Forked:
    """A process that runs `worker.py`, or the module or package of this name, with these words.

    Args:
        stdout: where what it prints goes: it is lost, or `subprocess.PIPE`.
        stderr: the same for its errors, or `subprocess.STDOUT`; by default they are this process's.
        session: whether it begins a session of its own, which no Ctrl-C of ours reaches.
    """
    with _streams(stdout, _ERRORS if stderr is None else stderr) as (files, said, complained):
        answer = _begun(program, words, environment, files, session=session)
    lines, writer = await asyncio.open_connection(sock=answer)
    pid = int(await lines.readline())
    return Forked(pid, lines, writer, await _reader(said), await _reader(complained))


async def _reader(pipe: int | None) -> asyncio.StreamReader | None:
    if pipe is None:
        return None
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(pipe, "rb")
    )
    return reader


@contextmanager
def _streams(stdout: int, stderr: int) -> Iterator[tuple[list[int], int | None, int | None]]:
    """The files of a process's streams until it has begun, and where to read its output and its
    errors if they are piped. Each is a file or one of the numbers that `subprocess` has."""
    with ExitStack() as closing:
        nothing = closing.enter_context(Path(os.devnull).open("r+b")).fileno()

        def of(wanted: int) -> tuple[int, int | None]:
            if wanted == subprocess.PIPE:
                reading, writing = os.pipe()
                closing.callback(os.close, writing)
                return writing, reading
            return nothing if wanted == subprocess.DEVNULL else wanted, None

        prints, said = of(stdout)
        errors, complained = of(prints if stderr == subprocess.STDOUT else stderr)
        yield [nothing, prints, errors], said, complained


def _begun(
    program: str,
    words: Sequence[str],
    environment: Mapping[str, str],
    streams: list[int],
    *,
    session: bool = False,
) -> socket.socket:
    """A process begins; here it is told which id it has, and then with which status it ended."""
    answer, theirs = socket.socketpair()
    with theirs:
        asked = [program, list(words), dict(environment), session]
        _parent().ask(asked, [*streams, theirs.fileno()])
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

    def ask(self, asked: list[Any], files: list[int]) -> None:
        with self._one_at_a_time:
            socket.send_fds(self._way, [json.dumps(asked).encode()], files)

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
        program, words, environment, session = json.loads(asked)
        _import_all(program)
        *streams, answer = files
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGCHLD])
        if not (pid := os.fork()):
            os.close(answer)
            if session:
                os.setsid()
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
    # What Python knows of a stream, such as whether it can be sought, it found out of another file.
    sys.stdin = _opened(0, "r", sys.stdin)
    sys.stdout = _opened(1, "w", sys.stdout)
    sys.stderr = _opened(2, "w", sys.stderr)
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    sys.argv = [str(ROOT / program), *words]
    if program == "starter.py":
        _draw_pages_for_programs_too()
    if program.endswith(".py"):
        runpy.run_path(sys.argv[0], run_name="__main__")
    else:
        runpy.run_module(program, run_name="__main__", alter_sys=True)
    os._exit(1)


def _draw_pages_for_programs_too() -> None:
    """A command that is asked for JSON draws its page for people as well, and loses it: whatever
    the tests have seen the data of, they know to have a page that can be drawn."""
    from cli.output import Output, console

    show = Output.show

    def drawn_and_shown(output: Output, data: Any, page: Callable[[], Any]) -> None:
        if output.json:
            console(io.StringIO()).print(page())
        show(output, data, page)

    Output.show = drawn_and_shown  # type: ignore[method-assign, assignment]


def _opened(number: int, mode: str, like: TextIO) -> TextIO:
    lines = number == _ERRORS or os.isatty(number)
    again = os.fdopen(
        number, mode, 1 if lines else -1, encoding=like.encoding, errors=like.errors, closefd=False
    )
    return cast(TextIO, again)


@cache
def _import_all(*names: str) -> None:
    """Every module of these, of whatever of them is a package."""
    for name in names:
        found = find_spec(name) if not name.endswith(".py") else None
        if found is not None and found.submodule_search_locations is not None:
            for module in pkgutil.walk_packages(import_module(name).__path__, f"{name}."):
                if not module.name.endswith(".__main__"):
                    import_module(module.name)
    gc.freeze()  # or each child would go through all of it at its first collection


if __name__ == "__main__":
    _import_all(*_IMPORTED)
    _serve(socket.socket(fileno=int(sys.argv[1])))
    os._exit(0)
