"""The embedded engine: a real Temporal server as a child process, its state in the home folder."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import structlog

from engine.errors import EndedAtOnce, EngineUnusable
from engine.local import lock
from engine.local.bound_process import BoundProcess
from engine.local.command import server_command
from engine.local.engine_record import EngineRecord
from engine.local.lock import EngineLock
from engine.local.ports import LOOPBACK, require_free
from engine.local.processes import ProcessIdentity
from engine.local.processes import stop as stop_process

DEFAULT_PORT = 7233
UI_PORT_ABOVE = 1000
"""By default the web pages are this many ports above the engine, as in Temporal's own default."""

_POLL_SECONDS = 0.01
_START_SECONDS = 30.0
_STOP_SECONDS = 10.0
_STARTS_TRIED = 3
_DEATHS_TOLERATED = 5
_DEATHS_WITHIN_SECONDS = 60.0

logger = structlog.stdlib.get_logger(__name__)


class EmbeddedEngine:
    """One Temporal server on loopback; it ends with the process that started it."""

    def __init__(
        self, home: Path, held: EngineLock, *, port: int, ui_port: int, rehearsal: bool
    ) -> None:
        self.address = f"{LOOPBACK}:{port}"
        self.ui = f"http://{LOOPBACK}:{ui_port}"
        self.rehearsal = rehearsal
        self._home = home.resolve()
        self._lock = held
        self._port = port
        self._ui_port = ui_port
        self._process: BoundProcess | None = None

    @property
    def pid(self) -> int:
        """The server's process id; another one after `keep_running` has restarted it."""
        if self._process is None:
            raise RuntimeError("the engine is not started")
        return self._process.pid

    @property
    def log(self) -> Path:
        """The server's log file."""
        return self._home / "engine.log"

    async def start(self) -> None:
        """Starts the server and waits until it answers, which takes well under a second.

        It takes further ports for itself, without asking, and ends when somebody else was quicker;
        so one that ends at once is started again.
        """
        for _ in range(_STARTS_TRIED - 1):
            with suppress(EndedAtOnce):
                return await self._start_once()
        return await self._start_once()

    async def _start_once(self) -> None:
        command = server_command(
            self._home / "temporal.db",
            port=self._port,
            ui_port=self._ui_port,
            rehearsal=self.rehearsal,
        )
        require_free(LOOPBACK, self._port, choose_with="--port")
        require_free(LOOPBACK, self._ui_port, choose_with="--ui-port")
        with self.log.open("ab") as log:
            self._process = await BoundProcess.start(command, log=log, known=self._note)
        identity = ProcessIdentity.of(self._process.pid)
        await self._until_it_answers(self._process)
        if identity is not None:
            self._record(identity).write(self._record_file)

    def _note(self, pid: int) -> None:
        # Before the server begins: whoever is killed from here on leaves behind which one it was.
        self._lock.note(address=self.address, server=ProcessIdentity.of(pid))

    async def keep_running(self) -> None:
        """Restarts the server on the same database whenever it dies, until `stop`.

        Gives up with `EngineUnusable` when it dies again and again.
        """
        deaths: list[float] = []
        while (process := self._process) is not None:
            status = await process.wait()
            if self._process is not process:
                return
            self._forget_record()
            now = time.monotonic()
            deaths = [*(at for at in deaths if now - at < _DEATHS_WITHIN_SECONDS), now]
            if len(deaths) > _DEATHS_TOLERATED:
                raise EngineUnusable(
                    f"The embedded engine ended {len(deaths)} times in a minute; see {self.log}."
                )
            logger.warning("engine died and is started again", exit_status=status)
            with suppress(EndedAtOnce):
                await self.start()

    async def stop(self) -> None:
        """Ends the server; its state stays in the home folder."""
        self._forget_record()
        process, self._process = self._process, None
        if process is not None:
            await process.stop(grace_seconds=_STOP_SECONDS)
        self._lock.note(address=self.address, server=None)

    @property
    def _record_file(self) -> Path:
        return self._home / "engine.json"

    def _record(self, server: ProcessIdentity) -> EngineRecord:
        return EngineRecord(
            pid=server.pid,
            process_started=server.started,
            address=self.address,
            ui=self.ui,
            rehearsal=self.rehearsal,
            started_at=datetime.now(UTC).isoformat(timespec="seconds"),
        )

    def _forget_record(self) -> None:
        with suppress(FileNotFoundError):
            self._record_file.unlink()

    async def _until_it_answers(self, process: BoundProcess) -> None:
        # Imported here: it takes half a second, during which the server starts.
        from temporalio.client import Client

        deadline = time.monotonic() + _START_SECONDS
        while True:
            try:
                await Client.connect(self.address)
                return
            except RuntimeError:
                await asyncio.sleep(_POLL_SECONDS)
            if process.exit_status is not None:
                raise EndedAtOnce(
                    f"The embedded engine ended at once (status {process.exit_status}); "
                    f"see {self.log}."
                )
            if time.monotonic() > deadline:
                raise EngineUnusable(
                    f"The embedded engine did not answer in {_START_SECONDS:.0f} s; see {self.log}."
                )


def ui_port_of(port: int, ui_port: int | None) -> int:
    """The port of Temporal's web pages, for an engine at this port."""
    return port + UI_PORT_ABOVE if ui_port is None else ui_port


@asynccontextmanager
async def embedded_engine(
    home: Path, *, port: int = DEFAULT_PORT, ui_port: int | None = None, rehearsal: bool = False
) -> AsyncIterator[EmbeddedEngine]:
    """Runs the embedded engine of this home folder; `rehearsal` allows skipping time on it.

    Refuses with `EngineAlreadyRunning`, `PortTaken`, or `EngineUnusable`. A server that an earlier
    process left behind when it was killed is stopped first.
    """
    # The name is the same for every release: two of them must not have an engine each.
    with lock.held(home / "engine.lock") as held:
        if held.left_behind is not None:
            await asyncio.to_thread(stop_process, held.left_behind, grace_seconds=_STOP_SECONDS)
        engine = EmbeddedEngine(
            home,
            held,
            port=port,
            ui_port=ui_port_of(port, ui_port),
            rehearsal=rehearsal,
        )
        try:
            await engine.start()
            yield engine
        finally:
            await engine.stop()
