"""Files that a bank's program puts into the inbox come in by themselves, each once."""

import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from temporalio.client import Client

from adapters.bank.inbox import StatementInbox
from adapters.ledger.database import opened_ledger
from application.bank.inbox import InboxWatch, PollResult, poll
from application.ports.bank import EntryFilter
from application.ports.bank_files import Destination, InboxFile
from clients.bank.client import BankClient
from domain.bank.entry_states import EntryState
from domain.bank.policy import BankPolicy
from domain.bank.profiles import CsvColumns, CsvProfile
from domain.errors import BankFileUnknown
from domain.invoices.new.references import creditor_reference
from domain.policy_file import WholePolicy
from engine.schedules import INBOX
from engine.wiring.bank_inbox import watch_of
from tests.bank.camt_files import Booked, statement
from tests.waiting import eventually
from tests.workflows.billing import billing
from tests.workflows.system import System, at_work, opened_system, settings_for
from workflows.bank_inbox import WatchBankInbox

TABLE = CsvProfile(
    columns=CsvColumns(booked_on="day", amount="amount", text=("text",)),
    account="NL91ABNA0417164300",
    currency="EUR",
)
POLICY = WholePolicy(bank=BankPolicy(csv_profiles={"our-bank": TABLE}))


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


@pytest.fixture
async def watched(temporal: Client, tmp_path: Path, inbox: Path) -> AsyncIterator[System]:
    settings = settings_for(tmp_path, bank_inbox=inbox.as_uri())
    async with opened_system(temporal, settings) as system, at_work(system):
        yield system
        await system.assert_healthy()


def put(folder: Path, name: str, content: bytes, age: timedelta = timedelta(minutes=3)) -> Path:
    """A file that was written so long ago."""
    file = folder / name
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(content)
    then = (datetime.now(UTC) - age).timestamp()
    os.utime(file, (then, then))
    return file


def names_in(folder: Path) -> list[str]:
    return sorted(str(each.relative_to(folder)) for each in folder.rglob("*") if each.is_file())


@asynccontextmanager
async def watching(system: System) -> AsyncIterator[InboxWatch]:
    async with opened_ledger(system.settings.ledger_url) as database:
        watch = watch_of(database, system.temporal, system.settings, POLICY)
        assert watch is not None
        yield watch


async def looked(system: System, seen: tuple[str, ...] = ()) -> PollResult:
    """One poll, as a worker makes it."""
    async with watching(system) as watch:
        return await poll(watch, seen)


async def entries(system: System) -> list[tuple[str, EntryState]]:
    async with BankClient.opened(system.settings) as bank:
        listed = await bank.list(EntryFilter())
    return sorted((each.entry.transaction.text, each.entry.state) for each in listed)


async def test_a_schedule_takes_in_what_is_complete_and_refuses_with_a_note(
    watched: System, inbox: Path
) -> None:
    at = await billing(watched)
    await at.issue("100.00")
    put(inbox, "day.xml", statement(Booked("100.00", creditor_reference(at.payer.number))))
    put(inbox, "wrong.xml", statement(Booked("5.00"), closing="1.00", id="S-2", number=2))
    put(inbox, "late.xml", statement(Booked("6.00", "late"), id="S-3")[:300], timedelta(0))
    queue = watched.settings.task_queue
    for _ in range(2):
        await INBOX.register(watched.temporal, queue, watched.settings.bank_inbox_every)
    schedule = watched.temporal.get_schedule_handle(INBOX.id(queue))
    try:
        await schedule.trigger()

        async def paid() -> bool:
            return (await at.look()).state == "paid"

        await eventually("the invoice is paid", paid)

        async def put_away() -> bool:
            return names_in(inbox) == [
                "done/day.xml", "late.xml", "refused/wrong.xml", "refused/wrong.xml.why.json",
            ]  # fmt: skip

        await eventually("the files are put away", put_away)
        assert (await schedule.describe()).schedule.spec.intervals[0].every == timedelta(minutes=5)
        await INBOX.register(watched.temporal, queue, timedelta(0))
        assert (await schedule.describe()).schedule.state.paused
    finally:
        await schedule.delete()
    note = json.loads((inbox / "refused/wrong.xml.why.json").read_text())
    assert note["file"] == "wrong.xml"
    assert note["problems"][0]["code"]
    assert note["problems"][0]["problem"].endswith(".")


