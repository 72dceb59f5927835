"""A child process that ends with its parent, even when the parent is killed outright."""

import asyncio
import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import IO

# Shells do this wherever there is one; `preexec_fn` would run our code between fork and exec.
_WAIT_FOR_WORD = 'read -r _ && exec "$@" </dev/null'
"""The child's own process, before its program begins in it. Without a parent there is no word, and
it ends."""
_END_WITH_PARENT = 'read -r _; kill -TERM "$1"'
"""Waits until the pipe closes that only this process holds open, and then ends the child."""


class BoundProcess:
    """A child process in a session of its own: Ctrl-C reaches only the parent."""

    def __init__(
        self, server: asyncio.subprocess.Process, watcher: asyncio.subprocess.Process
    ) -> None:
        self._server = server
        self._watcher = watcher

    @classmethod
    async def start(
        cls, command: Sequence[str], *, log: IO[bytes], known: Callable[[int], None]
    ) -> "BoundProcess":
        """Starts the program once it cannot outlive this process any more.

        Args:
            known: Is given the process id before the program begins, to write it down.
        """
        server = await asyncio.create_subprocess_exec(
            *("/bin/sh", "-c", _WAIT_FOR_WORD, "server", *command),
            stdin=asyncio.subprocess.PIPE,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        try:
            known(server.pid)
            watcher = await asyncio.create_subprocess_exec(
                *("/bin/sh", "-c", _END_WITH_PARENT, "watcher", str(server.pid)),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.DEVNULL,
                stderr=asyncio.subprocess.DEVNULL,
                start_new_session=True,
            )
        except BaseException:
            _end_of_input(server)
            raise
        if server.stdin is not None:
            server.stdin.write(b"\n")
        _end_of_input(server)
        return cls(server, watcher)

    @property
    def pid(self) -> int:
        return self._server.pid

    @property
    def exit_status(self) -> int | None:
        """None while it runs; negative: the number of the signal that ended it."""
        return self._server.returncode

    async def wait(self) -> int:
        """Waits for its end and returns its exit status; its process id may be reused
        afterwards."""
        status = await self._server.wait()
        if self._watcher.returncode is None:
            with suppress(ProcessLookupError):
                self._watcher.kill()
            await self._watcher.wait()
        return status

    async def stop(self, *, grace_seconds: float) -> int:
        """Asks it to end, and kills it after the grace period."""
        with suppress(ProcessLookupError):
            self._server.terminate()
        try:
            async with asyncio.timeout(grace_seconds):
                return await self.wait()
        except TimeoutError:
            with suppress(ProcessLookupError):
                os.kill(self.pid, 9)
            return await self.wait()


def _end_of_input(process: asyncio.subprocess.Process) -> None:
    if process.stdin is not None:
        process.stdin.close()
