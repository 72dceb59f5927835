"""The typed way to personal data: all that is kept of an account's people, handed over. Needs no
engine."""

import io
import json
import zipfile
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Any

from pydantic_core import to_jsonable_python

from adapters.ledger.access.log import write_down
from adapters.ledger.accounts import Accounts
from adapters.ledger.database import Database
from adapters.ledger.evidence import StoredRecords
from adapters.ledger.persons import Persons
from application.evidence.telling import invoice_entries, request_entries
from application.ports.evidence import RequestOnRecord
from domain.access_events import AccessEvent
from domain.account import Record
from domain.errors import DocumentRefused
from domain.evidence.bundle import Entry
from engine.documents import document_store
from engine.ledgers import ledger_of
from settings import Settings

__all__ = ["Export", "PersonClient"]

_READ_ME = """export.json holds everything that is kept of this account and of its people: the
account, who may sign in, confirmed addresses, links, the access log, and each request and invoice
with its timeline, decisions, letters, payments and events. documents/ holds the files that
were sent.
"""


class Export(Record):
    """All that is kept of an account's people."""

    account: str
    content: bytes
    """A zip file."""
    requests: int
    invoices: int
    documents: int
    missing: tuple[str, ...] = ()
    """Documents that are not in the storage any more, by where they lay."""


class PersonClient:
    def __init__(self, database: Database, settings: Settings) -> None:
        self._database = database
        self._accounts = Accounts(database)
        self._persons = Persons(database)
        self._records = StoredRecords(database)
        self._settings = settings

    @classmethod
    @asynccontextmanager
    async def opened(cls, settings: Settings) -> AsyncIterator["PersonClient"]:
        async with ledger_of(settings) as database:
            yield cls(database, settings)

    async def export(self, account_id: str, by: str) -> Export:
        """Everything about the people of an account, readable, in one file. That it was handed over
        is written in the access log.

        Raises:
            AccountUnknown: there is no such account.
            AccountErased: nothing is known of its people any more.
            ServiceUnreachable: the ledger or the storage does not answer.
        """
        now = datetime.now(UTC)
        known = await self._accounts.known_as(account_id)
        standing = await self._accounts.standing(known, now)
        kept = await self._persons.of_account(known)
        runs = [found for run in kept.runs if (found := await self._records.of_run(run, now))]
        invoices = [await self._records.of_invoice(number, now) for number in kept.invoices]
        told = {
            "account": standing.model_dump(mode="json"),
            "exported_at": now,
            "exported_by": by,
            "people": kept.people,
            "confirmed_addresses": kept.contacts,
            "links": kept.links,
            "access_log": kept.access_log,
            "requests": [_told(request_entries(each)) for each in runs],
            "invoices": [_told(invoice_entries(each)) for each in invoices],
        }
        files, missing = await self._files(runs)
        async with self._database.writing() as connection:
            exported = AccessEvent.ACCOUNT_EXPORTED
            await write_down(connection, exported, now, by=by, account=known)
        return Export(
            account=known,
            content=_zipped(told, files),
            requests=len(runs),
            invoices=len(invoices),
            documents=len(files),
            missing=tuple(missing),
        )

    async def _files(self, runs: Iterable[RequestOnRecord]) -> tuple[dict[str, bytes], list[str]]:
        """Documents by their names in the file, and where those lay that are gone."""
        store = await document_store(self._settings)
        files: dict[str, bytes] = {}
        missing: list[str] = []
        for location in sorted({each for record in runs for each in record.locations}):
            try:
                files[PurePosixPath(location).name] = await store.get(location)
            except DocumentRefused:
                missing.append(location)
        return files, missing


def _told(entries: Iterable[Entry]) -> list[dict[str, Any]]:
    return [{"kind": each.kind, **each.content} for each in entries]


def _zipped(told: dict[str, Any], files: dict[str, bytes]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", _READ_ME)
        document = json.dumps(to_jsonable_python(told), ensure_ascii=False, indent=2)
        archive.writestr("export.json", document)
        for name, content in files.items():
            archive.writestr(f"documents/{name}", content)
    return written.getvalue()
