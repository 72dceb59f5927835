"""Bank statements that come into a ledger with invoices, for tests."""

import io
from collections.abc import Iterator
from datetime import date, datetime
from hashlib import sha256

from adapters.bank.reading import read_statements
from application.bank.book import Decision
from application.bank.decide import AskedOfEntry
from application.bank.import_statements import Imported, import_statements
from application.bank.operations import act
from application.ports.bank import EntryFilter, ListedEntry
from application.ports.bank_files import File
from domain.bank.entry_states import EntryState
from domain.bank.messages import EntryMessage, IgnoreEntry, UndoDecision
from domain.bank.policy import BankPolicy
from domain.bank.statements import Part
from domain.invoices.new.references import creditor_reference
from domain.invoices.policy import InvoicePolicy
from tests.bank.camt_files import Booked
from tests.ledger.billing import CLERK, Billing
from tests.ledger.samples import NOON

RF1 = creditor_reference("INV-1")
RF2 = creditor_reference("INV-2")
PAYER = "NL02ABNA0123456789"
DECIDED = Decision(CLERK, NOON, "as the customer said on the phone")


async def imported(
    billing: Billing, *files: bytes, policy: BankPolicy | None = None, now: datetime = NOON
) -> Imported:
    return await import_statements(
        billing.ledger,
        [file_of(each) for each in files],
        by=CLERK,
        now=lambda: now,
        policy=policy or BankPolicy(),
        invoices=InvoicePolicy(),
    )


async def decided(billing: Billing, entry: str, command: EntryMessage) -> None:
    await act(billing.ledger, AskedOfEntry(entry, command, NOON, InvoicePolicy()))


async def ignored(billing: Billing, entry: str) -> None:
    await decided(billing, entry, IgnoreEntry(by=CLERK, reason=DECIDED.reason))


async def undone(billing: Billing, entry: str) -> None:
    await decided(billing, entry, UndoDecision(by=CLERK, reason=DECIDED.reason))


def file_of(content: bytes) -> File:
    def read() -> Iterator[Part]:
        return read_statements(io.BytesIO(content))

    return File("statement.xml", sha256(content).hexdigest(), read)


async def entries(billing: Billing, state: EntryState | None = None) -> list[ListedEntry]:
    async with billing.ledger.reading() as transaction:
        return await transaction.bank.listed(EntryFilter(state), "", 100)


async def only(billing: Billing) -> ListedEntry:
    (entry,) = await entries(billing)
    return entry


def paid(amount: str = "100.00", text: str = RF1, **more: str | date) -> Booked:
    return Booked(amount, text, **{"payer_account": PAYER, "reference": "NTRF-1", **more})  # type: ignore[arg-type]
