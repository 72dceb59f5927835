"""What there is of the sample data once it has been put in."""

from domain.bank.entry_states import EntryState
from domain.turns import WaitingOn
from domain.values.money import Money
from domain.values.record import Record


class SampleAccount(Record):
    account: str
    company: str
    new: bool
    """False: it was there already, and was left as it is."""


class SampleRequest(Record):
    request: str
    company: str
    state: str
    waiting_on: WaitingOn
    new: bool


class SampleInvoice(Record):
    invoice: str
    company: str
    state: str
    open: Money
    new: bool


class SampleEntry(Record):
    """Of the bank statement."""

    entry: str
    state: EntryState
    amount: Money
    new: bool


class Filled(Record):
    """What of the sample data there is now."""

    time_was_skipped: bool
    """Requests were moved ahead, on an engine that allows it."""
    accounts: tuple[SampleAccount, ...]
    requests: tuple[SampleRequest, ...]
    invoices: tuple[SampleInvoice, ...]
    bank_entries: tuple[SampleEntry, ...]
