"""Everything that runs in a round: engine, two workers, console, mail server, a program that takes
webhooks and, if asked for, PostgreSQL, each started again whenever it ends."""

import json
import os
import shutil
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from engine.local.command import server_command
from engine.local.engine_record import running_engine
from engine.local.ports import LOOPBACK, free_port
from settings import Settings
from tests.chaos.disks import Disk, disk_of
from tests.chaos.journal import Journal
from tests.chaos.kept import Kept, children_of
from tests.cli.shell import Shell, clean_environment
from tests.engine.support import listened_on
from tests.postgres import PostgresFiles, postgres_files, unprivileged
from tests.waiting import eventually

# A process that is killed loses nothing of what it handed to the system; a power cut is not played.
_POSTGRES = ("fsync=off", "max_connections=100")
_START_SECONDS = 60
_ENDS = frozenset({1, 3})
"""A worker ends with 3 when a service does not answer while it starts, and with 1 when its engine
died too often."""


@dataclass
class Site:
    """What runs, and where."""

    folder: Path
    journal: Journal
    environment: dict[str, str]
    disk: Disk
    engine_port: int = field(default_factory=free_port)
    console_port: int = field(default_factory=free_port)
    mail_port: int = field(default_factory=free_port)
    hook_port: int = field(default_factory=free_port)
    embedded: bool = True
    kept: dict[str, Kept] = field(default_factory=dict)
    api_key: str = ""
    hook: str = ""
    """The endpoint's id."""

    @property
    def home(self) -> Path:
        """Where the programs keep their files: on the disk that runs full."""
        return self.folder / "disk" / "home"

    @property
    def mails(self) -> Path:
        return self.folder / "mails.txt"

    @property
    def hooks(self) -> Path:
        return self.folder / "hooks.txt"

    @property
    def engine_address(self) -> str:
        return f"{LOOPBACK}:{self.engine_port}"

    @property
    def console_url(self) -> str:
        return f"http://{LOOPBACK}:{self.console_port}"

    @property
    def settings(self) -> Settings:
        url = self.environment.get("PAYBYINVOICE_DATABASE_URL")
        return Settings.model_validate({"home": self.home, "database_url": url})

    def keep(self, name: str, *command: str, **more: object) -> Kept:
        log = self.folder / f"{name}.log"
        kept = Kept(name, command, self.environment, log, self.journal, **more)  # type: ignore[arg-type]
        self.kept[name] = kept
        kept.start()
        return kept

    def strike(self, name: str) -> bool:
        """Kills one of `names`, whole where it is several processes; whether it ran."""
        if name == "engine" and self.embedded:
            return self._kill_embedded_engine()
        kept = self.kept[name]
        return kept.kill_all() if name == "postgres" else kept.kill()

    def processes_of(self, name: str) -> list[int]:
        if name == "engine" and self.embedded:
            running = running_engine(self.home / "engine.json")
            return [running.pid] if running else []
        return self.kept[name].processes if name == "postgres" else self.kept[name].processes[:1]

    @property
    def names(self) -> tuple[str, ...]:
        """What can be killed."""
        return tuple(dict.fromkeys([*self.kept, "engine"]))

    def writers(self) -> list[int]:
        """The processes that write to the disk."""
        found = [pid for kept in self.kept.values() for pid in kept.processes]
        return list(dict.fromkeys(pid for each in found for pid in (each, *children_of(each))))

    def _kill_embedded_engine(self) -> bool:
        running = running_engine(self.home / "engine.json")
        if running is None:
            return False
        with suppress(ProcessLookupError):
            os.kill(running.pid, signal.SIGKILL)
        self.journal.killed("engine")
        return True


@asynccontextmanager
async def running_site(
    folder: Path, journal: Journal, *, postgres: bool, mount: bool
) -> AsyncIterator[Site]:
    """The whole of it, until the context is left.

    Args:
        mount: whether the disk may be a file system of its own.
    """
    (on_disk := folder / "disk").mkdir()
    async with AsyncExitStack() as parts:
        found: list[Site] = []
        disk = parts.enter_context(disk_of(on_disk, lambda: found[0].writers(), mount=mount))
        site = Site(folder, journal, clean_environment(folder), disk, embedded=not postgres)
        found.append(site)
        parts.push_async_callback(_stopped, site)
        site.home.mkdir()
        files = None
        if postgres:
            files = parts.enter_context(postgres_files(on_disk if mount else None))
            parts.push_async_callback(_stopped, site)
        await _start(site, files)
        yield site