async def test_a_file_is_complete_once_two_looks_find_the_same(
    watched: System, inbox: Path
) -> None:
    day = statement(Booked("7.00", "thank you"))
    file = put(inbox, "day.xml", day[:200], timedelta(0))

    first = await watched.temporal.execute_workflow(
        WatchBankInbox.run,
        id=INBOX.id(watched.settings.task_queue),
        task_queue=watched.settings.task_queue,
    )
    assert (first.growing, first.done, len(first.seen)) == (1, 0, 1)
    file.write_bytes(day)
    second = await looked(watched, first.seen)
    assert (second.growing, second.done) == (1, 0)
    third = await looked(watched, second.seen)
    assert (third.growing, third.done, third.seen) == (0, 1, ())
    assert await entries(watched) == [("thank you", EntryState.UNMATCHED)]


async def test_billing_sees_what_was_refused_until_somebody_has_seen_to_it(
    watched: System, inbox: Path
) -> None:
    wrong = statement(Booked("5.00"), closing="1.00")
    for name in ("a.xml", "b.xml", "c.xml"):
        put(inbox, name, wrong)
    assert (await looked(watched)).refused == 3
    async with BankClient.opened(watched.settings) as bank:
        refused = {each.name: each for each in await bank.refused_files()}
        assert set(refused) == {"a.xml", "b.xml", "c.xml"}
        assert refused["a.xml"].problems[0]["problem"].endswith(".")
        for _ in range(2):
            await bank.see_file(refused["a.xml"].id, "paula@provider.example")
        with pytest.raises(BankFileUnknown):
            await bank.see_file("nothing", "paula@provider.example")
        assert {each.name for each in await bank.refused_files()} == {"b.xml", "c.xml"}
        put(inbox, "b.xml", statement(Booked("5.00")))
        assert (await looked(watched)).done == 1
        assert [each.name for each in await bank.refused_files()] == ["c.xml"]


class _KilledBeforeItIsPutAway(StatementInbox):
    async def move(
        self, file: InboxFile, where: Destination, why: bytes | None = None
    ) -> str | None:
        raise KilledError


class KilledError(Exception):
    """Where the process ended."""


async def test_a_worker_killed_between_import_and_move_does_no_harm(
    watched: System, inbox: Path
) -> None:
    put(inbox, "day.xml", statement(Booked("7.00", "one"), Booked("7.00", "two")))
    async with watching(watched) as watch:
        killed = _KilledBeforeItIsPutAway(inbox.as_uri())
        with pytest.raises(KilledError):
            await poll(replace(watch, inbox=killed), ())
    before = await entries(watched)
    assert names_in(inbox) == ["day.xml"]
    assert (await looked(watched)).done == 1
    assert names_in(inbox) == ["done/day.xml"]
    assert await entries(watched) == before
    assert len(before) == 2


async def test_a_table_lies_in_the_folder_of_its_profile(watched: System, inbox: Path) -> None:
    put(inbox, "our-bank/july.csv", b"day,amount,text\n2026-07-01,7.00,thank you\n")
    put(inbox, "no-such/july.csv", b"day,amount,text\n2026-07-01,8.00,nobody\n")
    put(inbox, "august.csv", b"day,amount,text\n2026-08-01,8.00,nobody\n")
    assert await looked(watched) == PollResult(done=1, refused=1)
    assert await entries(watched) == [("thank you", EntryState.UNMATCHED)]
    assert names_in(inbox) == [
        "done/our-bank/july.csv", "no-such/july.csv", "refused/august.csv",
        "refused/august.csv.why.json",
    ]  # fmt: skip
    assert "format_unknown" in (inbox / "refused/august.csv.why.json").read_text()


async def test_a_file_that_cannot_be_put_away_stays_and_the_others_come_in(
    watched: System, inbox: Path
) -> None:
    put(inbox, "day.xml", statement(Booked("7.00", "one")))
    put(inbox, "wrong.xml", b"<none>")
    in_the_way = inbox / "done" / "day.xml"
    in_the_way.mkdir(parents=True)
    assert await looked(watched) == PollResult(refused=1, unreadable=1)
    in_the_way.rmdir()
    assert await looked(watched) == PollResult(done=1)
    assert await entries(watched) == [("one", EntryState.UNMATCHED)]
