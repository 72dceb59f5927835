"""An upgrade without a standstill, as docs/operators.md describes it: real releases as processes on
one engine and one ledger, with requests and invoices under way.

Each takes some ten seconds: it starts an engine of its own, three workers and several commands.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from temporalio.client import Client
from temporalio.testing import WorkflowEnvironment

from adapters.ledger.database import Database
from adapters.ledger.migrate import REVISIONS
from clients.releases import UNVERSIONED, ReleaseClient, ReleaseState
from domain.requests.messages import EditDraft, Submit, Withdraw
from engine.local.command import server_binary
from release import RELEASE
from settings import Settings
from tests.postgres import running_postgres
from tests.releases.running import NEXT, NEXT_HEAD, Release, before, of_the_future, today
from tests.releases.shown import Page
from tests.temporal_server import configured
from tests.unpacking import READS_PACKED
from tests.waiting import eventually
from tests.workflows.customers import ANNA, Customer, a_customer
from tests.workflows.payers import Payer, a_payer, payment
from tests.workflows.system import System, failed_tasks, opened_system
from workflows import attributes

pytestmark = pytest.mark.timeout(400)

_LOOKS_AT_ONCE = {
    # By default it waits three minutes before it looks whether anything is left on a release.
    "matching.wv.VersionDrainageStatusVisibilityGracePeriod": '"1s"',
    "matching.wv.VersionDrainageStatusRefreshInterval": '"1s"',
}


@pytest.fixture
async def engine() -> AsyncIterator[Client]:
    async with await WorkflowEnvironment.start_local(
        dev_server_existing_path=server_binary(),
        dev_server_extra_args=configured(_LOOKS_AT_ONCE),
        dev_server_log_level="error",
        search_attributes=list(attributes.ALL),
        data_converter=READS_PACKED,
    ) as environment:
        yield environment.client


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'home' / 'ledger.db'}"


@pytest.fixture
def postgres_url() -> Iterator[str]:
    with running_postgres() as server:
        yield server.create_database()


@dataclass
class Traffic:
    """What customers and billing operations do meanwhile. Every step has to be done."""

    system: System
    releases: ReleaseClient
    drafting: Customer
    paying: Payer
    rounds_done: int = 0

    async def during(self, happens: Awaitable[Any], rounds: int = 3) -> Any:
        """People go on, at least so many times, while something happens; what came of it."""
        happening = asyncio.ensure_future(happens)
        done = 0
        while done < rounds or not happening.done():
            await self._round()
            done += 1
        return await happening

    async def _round(self) -> None:
        self.rounds_done += 1
        draft = {**self.drafting.draft, "justification": f"Written {self.rounds_done} times."}
        edited = await self.system.send(self.drafting, EditDraft(by=ANNA, draft=draft))
        assert edited.state == "draft"
        paid = payment("0.01", f"B-{self.rounds_done}")
        await self.system.invoices.send(self.paying.number, paid)

    async def end(self, waiting: Customer) -> None:
        """Every request and invoice comes to its end, with all that was paid."""
        assert (await self.system.send(self.drafting, Submit(by=ANNA))).state == "approved"
        ended = await self.system.send(waiting, Withdraw(by=ANNA, reason="No longer."))
        assert ended.state == "withdrawn"
        view = await self.system.invoices.view(self.paying.number)
        assert view.paid.minor == self.rounds_done


@asynccontextmanager
async def _all_ended(*releases: Release) -> AsyncIterator[None]:
    try:
        yield
    finally:
        for release in releases:
            await release.kill()


async def test_the_release_before_hands_its_requests_over_and_goes_on_opening_its_own(
    engine: Client, sqlite_url: str, tmp_path: Path
) -> None:
    environment = _environment(engine, sqlite_url, tmp_path)
    old, new = before(tmp_path / "before", environment), today(environment)
    drafting, waiting, paying, late = a_customer(), a_customer(), a_payer(), a_customer()
    async with _all_ended(old, new):
        await old.start()
        await _begin(old, tmp_path, drafting, waiting, paying, late)
        # It brings the ledger up to date, and takes over from workers that the engine cannot tell
        # apart. The release before starts on the ledger as it is now.
        await new.start()
        await old.stop()
        await old.start()
        async with _people(engine, sqlite_url, tmp_path, drafting, paying) as people:
            assert (await people.releases.known()).current == RELEASE
            await people.during(asyncio.sleep(0))
            await _taken_over(engine, drafting.workflow_id, RELEASE)

            await new.command("release", "current", UNVERSIONED)
            await old.command("open", str(tmp_path / "late.json"), "--by", ANNA)
            assert await _worked_on_by(engine, late.workflow_id) == UNVERSIONED
            await new.command("release", "current", RELEASE)
            await people.during(old.stop())
            await people.end(waiting)
            ended = await people.system.send(late, Withdraw(by=ANNA, reason="No longer."))
            assert ended.state == "withdrawn"
            await _never_failed(engine, drafting, waiting, paying, late)
            await new.stop()


async def test_releases_roll_forward_and_back_and_nothing_stops(
    engine: Client, postgres_url: str, tmp_path: Path
) -> None:
    environment = _environment(engine, postgres_url, tmp_path)
    new, later = today(environment), of_the_future(tmp_path / "next", environment)
    drafting, waiting, paying, late = a_customer(), a_customer(), a_payer(), a_customer()
    async with _all_ended(new, later):
        await new.start()
        await _begin(new, tmp_path, drafting, waiting, paying, late)
        async with _people(engine, postgres_url, tmp_path, drafting, paying) as people:
            # The next one adds to the ledger, and stands by until it is told.
            await people.during(later.start())
            assert await _revision(postgres_url) == NEXT_HEAD
            known = await people.releases.known()
            assert (known.current, known.states[NEXT]) == (RELEASE, ReleaseState.STANDING_BY)
            metrics, settings = Page(), Settings(home=tmp_path / "home")
            assert await metrics.shows(engine, settings) == 1
            assert await _worked_on_by(engine, drafting.workflow_id) == RELEASE
            await people.during(new.command("release", "current", NEXT))
            assert await metrics.shows(engine, settings) == 0
            await people.during(_taken_over(engine, drafting.workflow_id, NEXT))
            await people.during(_taken_over(engine, paying.workflow_id, NEXT))
            await people.during(_drained(people.releases, RELEASE))
            await people.during(new.stop())

            # Back again: on the ledger of the next, with whatever it did meanwhile.
            await people.during(new.start())
            assert (await people.releases.known()).current == NEXT
            await people.during(later.command("release", "current", RELEASE))
            await people.during(_taken_over(engine, drafting.workflow_id, RELEASE))
            await people.during(_drained(people.releases, NEXT))
            await people.during(later.stop())
            await people.end(waiting)
            await _never_failed(engine, drafting, waiting, paying)
            await new.stop()


def _environment(engine: Client, ledger_url: str, folder: Path) -> dict[str, str]:
    return {
        "TEMPORAL_ADDRESS": engine.service_client.config.target_host,
        "PAYBYINVOICE_HOME": str(folder / "home"),
        "PAYBYINVOICE_DATABASE_URL": ledger_url,
    }


@asynccontextmanager
async def _people(
    engine: Client, ledger_url: str, folder: Path, drafting: Customer, paying: Payer
) -> AsyncIterator[Traffic]:
    settings = Settings(home=folder / "home", database_url=ledger_url)
    async with opened_system(engine, settings) as system:
        yield Traffic(system, ReleaseClient(engine, settings), drafting, paying)


async def _begin(
    release: Release,
    folder: Path,
    drafting: Customer,
    waiting: Customer,
    paying: Payer,
    late: Customer,
) -> None:
    """A draft, a request that waits for its customer, and an invoice; a form to be opened later."""
    accounts = [drafting.account, waiting.account, paying.account, late.account]
    invoice = paying.invoice("1000.00").model_dump(mode="json")
    files = {"accounts": {"accounts": accounts}, "draft": drafting.draft, "form": waiting.draft}
    files["late"] = late.draft
    for name, content in {**files, "invoice": invoice}.items():
        (folder / f"{name}.json").write_text(json.dumps(content, default=str))
    await release.command("account", "import", str(folder / "accounts.json"))
    await release.command("open", str(folder / "draft.json"), "--by", ANNA)
    await release.command("open", str(folder / "form.json"), "--submit", "--by", ANNA)
    await release.command(
        "invoice", "issue", str(folder / "invoice.json"), "--by", "paula@x.example"
    )


async def _worked_on_by(engine: Client, workflow: str) -> str:
    """The release that took its last step."""
    described = await engine.get_workflow_handle(workflow).describe()
    info = described.raw_description.workflow_execution_info.versioning_info
    return info.deployment_version.build_id or UNVERSIONED


async def _taken_over(engine: Client, workflow: str, release: str) -> None:
    async def is_taken_over() -> bool:
        return await _worked_on_by(engine, workflow) == release

    await eventually(f"{release} has worked on {workflow}", is_taken_over)


async def _never_failed(engine: Client, *begun: Customer | Payer) -> None:
    for each in begun:
        history = await engine.get_workflow_handle(each.workflow_id).fetch_history()
        assert failed_tasks(history) == []


async def _drained(releases: ReleaseClient, release: str) -> None:
    async def is_drained() -> bool:
        return (await releases.known()).states[release] is ReleaseState.DRAINED

    await eventually(f"nothing is left on {release}", is_drained)


async def _revision(url: str) -> str:
    ledger = await Database.open(url)
    async with ledger.reading() as connection:
        found = await connection.execute(text(f"SELECT version_num FROM {REVISIONS}"))
        revision = str(found.scalar_one())
    await ledger.close()
    return revision
