"""All that the ledger has of one request or one invoice, read at one moment, for evidence."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, select

from adapters.ledger.database import Database
from adapters.ledger.events import events
from adapters.ledger.invoices.event_rows import links_of_invoice
from adapters.ledger.invoices.tables import invoices
from adapters.ledger.invoices.whole_view import read_view
from adapters.ledger.letters.sealed_letters import opened_letters
from adapters.ledger.paper_tables import paper_files, papers
from adapters.ledger.requests.lives import life_of_run, links_of_run
from adapters.ledger.requests.rows import line_of
from adapters.ledger.requests.tables import request_lives, requests
from adapters.ledger.sql.columns import UtcDateTime
from adapters.ledger.sql.connection import Connection
from adapters.ledger.tables import outbox
from application.ports.evidence import InvoiceOnRecord, Notifications, RequestOnRecord
from domain.errors import KeyDestroyed
from domain.evidence.ledger_chain import Link, broken, invoice_chain, request_chain
from domain.invoices.invoice import invoice_id

_REQUEST = requests.c
_NEWEST = (
    select(requests)
    .where(_REQUEST.request == bindparam("of_request"))
    .order_by(_REQUEST.opened_at.desc())
    .limit(1)
)
_RUN = select(requests).where(_REQUEST.run_id == bindparam("of_run"))
_HEAD = select(request_lives.c.head).where(request_lives.c.run_id == bindparam("of_run"))
_INVOICE_HEAD = select(invoices.c.head).where(invoices.c.number == bindparam("of_number"))
_LETTERS = (
    select(outbox)
    .where(
        outbox.c.request == bindparam("about"),
        outbox.c.queued_at >= bindparam("since", type_=UtcDateTime()),
    )
    .order_by(outbox.c.queued_at, outbox.c.key)
)
_EVENTS = (
    select(events.c.id, events.c.type, events.c.at, events.c.data)
    .where(
        events.c.about == bindparam("about"),
        events.c.at >= bindparam("since", type_=UtcDateTime()),
    )
    .order_by(events.c.number)
)
_INVOICES = (
    select(invoices.c.number)
    .where(invoices.c.scope_id == bindparam("of_scope"))
    .order_by(invoices.c.number)
)
_PAPERS = (
    select(papers.c.number, papers.c.kind, papers.c.paper, papers.c.written_at)
    .where(papers.c.invoice == bindparam("of_invoice"))
    .order_by(papers.c.written_at, papers.c.number)
)
_FILES = (
    select(paper_files)
    .join(
        papers,
        (papers.c.number == paper_files.c.number) & (papers.c.kind == paper_files.c.kind),
    )
    .where(papers.c.invoice == bindparam("of_invoice"))
    .order_by(paper_files.c.made_at, paper_files.c.number, paper_files.c.format)
)


class StoredRecords:
    """What `application.ports.evidence.Records` says."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of_request(self, request: str, now: datetime) -> RequestOnRecord | None:
        async with self._database.reading() as connection:
            row = (await connection.execute(_NEWEST, {"of_request": request})).first()
            if row is None:
                return None
            return await _of_row(connection, row, now)

    async def of_run(self, run: str, now: datetime) -> RequestOnRecord | None:
        """One run of a request, also one that was followed by another."""
        async with self._database.reading() as connection:
            row = (await connection.execute(_RUN, {"of_run": run})).first()
            return None if row is None else await _of_row(connection, row, now)

    async def of_invoice(self, number: str, now: datetime) -> InvoiceOnRecord:
        async with self._database.reading() as connection:
            view = await read_view(connection, number, now)
            of_invoice = {"of_invoice": number}
            timeline = await links_of_invoice(connection, number)
            head = (await connection.execute(_INVOICE_HEAD, {"of_number": number})).scalar_one()
            sound = not broken(invoice_chain(number), timeline, head)
            files = [dict(row) for row in (await connection.execute(_FILES, of_invoice)).mappings()]
            written = (await connection.execute(_PAPERS, of_invoice)).mappings()
            kept = [
                {**row, "files": [each for each in files if each["number"] == row["number"]]}
                for row in written
            ]
            notifications = await _notifications(
                connection, invoice_id(number), view.timeline[0].at
            )
        return InvoiceOnRecord(view, timeline, sound, notifications, kept)


async def _of_row(connection: Connection, row: Row[Any], now: datetime) -> RequestOnRecord:
    line = line_of(row)
    timeline: Sequence[Link] = ()
    life, sound = None, True
    # Of one that was erased there is as little as of one that was forgotten.
    with suppress(KeyDestroyed):
        timeline = await links_of_run(connection, line.run)
        head = (await connection.execute(_HEAD, {"of_run": line.run})).scalar_one_or_none()
        sound = not broken(request_chain(line.run), timeline, head)
        life = await life_of_run(connection, line.run)
    numbers: Sequence[str] = ()
    if life is not None and life.switched is not None:
        of_scope = {"of_scope": line.scope}
        numbers = (await connection.execute(_INVOICES, of_scope)).scalars().all()
    views = [await read_view(connection, number, now) for number in numbers]
    notifications = await _notifications(connection, line.request, line.opened_at)
    return RequestOnRecord(line, life, timeline, sound, notifications, views)


async def _notifications(connection: Connection, about: str, since: datetime) -> Notifications:
    asked = {"about": about, "since": since}
    rows = (await connection.execute(_LETTERS, asked)).all()
    letters = [
        {**row._mapping, **asdict(letter)}
        for row, letter in zip(rows, await opened_letters(connection, rows), strict=True)
    ]
    happened = (await connection.execute(_EVENTS, asked)).mappings()
    return Notifications(letters, [dict(row) for row in happened])
