"""A child process that ends with its parent, even when the parent is killed outright."""

import asyncio
import os
from collections.abc import Sequence
from contextlib import suppress
from typing import IO

# The shell waits for the end of a pipe that only this process holds open. It works wherever there
# is a shell, and runs none of our code between fork and exec as `preexec_fn` would.
_END_WITH_PARENT = 'read -r _; kill -TERM "$1"'


class LeashedProcess:
    """A server process of ours, in a session of its own so that Ctrl-C reaches only us."""

    def __init__(
        self, server: asyncio.subprocess.Process, leash: asyncio.subprocess.Process
    ) -> None:
        self._server = server
        self._leash = leash

    @classmethod
    async def start(cls, command: Sequence[str], *, log: IO[bytes]) -> "LeashedProcess":
        server = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        leash = await asyncio.create_subprocess_exec(
            *("/bin/sh", "-c", _END_WITH_PARENT, "leash", str(server.pid)),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
            start_new_session=True,
        )
        return cls(server, leash)

    @property
    def pid(self) -> int:
        return self._server.pid

    @property
    def exit_status(self) -> int | None:
        """None while it runs; negative: the number of the signal that ended it."""
        return self._server.returncode

    async def wait(self) -> int:
        """Wait for its end and give its exit status; its process id may be reused afterwards."""
        status = await self._server.wait()
        if self._leash.returncode is None:
            with suppress(ProcessLookupError):
                self._leash.kill()
            await self._leash.wait()
        return status

    async def stop(self, *, grace_seconds: float) -> int:
        """Ask it to end, and end it by force when it takes longer than the grace period."""
        with suppress(ProcessLookupError):
            self._server.terminate()
        try:
            async with asyncio.timeout(grace_seconds):
                return await self.wait()
        except TimeoutError:
            with suppress(ProcessLookupError):
                os.kill(self.pid, 9)
            return await self.wait()
