"""Exports all that is kept of an account's people into one file."""

from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any

from application.evidence.entries import invoice_entries, request_entries
from application.people.archive import Archive, archive_into
from application.ports.access import AccessLedger
from application.ports.persons import (
    Files,
    Letters,
    NamedAccounts,
    OfAccount,
    Persons,
    RunsOnRecord,
)
from domain.errors import DocumentRefused
from domain.evidence.bundle import Entry
from domain.limits.notifying import about_account
from domain.people.access_events import AccessEvent
from domain.values.record import Record


class Export(Record):
    """What was handed over of an account's people."""

    account: str
    requests: int
    invoices: int
    documents: int
    missing: tuple[str, ...] = ()
    """Documents that are not in the storage any more, by where they lay."""


@dataclass(frozen=True, slots=True)
class Exporting:
    """Where all of it is kept."""

    accounts: NamedAccounts
    persons: Persons
    records: RunsOnRecord
    letters: Letters
    files: Files
    access: AccessLedger


async def export_account(
    of: Exporting, account_id: str, by: str, into: IO[bytes], read_me: str, now: datetime
) -> Export:
    """What is kept of an account and its people, readable, as one zip file. That it was handed over
    is written in the access log.

    Args:
        into: Where it is written, one request, invoice and document after another.
        read_me: Says what is in it and what is not.

    Raises:
        AccountUnknown: there is no such account.
        AccountErased: nothing is known of its people any more.
        ServiceUnreachable: the ledger or the storage does not answer; `into` has a part of it.
    """
    account = await of.accounts.known_as(account_id)
    standing = await of.accounts.standing(account, now)
    kept = await of.persons.of_account(account)
    told = {
        "account": standing.model_dump(mode="json"),
        "exported_at": now,
        "exported_by": by,
        **kept.parts,
        "letters": await of.letters.of_request(about_account(account)),
    }
    locations: set[str] = set()
    lists = {
        "requests": _requests(of, kept, now, locations),
        "invoices": _invoices(of, kept, now),
    }
    with archive_into(into) as archive:
        archive.add_text("README.txt", read_me)
        numbers = await archive.add_json("export.json", told, lists)
        missing = await _add_documents(of, archive, locations)
    async with of.access.writing() as transaction:
        await transaction.log.write(AccessEvent.ACCOUNT_EXPORTED, now, by=by, account=account)
    return Export(
        account=account,
        requests=numbers["requests"],
        invoices=numbers["invoices"],
        documents=archive.documents,
        missing=tuple(missing),
    )


async def _requests(
    of: Exporting, kept: OfAccount, now: datetime, locations: set[str]
) -> AsyncIterator[list[dict[str, Any]]]:
    """Each; where its documents lie is added to `locations`."""
    for run in kept.runs:
        if (found := await of.records.of_run(run, now)) is not None:
            locations.update(found.locations)
            yield _dumped(request_entries(found))


async def _invoices(
    of: Exporting, kept: OfAccount, now: datetime
) -> AsyncIterator[list[dict[str, Any]]]:
    for number in kept.invoices:
        yield _dumped(invoice_entries(await of.records.of_invoice(number, now)))


async def _add_documents(of: Exporting, archive: Archive, locations: Iterable[str]) -> list[str]:
    """Returns where those lay that are gone."""
    missing: list[str] = []
    for location in sorted(locations):
        if archive.has(location):
            continue
        try:
            content = await of.files.get(location)
        except DocumentRefused:
            missing.append(location)
        else:
            archive.add_document(location, content)
    return missing


def _dumped(entries: Iterable[Entry]) -> list[dict[str, Any]]:
    return [{"kind": each.kind, **each.content} for each in entries]
