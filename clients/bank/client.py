"""The typed client of bank statements: what came in, what it is for, and what people decide."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO, NamedTuple

from adapters.bank.opening import opened_files
from adapters.bank.reading import MAX_BYTES
from application.bank.decide import AskedOfEntry
from application.bank.import_statements import Imported, import_statements
from application.bank.operations import act
from application.bank.profiles import known_profiles, save_profile
from application.ports.bank import BankChanges, EntryFilter, ListedEntry, Waiting
from application.ports.bank_files import RefusedFile
from clients.bank.advising import LISTED, NOT_WOKEN, AdvisingClient, now, opened_file
from clients.bank.profiles import NamedProfile, chosen, form_of
from domain.bank.entries import Decided
from domain.bank.entry_states import EntryState
from domain.bank.messages import EntryMessage
from domain.bank.operations import BY_MESSAGE, possible_of
from domain.bank.profiles import CsvProfile
from domain.bank.statements import Form
from domain.errors import BankEntryUnknown, BankFileUnknown
from domain.operations.obstacles import Possible
from engine.connection import connect
from engine.wiring.ledgers import ledger_of
from settings import Settings
from wording.possible import with_reasons

MAX_STATEMENT_BYTES = MAX_BYTES
"""Of one file."""


@dataclass(frozen=True, slots=True)
class Whole:
    """An entry with all that became of it."""

    listed: ListedEntry
    decisions: Sequence[tuple[EntryState, Decided]] = field(default=())

    @property
    def possible(self) -> Possible:
        """For each operation why it cannot be done now, or None."""
        return with_reasons(possible_of(self.listed.entry))


class EntryPage(NamedTuple):
    entries: Sequence[ListedEntry]
    next: str | None
    """Where the next page begins; None on the last one."""


class BankClient(AdvisingClient):
    """Refusals are raised as `DomainError`s. A message may carry a `key`: asked again under it the
    same is done once."""

    @classmethod
    @asynccontextmanager
    async def opened(cls, settings: Settings) -> AsyncIterator["BankClient"]:
        """Opens the ledger; the engine is reached when a clock has to be set anew."""
        async with ledger_of(settings) as ledger:
            yield cls(await connect(settings, lazy=True), ledger, settings)

    async def import_files(
        self,
        paths: Sequence[Path],
        by: str,
        form: Form | None = None,
        key: str | None = None,
        profile: str | None = None,
    ) -> Imported:
        """Reads the files, matches what is new, and books what is certain.

        Args:
            key: The caller's own, good for these files; each entry counts once without it, too.
            profile: The name of how tables are read: one of the policy file's, or that was made.

        Raises:
            InvalidFile: there is no such profile, or a file is refused; those before it are
                imported.
        """
        with ExitStack() as stack:
            opened = [(path.name, stack.enter_context(opened_file(path))) for path in paths]
            return await self.import_opened(opened, by, form, key, profile)

    async def import_opened(
        self,
        opened: Sequence[tuple[str, IO[bytes]]],
        by: str,
        form: Form | None = None,
        key: str | None = None,
        profile: str | None = None,
    ) -> Imported:
        """As `import_files`, with files that are open, each with its name."""
        policy = self._policy()
        form = form_of(form, profile)
        profiles = await known_profiles(self._ledger, policy.bank) if profile else {}
        files, unpacked_files = await asyncio.to_thread(
            opened_files, opened, form, chosen(profiles, profile)
        )
        with unpacked_files:
            body = [file.digest for file in files]
            async with self._keys.once(key, by, "bank_import", "statements", body):
                imported = await import_statements(
                    self._ledger,
                    files,
                    by=by,
                    now=now,
                    policy=policy.bank,
                    invoices=policy.invoices,
                )
        if not await self._signal_many(imported.touched):
            imported.problems.append(NOT_WOKEN)
        return imported

    async def list(self, wanted: EntryFilter, after: str = "") -> Sequence[ListedEntry]:
        """Transactions, the latest first: the first page of them."""
        return (await self.page(wanted, after)).entries

    async def page(self, wanted: EntryFilter, after: str = "", limit: int = LISTED) -> "EntryPage":
        """Transactions, the latest first.

        Args:
            after: What the page before named as its next: its last entry's id.

        Raises:
            InvalidFile: `after` is nothing that a page named.
        """
        async with self._ledger.reading() as transaction:
            found = await transaction.bank.listed(wanted, after, limit + 1)
        shown = found[:limit]
        more = shown[-1].entry.transaction.id if len(found) > limit else None
        return EntryPage(shown, more)

    async def waiting(self) -> Sequence[Waiting]:
        """What nobody has decided on, for each currency."""
        async with self._ledger.reading() as transaction:
            return await transaction.bank.waiting()

    async def profiles(self) -> Sequence[NamedProfile]:
        """How tables (CSV) are read, by name."""
        policy = self._policy().bank
        known = await known_profiles(self._ledger, policy)
        return [
            NamedProfile(name, profile, name in policy.csv_profiles)
            for name, profile in sorted(known.items())
        ]

    async def save_profile(self, name: str, profile: CsvProfile, by: str) -> None:
        """Keeps a new one; raises InvalidFile: the name cannot be used."""
        await save_profile(self._ledger, self._policy().bank, name, profile, by, now())

    async def remove_profile(self, name: str) -> None:
        """Forgets one that was made; what was read by it stays. The policy file's stay."""
        async with self._ledger.writing() as transaction:
            await transaction.csv_profiles.remove(name)

    async def refused_files(self) -> Sequence[RefusedFile]:
        """Files of the inbox that were refused and that nobody has seen to, the latest first."""
        async with self._ledger.reading() as transaction:
            return await transaction.refused_files.unseen(LISTED)

    async def see_file(self, file: str, by: str, key: str | None = None) -> None:
        """Somebody has seen to a file that was refused; raises BankFileUnknown."""
        async with self._keys.once(key, by, "bank_file_seen", file, None):
            async with self._ledger.writing() as transaction:
                known = await transaction.refused_files.see(file, by, now())
            if not known:
                raise BankFileUnknown("No file of this id was refused.", file=file)

    async def changes(self, since: datetime) -> BankChanges:
        """What came in and was decided since then, for open pages."""
        return await self._changes.since(since)

    async def one(self, entry: str) -> Whole:
        """A transaction, and who decided what on it; raises BankEntryUnknown."""
        async with self._ledger.reading() as transaction:
            found = await transaction.bank.one(entry)
            decisions = await transaction.bank.decisions(entry)
        if found is None:
            said = "There is no entry of a bank statement of this id."
            raise BankEntryUnknown(said, entry=entry)
        return Whole(found, decisions)

    async def decide(self, entry: str, command: EntryMessage, key: str | None = None) -> Whole:
        """Does what somebody decides on an entry: one of the messages of `domain.bank.messages`.

        Raises:
            BankEntryUnknown: there is no such entry.
            DomainError: as the use case of the message does, in `application.bank.decide`.
        """
        operation = f"bank_{BY_MESSAGE[type(command)].name}"
        async with self._keys.once(key, command.by, operation, entry, command.asked):
            policy = self._policy().invoices
            done = await act(self._ledger, AskedOfEntry(entry, command, now(), policy))
            await self._wake(done.touched)
            return await self.one(entry)
