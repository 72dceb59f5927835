"""Imports the files in the inbox, each once, and moves them away as done or as refused."""

import json
from collections.abc import Awaitable, Callable, Container, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from application.bank.import_statements import Imported, import_statements
from application.bank.profiles import known_profiles
from application.ports.bank_files import INBOX, Destination, Inbox, InboxFile, RefusedFile
from application.ports.ledger import Ledger
from domain.bank.policy import BankPolicy
from domain.bank.profiles import CsvProfile
from domain.errors import InvalidFile, ServiceUnreachable
from domain.invoices.policy import InvoicePolicy
from domain.turns import WORKER

RESTS = timedelta(minutes=2)
"""A file that has not changed for so long is complete, and so is one that two polls find the same:
whatever uploads it has ended."""
REMEMBERED = 1000
"""Files of which the next poll knows that this one has seen them."""


@dataclass(frozen=True, slots=True)
class InboxWatch:
    """What polling an inbox needs."""

    ledger: Ledger
    inbox: Inbox
    policy: BankPolicy
    invoices: InvoicePolicy
    now: Callable[[], datetime]
    refresh: Callable[[Sequence[str]], Awaitable[None]]
    """Has the workflows of these invoices refresh."""


@dataclass(slots=True)
class PollResult:
    """The result of one poll."""

    done: int = 0
    refused: int = 0
    growing: int = 0
    """Files that were not complete."""
    unreadable: int = 0
    """Files that could not be read, or moved, for now."""
    seen: tuple[str, ...] = ()
    """The marks of those that were not complete."""


async def poll(watch: InboxWatch, seen: Container[str]) -> PollResult:
    """Takes in every file that is complete, the oldest first. Ended in between and done again, a
    file that was read and not moved is read once more, and its entries count once.

    Args:
        seen: The marks of files that the poll before has seen.

    Raises:
        ServiceUnreachable: the ledger, or the whole inbox, does not answer. A single file that
            cannot be read stays for the next poll.
    """
    result, growing = PollResult(), []
    profiles = await known_profiles(watch.ledger, watch.policy)
    for file in await watch.inbox.waiting(profiles):
        if file.mark not in seen and not _rests(file, watch.now()):
            growing.append(file.mark)
            continue
        try:
            await _take(watch, file, profiles.get(file.folder), result)
        except ServiceUnreachable as away:
            if away.details.get("service") != INBOX:
                raise
            result.unreadable += 1
    result.growing = len(growing)
    result.seen = tuple(growing[:REMEMBERED])
    return result


def _rests(file: InboxFile, now: datetime) -> bool:
    return now - file.changed_at >= RESTS


async def _take(
    watch: InboxWatch, file: InboxFile, profile: CsvProfile | None, result: PollResult
) -> None:
    try:
        imported = await _imported(watch, file, profile)
    except FileNotFoundError:
        return
    except InvalidFile as invalid:
        problems = invalid.details["problems"]
        note = _note(file, watch.now(), problems)
        async with watch.ledger.writing() as transaction:
            await transaction.refused_files.add(
                RefusedFile(file.mark, file.name, watch.now(), problems)
            )
        if await watch.inbox.move(file, Destination.REFUSED, note):
            result.refused += 1
        return
    await watch.refresh(imported.touched)
    async with watch.ledger.writing() as transaction:
        await transaction.refused_files.read_since(file.name, WORKER, watch.now())
    if await watch.inbox.move(file, Destination.DONE):
        result.done += 1


async def _imported(watch: InboxWatch, file: InboxFile, profile: CsvProfile | None) -> Imported:
    async with watch.inbox.files(file, profile) as files:
        return await import_statements(
            watch.ledger,
            files,
            by=WORKER,
            now=watch.now,
            policy=watch.policy,
            invoices=watch.invoices,
        )


def _note(file: InboxFile, at: datetime, problems: Sequence[dict[str, Any]]) -> bytes:
    """The note beside a file that was refused, for people and programs."""
    said = {
        "file": file.name,
        "refused_at": at.isoformat(timespec="seconds"),
        "reason": "The file is refused: see its problems. Of a ZIP file, what stands before the one"
        " that is refused was read. Put a correct one into the inbox.",
        "problems": list(problems),
    }
    return json.dumps(said, ensure_ascii=False, indent=2).encode() + b"\n"