async def _start(site: Site, files: PostgresFiles | None) -> None:
    port = free_port()
    site.environment |= {
        "PAYBYINVOICE_HOME": str(site.home),
        "PAYBYINVOICE_SMTP_URL": f"smtp://{LOOPBACK}:{site.mail_port}?starttls=never",
        "PAYBYINVOICE_SHUTDOWN_GRACE_SECONDS": "2",
        "PAYBYINVOICE_WEBHOOKS_TO_PRIVATE": "true",
        "PAYBYINVOICE_CONSOLE_ADDRESS": f"{LOOPBACK}:{site.console_port}",
        "TEMPORAL_ADDRESS": site.engine_address,
    }
    if files is not None:
        site.environment["PAYBYINVOICE_DATABASE_URL"] = files.url(port)
        end_badly = frozenset(range(-64, 256))
        command = files.command(port, *_POSTGRES)
        site.keep("postgres", *command, may_end_with=end_badly, started_as=unprivileged())
        await eventually("PostgreSQL answers", lambda: _answers(files.url(port)), _START_SECONDS)
    record = str(site.mail_port), str(site.mails)
    mail = "tests.chaos.mail_server", *record
    site.keep("mail", *mail, ours=True, may_end_with=frozenset({-signal.SIGTERM}))
    receiver = "tests.chaos.hook_receiver", str(site.hook_port), str(site.hooks)
    site.keep("receiver", *receiver, ours=True, may_end_with=frozenset({-signal.SIGTERM}))
    engine = (site.home / "temporal.db").resolve()
    ports = {"port": site.engine_port, "ui_port": free_port()}
    if site.embedded:
        own = "--rehearsal", "--port", str(ports["port"]), "--ui-port", str(ports["ui_port"])
        site.keep("worker 1", "worker.py", *own, ours=True, may_end_with=_ENDS)
    else:
        served = server_command(engine, **ports, rehearsal=True)
        site.keep("engine", *served, may_end_with=frozenset(range(-64, 256)))
        await _listens("the engine", site.engine_port)
        site.keep("worker 1", "worker.py", ours=True, may_end_with=_ENDS)
    await eventually("a worker runs", lambda: _said(site, "worker 1"), _START_SECONDS)
    shell = Shell(site.environment)
    site.hook = shell.asked("hooks", "add", f"http://{LOOPBACK}:{site.hook_port}/")["id"]
    made = shell.asked(
        *("access", "key", "create", "chaos"),
        *(part for role in ("credit", "billing", "legal") for part in ("--role", role)),
    )
    site.api_key = made["key"]
    site.keep("worker 2", "worker.py", ours=True, may_end_with=_ENDS)
    site.keep("console", "console", ours=True, may_end_with=_ENDS)
    await _listens("the console", site.console_port)
    await eventually("another worker runs", lambda: _said(site, "worker 2"), _START_SECONDS)


async def _stopped(site: Site) -> None:
    for name in reversed(list(site.kept)):
        await site.kept.pop(name).stop()
    if (log := site.home / "engine.log").exists():
        shutil.copy(log, site.folder / "embedded engine.log")


async def _said(site: Site, name: str) -> bool:
    return "The worker is running" in site.kept[name].log


async def _listens(what: str, port: int) -> None:
    async def there() -> bool:
        return listened_on(port)

    await eventually(f"{what} listens", there, _START_SECONDS)


async def _answers(url: str) -> bool:
    with suppress(psycopg.OperationalError):
        psycopg.connect(url, connect_timeout=2).close()
        return True
    return False


def timeline(journal: Path) -> list[dict[str, object]]:
    """The lines of a journal that say what was done to whom."""
    lines = map(json.loads, journal.read_text().splitlines())
    return [line for line in lines if line["who"] == "chaos" or line["what"] == "WRONG"]
