"""The typed way to personal data: all that is kept of an account's people, handed over. Needs no
engine."""

import json
import zipfile
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import PurePosixPath
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from pydantic_core import to_jsonable_python

from adapters.ledger.access.log import write_down
from adapters.ledger.accounts import Accounts
from adapters.ledger.database import Database
from adapters.ledger.evidence import StoredRecords
from adapters.ledger.outbox import LedgerOutbox
from adapters.ledger.persons import OfAccount, Persons
from application.evidence.entries import invoice_entries, request_entries
from domain.errors import DocumentRefused
from domain.evidence.bundle import Entry
from domain.limits.notifying import about_account
from domain.people.access_events import AccessEvent
from domain.values.record import Record
from engine.documents import document_store
from engine.ledgers import ledger_of
from settings import Settings

__all__ = ["Export", "PersonClient", "scratch_file"]

_READ_ME = """What is kept of this account and of its people.

export.json holds
  account              the account: its company, address, administrators, contact and scopes
  people               who may sign in for it, since when, and who let them in
  second_factors, recovery_codes, known_devices
                       what proves who they are, by kind and moment
  sessions             when they came in, how, with which browser, and until when
  links, keys          links and keys that were made for them, and when each was last used
  confirmed_addresses  mail addresses that were asked about, as digests
  access_log           what these people did or was done to their access, and what was done for the
                       account, with the address that it came from
  requests             each request: its form, timeline, decisions, letters and events
  invoices             each invoice: its timeline, payments, papers, letters and events
  letters              letters about the account as a whole
  bank_lines, payers, payment_advice
                       what banks and the customer said of payments that were booked for it
  credit_limits, limit_changes, limit_proposals, payment_methods, core_quotas, invoiced_to,
  invoice_format       what it may owe, how it pays, whom invoices name, and who decided that
documents/ holds the files that were sent, under the names by which export.json mentions them.

Not in it, and why:
  passwords, tokens, codes, and what opens second factors and keys: of most only a digest is kept,
      and whoever had them could come in
  what letters said that were let go of, and files that are not in the storage any more
  bank lines that were not booked for this account: whose they are is not known
  histories of the engine: they say what requests and invoices say here
  answers that were kept for repeated questions: they repeat what stands here
  backups, mailboxes, logs of mail servers, the bank's own files and the billing system's records:
      they are kept elsewhere
"""

_IN_MEMORY = 16 * 1024 * 1024


class Export(Record):
    """What was handed over of an account's people."""

    account: str
    requests: int
    invoices: int
    documents: int
    missing: tuple[str, ...] = ()
    """Documents that are not in the storage any more, by where they lay."""


def scratch_file() -> IO[bytes]:
    """For an export until all of it is there; a large one is on the disk, where nobody else opens
    it. It is gone once it is closed."""
    return SpooledTemporaryFile(max_size=_IN_MEMORY)


class PersonClient:
    def __init__(self, database: Database, settings: Settings) -> None:
        self._database = database
        self._accounts = Accounts(database)
        self._persons = Persons(database)
        self._records = StoredRecords(database)
        self._outbox = LedgerOutbox(database)
        self._settings = settings

    @classmethod
    @asynccontextmanager
    async def opened(cls, settings: Settings) -> AsyncIterator["PersonClient"]:
        async with ledger_of(settings) as database:
            yield cls(database, settings)

    async def export(self, account_id: str, by: str, into: IO[bytes]) -> Export:
        """What is kept of an account and its people, readable, as one zip file; its README.txt says
        what is in it and what is not. That it was handed over is written in the access log.

        Args:
            into: Where it is written, one request, invoice and document after another.

        Raises:
            AccountUnknown: there is no such account.
            AccountErased: nothing is known of its people any more.
            ServiceUnreachable: the ledger or the storage does not answer; `into` has a part of it.
        """
        now = datetime.now(UTC)
        known = await self._accounts.known_as(account_id)
        standing = await self._accounts.standing(known, now)
        kept = await self._persons.of_account(known)
        told = {
            "account": standing.model_dump(mode="json"),
            "exported_at": now,
            "exported_by": by,
            **kept.parts,
            "letters": await self._outbox.of_request(about_account(known)),
        }
        locations: set[str] = set()
        with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("README.txt", _READ_ME)
            with archive.open("export.json", "w", force_zip64=True) as file:
                lists = {
                    "requests": self._requests(kept, now, locations),
                    "invoices": self._invoices(kept, now),
                }
                numbers = await _write(file, told, lists)
            names, missing = await self._write_files(archive, locations)
        async with self._database.writing() as connection:
            exported = AccessEvent.ACCOUNT_EXPORTED
            await write_down(connection, exported, now, by=by, account=known)
        return Export(
            account=known,
            requests=numbers["requests"],
            invoices=numbers["invoices"],
            documents=len(names),
            missing=tuple(missing),
        )

    async def _requests(
        self, kept: OfAccount, now: datetime, locations: set[str]
    ) -> AsyncIterator[list[dict[str, Any]]]:
        """Each; where its documents lie is added to `locations`."""
        for run in kept.runs:
            if (found := await self._records.of_run(run, now)) is not None:
                locations.update(found.locations)
                yield _told(request_entries(found))

    async def _invoices(
        self, kept: OfAccount, now: datetime
    ) -> AsyncIterator[list[dict[str, Any]]]:
        for number in kept.invoices:
            yield _told(invoice_entries(await self._records.of_invoice(number, now)))

    async def _write_files(
        self, archive: zipfile.ZipFile, locations: Iterable[str]
    ) -> tuple[set[str], list[str]]:
        """The documents' names in the file, and where those lay that are gone."""
        store = await document_store(self._settings)
        names: set[str] = set()
        missing: list[str] = []
        for location in sorted(locations):
            name = PurePosixPath(location).name
            if name in names:
                continue  # a document is called by what it contains
            try:
                archive.writestr(f"documents/{name}", await store.get(location))
            except DocumentRefused:
                missing.append(location)
            else:
                names.add(name)
        return names, missing


def _told(entries: Iterable[Entry]) -> list[dict[str, Any]]:
    return [{"kind": each.kind, **each.content} for each in entries]


async def _write(
    file: IO[bytes], told: Mapping[str, Any], lists: Mapping[str, AsyncIterator[Any]]
) -> dict[str, int]:
    """One object of JSON: what is told, and lists of which one element at a time is known. Returns
    how long each of these is."""
    numbers = dict.fromkeys(lists, 0)
    file.write(_json(told).removesuffix("\n}").encode())
    for name, elements in lists.items():
        file.write(f",\n  {json.dumps(name)}: [".encode())
        async for each in elements:
            file.write(b",\n" if numbers[name] else b"\n")
            file.write(_json(each).encode())
            numbers[name] += 1
        file.write(b"]")
    file.write(b"\n}\n")
    return numbers


def _json(said: Any) -> str:
    return json.dumps(to_jsonable_python(said), ensure_ascii=False, indent=2)
