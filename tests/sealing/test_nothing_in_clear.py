"""Every operation with personal data over a real engine: nothing of it is in clear anywhere in the
engine's database, in its interfaces, in a log, or in what the ledger seals.

The same without a master key is the control: there each of these marks is found.
"""

import base64
import logging
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from temporalio.api.sdk.v1 import WorkflowMetadata
from temporalio.client import Client

import adapters.ledger
from adapters.ledger.database import Database, opened_ledger
from adapters.ledger.personal_data import IN_CLEAR, SEALED
from adapters.ledger.tables import metadata
from engine import search_attributes
from engine.connection import connect
from engine.local.embedded import embedded_engine
from engine.local.ports import free_port
from engine.schedules import CHECKS, DRIFT, FOLLOWING, INBOX, RETENTION, REVIEWS
from tests.sealing.conftest import MASTER
from tests.stored_types import modules_of, workflow_definitions
from tests.workflows.billing import Billing
from tests.workflows.customers import ANNA, CARL, VERA
from tests.workflows.invoice_lives import invoice_paid_in_time
from tests.workflows.lives import declined_after_a_verifiers_judgement, withdrawn_in_review
from tests.workflows.payers import PAULA
from tests.workflows.record import EVERY_LIFE, AnyLife
from tests.workflows.system import at_work, opened_system, settings_for

MARKS = (
    ANNA, CARL, VERA, PAULA, "Anna de Vries", "Contoso B.V.", "Stationsplein 1", "1012 AB",
    "+31 20 555 0101", "NL004495445B01", "We changed our minds.", "Two years, please.",
    "Deed on file.",
)  # fmt: skip
"""Names, addresses, phones, tax ids, and what people wrote."""

METADATA = "__temporal_workflow_metadata"
"""The query that Temporal's page asks: what operators are shown, in clear."""

A_FEW = (declined_after_a_verifiers_judgement, withdrawn_in_review, invoice_paid_in_time)
"""Lives that have all of them."""

ENOUGH = tuple(each for each in EVERY_LIFE if not re.search("outage|hundreds", each.__name__))
"""Without those that say again, at length, what others say."""


def marked(mark: str) -> set[bytes]:
    """A mark as it may stand somewhere: as text, and within base64 at each of the three offsets."""
    plain = mark.encode()
    coded = {base64.b64encode(b"\0" * n + plain)[4 if n else 0 : -4] for n in range(3)}
    return {plain, mark.encode("utf-16-le"), *(each for each in coded if len(each) > 8)}


def found(content: bytes) -> set[str]:
    return {mark for mark in MARKS if any(each in content for each in marked(mark))}


async def told_by(client: Client) -> bytes:
    """All that the engine's interface says of its workflows and schedules."""
    said: list[bytes] = []
    async for each in client.list_workflows():
        said.append(each.raw_info.SerializeToString())
        handle = client.get_workflow_handle(each.id, run_id=each.run_id)
        said.append((await handle.describe()).raw_description.SerializeToString())
        async for event in handle.fetch_history_events():
            said.append(event.SerializeToString())
    async for schedule in await client.list_schedules():
        described = await client.get_schedule_handle(schedule.id).describe()
        said.append(described.raw_description.SerializeToString())
    return b"\n".join(said)


async def kept_by(database: Database) -> dict[str, bytes]:
    """All that a ledger has, by table and column, as it is stored."""
    assert list(modules_of(adapters.ledger))
    kept: dict[str, bytes] = {}
    async with database.reading() as connection:
        for table in metadata.tables.values():
            for column in table.c:
                found = await connection.execute(text(f'SELECT "{column.name}" FROM {table.name}'))
                kept[str(column)] = "\n".join(str(each) for each in found.scalars()).encode()
    return kept


def plain_digests(ledger: Mapping[str, bytes]) -> set[str]:
    """Columns that have a digest by which who knows an address would find it."""
    digests = [sha256(each.casefold().encode()).hexdigest().encode() for each in MARKS]
    return {column for column, kept in ledger.items() if any(each in kept for each in digests)}


