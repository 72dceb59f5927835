"""One round: everything is started, driven and struck for some minutes, settles, and is checked."""

import asyncio
import random
import shutil
import tempfile
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import func, select, update

from adapters.ledger.database import Database, opened_ledger
from adapters.ledger.events import events
from adapters.ledger.hook_tables import hook_deliveries
from adapters.ledger.tables import outbox
from domain.webhooks.states import DeliveryState
from engine.webhooks import start_delivery
from engine.wiring.ledgers import columns_of
from tests.chaos.actors import Actor, live
from tests.chaos.checks import check
from tests.chaos.deeds import Deeds
from tests.chaos.doors import Doors, opened_doors
from tests.chaos.faults import strike
from tests.chaos.invoice_lives import INVOICE_LIVES
from tests.chaos.journal import Journal
from tests.chaos.outputs import check_outputs
from tests.chaos.request_lives import REQUEST_LIVES
from tests.chaos.site import Site, running_site
from tests.waiting import eventually

_LIVES = (*REQUEST_LIVES, *INVOICE_LIVES)
_SETTLES_IN_SECONDS = 300
_LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass
class Round:
    """What came of one."""

    seed: int
    store: str
    disk: str = ""
    kills: Counter[str] = field(default_factory=Counter)
    pauses: Counter[str] = field(default_factory=Counter)
    full_disks: int = 0
    answers: Counter[str] = field(default_factory=Counter)
    deeds: Deeds = field(default_factory=Deeds)
    letters: dict[str, int] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    folder: Path | None = None
    """The journal and the logs, which are kept where something went wrong."""


async def play(
    seed: int, seconds: float, *, postgres: bool, actors: int = 6, mount: bool = True
) -> Round:
    """Plays the round of this seed.

    Args:
        actors: how many act at the same time.
        mount: whether the disk may be a file system of its own; see `disks`.
    """
    folder = Path(tempfile.mkdtemp(prefix=f"chaos-{seed}-"))
    folder.chmod(0o755)  # PostgreSQL may be another user's
    journal = Journal(folder / "journal.jsonl")
    came = Round(seed, "PostgreSQL" if postgres else "SQLite")
    try:
        async with running_site(folder, journal, postgres=postgres, mount=mount) as site:
            came.disk = site.disk.kind
            async with opened_doors(site) as doors:
                await _play(site, doors, came, seconds, actors)
        check_outputs(folder, journal)
    except Exception as failed:
        journal.went_wrong("the round itself", f"{type(failed).__name__}: {failed}")
    finally:
        journal.close()
    came.kills, came.pauses, came.full_disks = journal.kills, journal.pauses, journal.full_disks
    came.answers, came.wrong = journal.answers, journal.wrong
    if came.wrong:
        came.folder = folder
    else:
        shutil.rmtree(folder, ignore_errors=True)
    return came


async def _play(site: Site, doors: Doors, came: Round, seconds: float, actors: int) -> None:
    files = site.folder / "files"
    files.mkdir()
    ended = asyncio.Event()
    acting = [
        asyncio.create_task(live(_actor(came, number, files, doors, site), _LIVES, ended))
        for number in range(actors)
    ]
    striking = asyncio.create_task(strike(site, came.seed))
    done, _ = await asyncio.wait([striking], timeout=seconds)
    striking.cancel()
    ended.set()
    doors.calm.set()
    await asyncio.gather(striking, return_exceptions=True)
    for task in done:
        task.result()
    site.journal.write("chaos", "calm")
    await asyncio.gather(*acting)
    await _settled(site, doors)
    came.letters = await doors.clients.ledger.letters_by_state()
    await check(site, doors.clients, came.deeds)


def _actor(came: Round, number: int, files: Path, doors: Doors, site: Site) -> Actor:
    name = f"actor-{came.seed}-{number}"
    return Actor(name, random.Random(name), files, doors, came.deeds, site.journal)


async def _settled(site: Site, doors: Doors) -> None:
    """Waits until every letter has an outcome, and no event waits to be delivered. What a killed
    worker held, and what is to be tried again, is due within minutes: it is due now instead, once
    no worker runs that may hold it."""
    for name in ("worker 2", "worker 1"):
        await site.kept[name].stop()
    database = await Database.open(site.settings.ledger_url, columns_of(site.settings))
    try:
        async with database.writing() as connection:
            undecided = outbox.c.due_at.is_not(None)
            await connection.execute(update(outbox).where(undecided).values(due_at=_LONG_AGO))
            waits = hook_deliveries.c.state == DeliveryState.WAITING
            await connection.execute(update(hook_deliveries).where(waits).values(next_at=_LONG_AGO))
    finally:
        await database.close()
    for name in ("worker 1", "worker 2"):
        site.kept[name].start()
    await start_delivery(doors.clients.temporal, site.settings.task_queue, site.hook, anew=True)

    async def nothing_on_its_way() -> bool:
        counts = await doors.clients.ledger.letters_by_state()
        return not any(counts[state] for state in ("queued", "claimed", "handing_over"))

    async def nothing_to_deliver() -> bool:
        delivered = hook_deliveries.c.state == DeliveryState.DELIVERED
        there = select(func.count()).select_from(hook_deliveries).where(delivered)
        async with (
            opened_ledger(site.settings.ledger_url) as ledger,
            ledger.reading() as connection,
        ):
            happened = await connection.execute(select(func.count()).select_from(events))
            return (await connection.execute(there)).scalar() == happened.scalar()

    with suppress(AssertionError):  # the check says which
        await eventually("every letter has an outcome", nothing_on_its_way, _SETTLES_IN_SECONDS)
    with suppress(AssertionError):
        await eventually("every event is delivered", nothing_to_deliver, _SETTLES_IN_SECONDS)
