"""The bank statement of the sample data: an entry that is booked, one that is suggested, one that
nothing is known of, and a charge of the bank."""

from datetime import date, timedelta
from io import BytesIO
from string import Template

from application.ports.bank import EntryFilter
from cli.samples.companies import FOLDER
from cli.samples.filled import SampleEntry
from cli.samples.receivables import PAID_BY_BANK, PAULA
from clients.bank.client import BankClient
from domain.invoices.new.references import creditor_reference
from domain.values.money import Money

_FILE = FOLDER / "bank-statement.xml"
_ACCOUNT = "NL91ABNA0417164300"


async def import_statement(bank: BankClient, day: date) -> list[SampleEntry]:
    """Imports the statement of the day before; what became of each entry."""
    imported = await bank.import_opened([(_FILE.name, BytesIO(_statement_of(day)))], PAULA)
    return [
        SampleEntry(
            entry=transaction.id,
            state=listed.entry.state,
            amount=Money.from_minor(transaction.minor, transaction.booking.currency),
            new=imported.already == 0,
        )
        for listed in await bank.list(EntryFilter(account=_ACCOUNT))
        if (transaction := listed.entry.transaction).booking.bank_reference.startswith("SAMPLE-")
    ]


def _statement_of(day: date) -> bytes:
    """Of the same day it is the same to the byte, and each entry counts once."""
    template = Template(_FILE.read_text(encoding="utf-8"))
    return template.substitute(
        today=day.isoformat(),
        yesterday=(day - timedelta(days=1)).isoformat(),
        reference=creditor_reference(PAID_BY_BANK.number),
    ).encode()