def columns_of(decided: Mapping[str, str]) -> set[str]:
    return {f"{table}.{each}" for table, names in decided.items() for each in names.split()}


async def lived(
    home: Path, lives: Iterable[AnyLife], ledger: dict[str, bytes], **changes: Any
) -> bytes:
    """What these lives, each with a ledger of its own, leave behind in one engine.

    Args:
        ledger: What their ledgers have is added here, by table and column.
    """
    home.mkdir()
    pages: list[bytes] = []
    async with embedded_engine(
        home, port=free_port(), ui_port=free_port(), rehearsal=True
    ) as engine:
        for life in lives:
            settings = settings_for(home / life.__name__, **changes)
            client = await connect(settings, address=engine.address)
            await search_attributes.register(client)
            await CHECKS.register(client, settings.task_queue, settings.clocks_checked_every)
            async with opened_system(client, settings) as system, at_work(system):
                made = await life(system)
                run = made.run if isinstance(made, Billing) else None
                workflow = client.get_workflow_handle(made.workflow_id, run_id=run)
                await workflow.result()
                page = await workflow.query(METADATA, result_type=WorkflowMetadata)
                pages.append(page.SerializeToString())
            async with opened_ledger(settings.ledger_url) as database:
                for column, content in (await kept_by(database)).items():
                    ledger[column] = ledger.get(column, b"") + b"\n" + content
        told = await told_by(client)
    files = [*home.glob("temporal.db*"), *home.glob("engine.log*")]
    assert len(files) >= 2
    return b"\n".join([told, *pages, *(each.read_bytes() for each in files)])


async def test_without_a_master_key_each_of_these_marks_is_found(tmp_path: Path) -> None:
    ledger: dict[str, bytes] = {}
    assert found(await lived(tmp_path / "home", A_FEW, ledger)) == set(MARKS)
    assert "outbox.address_sha256" in plain_digests(ledger)
    marked = {column for column in columns_of(SEALED) if found(ledger[column])}
    assert marked >= {
        "accounts.address", "accounts.administrators", "accounts.signed_up_by", "outbox.notice",
        "request_lives.life", "request_timeline.entry",
    }  # fmt: skip


@pytest.mark.timeout(400)  # whole lives, one after another: together they use every message
async def test_every_operation_leaves_nothing_in_clear(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)

    ledger: dict[str, bytes] = {}
    left = await lived(tmp_path / "home", ENOUGH, ledger, master_key=MASTER)

    updates = {update for each in workflow_definitions() for update in each.updates}
    assert {each for each in updates if each.encode() not in left} == set()
    assert found(left) == set()
    known = {
        f"{table}.{each}"
        for why in IN_CLEAR.values()
        for table, names in why.items()
        for each in names.split()
    }
    assert {
        column: marks
        for column, content in ledger.items()
        if (marks := found(content)) and column not in known
    } == {}
    assert plain_digests(ledger) == set()
    assert ledger["outbox.address_sha256"].strip()
    out, err = capfd.readouterr()
    assert found("\n".join([caplog.text, out, err]).encode()) == set()


async def test_a_schedule_says_in_clear_what_it_is_for(temporal: Client, tmp_path: Path) -> None:
    settings = settings_for(tmp_path, master_key=MASTER)
    client = await connect(settings, address=temporal.service_client.config.target_host)
    for each in (CHECKS, RETENTION, INBOX, DRIFT, FOLLOWING, REVIEWS):
        later = replace(each, at_once=False)
        await later.register(client, settings.task_queue, timedelta(days=1))
        schedule = client.get_schedule_handle(each.id(settings.task_queue))
        try:
            described = (await schedule.describe()).raw_description.SerializeToString()
        finally:
            await schedule.delete()
        assert each.summary.encode() in described
