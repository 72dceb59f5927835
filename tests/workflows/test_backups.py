"""The commands by which operators back up and restore, as docs/operators.md has them, while work
goes on: nothing that was answered before is lost, and nothing is doubled."""

import asyncio
import os
import re
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import make_url

from tests.cli.shell import ROOT, clean_environment
from tests.postgres import running_postgres
from tests.waiting import eventually
from tests.workflows.billing import Billing
from tests.workflows.clocks import checked
from tests.workflows.customers import a_customer
from tests.workflows.payers import a_payer, euros, payment
from tests.workflows.restoring import MASTER, QUEUE, running
from tests.workflows.system import System, at_work

PAYER = a_payer()
OF_SQLITE, OF_POSTGRES = "sqlite3", "pg_"
_PAUSE_SECONDS = 0.2
"""Between two of the same kind: enough happens while the commands run."""


def commands(heading: str, about: str) -> str:
    """The block of this section that is about these."""
    guide = (ROOT / "docs" / "operators.md").read_text("utf-8")
    section = guide.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    (block,) = (
        each
        for each in re.findall(r"^```sh\n(.*?)^```$", section, re.DOTALL | re.MULTILINE)
        if about in each
    )
    return str(block)


class Operator:
    """Types what the guide says, in the folder that `var` is in."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.home = folder / "var"
        self.home.mkdir()
        self._folder = folder
        (folder / ".venv").symlink_to(sys.prefix)
        (folder / "starter.py").symlink_to(ROOT / "starter.py")
        self._environment = clean_environment(
            self.home,
            PAYBYINVOICE_MASTER_KEY=MASTER,
            PAYBYINVOICE_TASK_QUEUE=QUEUE,
            **environment,
        )
        self._environment["PATH"] = f"{sys.prefix}/bin:{os.environ['PATH']}"

    async def types(self, block: str) -> None:
        typed = await asyncio.create_subprocess_exec(
            *("sh", "-e", "-c", block),
            cwd=self._folder,
            env=self._environment,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        said, _ = await typed.communicate()
        assert typed.returncode == 0, said.decode()


class Traffic:
    """Payments, one after the other, and requests of new customers, until it is stopped."""

    def __init__(self, system: System) -> None:
        self._system = system
        self.paid: list[int] = []
        """Numbers of the payments that were answered."""
        self.opened: list[str] = []

    @asynccontextmanager
    async def going_on(self) -> AsyncIterator[None]:
        stop = asyncio.Event()
        at_work = [asyncio.create_task(each(stop)) for each in (self._pay, self._open)]
        yield
        stop.set()
        await asyncio.gather(*at_work)

    async def _pay(self, stop: asyncio.Event) -> None:
        at = Billing(self._system, PAYER)
        while not stop.is_set():
            await pay(at, len(self.paid))
            self.paid.append(len(self.paid))
            await asyncio.sleep(_PAUSE_SECONDS)

    async def _open(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            customer = a_customer()
            await self._system.welcome(customer)
            await self._system.open(customer)
            self.opened.append(customer.request)
            await asyncio.sleep(3 * _PAUSE_SECONDS)

    async def some_more(self) -> None:
        paid, opened = len(self.paid), len(self.opened)

        async def more() -> bool:
            return len(self.paid) >= paid + 3 and len(self.opened) > opened

        await eventually("work goes on", more)


async def pay(at: Billing, number: int) -> None:
    await at.send(payment("1.00", f"B-{number}"), key=f"pay-{number}")


async def references(at: Billing) -> list[str]:
    return [each.bank_reference for each in (await at.look()).payments]


async def test_what_the_guide_copies_in_sqlite_while_work_goes_on_is_put_back(
    tmp_path: Path,
) -> None:
    operator = Operator(tmp_path)
    async with working(operator.home) as traffic:
        before, opened = len(traffic.paid), list(traffic.opened)
        await operator.types(commands("Back up", OF_SQLITE))
        await operator.types(commands("Back up", "keys export"))
        await traffic.some_more()
    await operator.types(commands("Restore", "mv var/"))
    async with running(operator.home, worker=False) as system:
        await operator.types(commands("Restore", "clocks check"))
        await goes_on(system, traffic, before, opened)


async def test_what_the_guide_copies_in_postgresql_while_work_goes_on_is_put_back(
    tmp_path: Path,
) -> None:
    with running_postgres() as server:
        reached = make_url(server.url)
        ledger = reached.set(database="ledger").render_as_string(hide_password=False)
        on_server = {"PGHOST": str(reached.host), "PGPORT": str(reached.port)}
        user = {"PGUSER": str(reached.username)}
        operator = Operator(tmp_path, PAYBYINVOICE_DATABASE_URL=ledger, **on_server, **user)
        await operator.types("createdb temporal\ncreatedb temporal_visibility\ncreatedb ledger\n")
        async with working(operator.home, database_url=ledger) as traffic:
            before, opened = len(traffic.paid), list(traffic.opened)
            # The engine of tests is the embedded one; Temporal's databases are there by name.
            await operator.types(commands("Back up", OF_SQLITE) + commands("Back up", OF_POSTGRES))
            await traffic.some_more()
        await operator.types(commands("Restore", "mv var/"))
        with psycopg.connect(server.url, autocommit=True) as connection:
            for each in ("temporal", "temporal_visibility", "ledger"):
                connection.execute(f"DROP DATABASE {each} WITH (FORCE)".encode())
        await operator.types(commands("Restore", OF_POSTGRES))
        async with running(operator.home, worker=False, database_url=ledger) as system:
            await goes_on(system, traffic, before, opened)


@asynccontextmanager
async def working(home: Path, **settings: Any) -> AsyncIterator[Traffic]:
    async with running(home, **settings) as system:
        await system.ledger.import_accounts({"accounts": [PAYER.account]})
        await Billing(system, PAYER).issue("5000.00")
        traffic = Traffic(system)
        async with traffic.going_on():
            await traffic.some_more()
            yield traffic


async def goes_on(system: System, traffic: Traffic, before: int, opened: list[str]) -> None:
    """Everything that was answered before the backup began is there; what came later is done when
    it is asked for again, and nothing twice."""
    at = Billing(system, PAYER)
    assert {f"B-{number}" for number in range(before)} <= set(await references(at))
    assert all([await system.queues.line(each) for each in opened])
    async with at_work(system):
        assert (await checked(system, thorough=True, mend=True, do_again=True)).tasks == ()

        async def agree() -> bool:
            return not (await checked(system, thorough=True)).findings

        await eventually("ledger and engine agree", agree)
        for number in traffic.paid:
            await pay(at, number)
        assert sorted(await references(at)) == sorted(f"B-{number}" for number in traffic.paid)
        assert (await at.look()).open == euros(f"{5000 - len(traffic.paid)}.00")
