"""What each command needs to be read of an account, and the function of the domain it is."""

from collections.abc import Awaitable, Callable, Container, Mapping
from datetime import datetime
from typing import Any

from adapters.ledger.invoices.book import Book
from domain.errors import PaymentAlreadyRecorded
from domain.invoices import (
    corrections,
    credit_notes,
    disputes,
    payments,
    reversals,
    unapplied,
    wires,
)
from domain.invoices.invoice import Invoice
from domain.invoices.messages import (
    ApplyCredit,
    CorrectEntry,
    CreditInvoice,
    DeclareWire,
    InvoiceMessage,
    OpenDispute,
    RecordPayment,
    ResolveDispute,
    ReversePayment,
    Share,
    WriteOff,
)
from domain.invoices.receivables import Payment
from domain.invoices.standing import conclude


async def carry_out(
    book: Book, invoice: Invoice, command: InvoiceMessage, key: str, now: datetime
) -> int:
    """Let the domain act on the invoice and on what the book holds of its account.

    Returns:
        What was settled, taken back, credited or written off, in minor units.
    """
    return await _ACTS[type(command)](book, invoice, command, key, now)


async def spend_and_conclude(
    book: Book, currency: str, key: str, now: datetime, last: Container[str] = ()
) -> list[Invoice]:
    """Let unapplied credit settle what it can, and close the step on every invoice that changed.

    Args:
        last: As `apply_by_itself` takes it.

    Returns:
        Those that changed.
    """
    await book.read_what_credit_settles(currency)

    def spend() -> list[Invoice]:
        unapplied.apply_by_itself(book, key, now, last=last)
        changed = [each for each in book.invoices.values() if each.events]
        for each in changed:
            conclude(each, now)
        return changed

    return await book.think(spend)


def capped_by(command: InvoiceMessage) -> frozenset[str]:
    """The numbers of the invoices of which a payment is to settle no more than it says."""
    shares = command.shares if isinstance(command, RecordPayment) else ()
    return frozenset(share.number for share in shares if share.at_most)


def reason_of(command: InvoiceMessage) -> str:
    """What a credit note, a write-off or what takes them back says of this command."""
    match command:
        case CreditInvoice() | WriteOff() | CorrectEntry() | ReversePayment():
            return command.reason
        case ResolveDispute():
            return f"dispute upheld: {command.reason}"
        case RecordPayment():
            return f"payment {command.bank_reference}"
    return ""


async def record(book: Book, command: RecordPayment, recording: Callable[[], Payment]) -> Payment:
    """Record a payment of which the transfer was read; a refusal says what it is already."""
    try:
        return await book.think(recording)
    except PaymentAlreadyRecorded:
        raise await book.said_of_recorded(command.bank_reference) from None


async def _pay(
    book: Book, invoice: Invoice, command: RecordPayment, key: str, now: datetime
) -> int:
    if command.of_account:
        numbers = await book.oldest_open(command.amount)
        shares = tuple(Share(by=command.by, number=number) for number in numbers)
        command = command.model_copy(update={"shares": shares})
    await book.read_invoices([share.number for share in command.shares])
    await book.read_payments(invoice)
    await book.read_transfer(command.bank_reference)
    await book.read_later_money(command.value_date)
    payment = await record(
        book, command, lambda: payments.record(book, command, invoice.number, key, now)
    )
    return payment.allocated


async def _reverse(
    book: Book, invoice: Invoice, command: ReversePayment, key: str, now: datetime
) -> int:
    await book.read_recorded(command.bank_reference)
    await book.think(lambda: reversals.reverse(book, command, key, now, invoice.number))
    return sum(change.amount for change in book.changes)


async def _correct(
    book: Book, invoice: Invoice, command: CorrectEntry, key: str, now: datetime
) -> int:
    await book.read_adjustments(invoice.number)
    payment = await book.read_entry(command.entry)
    if payment is not None and not book.settlements.knows(payment.entry, invoice.number):
        raise corrections.unknown(command, invoice=invoice.number)
    return await book.think(lambda: corrections.correct(book, command, key, now, invoice.number))


async def _apply_credit(
    book: Book, invoice: Invoice, command: ApplyCredit, key: str, now: datetime
) -> int:
    await book.read_payments(invoice)
    return unapplied.apply_credit(book, command, invoice.number, key, now)


async def _declare_wire(
    book: Book, invoice: Invoice, command: DeclareWire, key: str, now: datetime
) -> int:
    await book.refuse_recorded(command.bank_reference)
    wires.declare(invoice, command, key, now)
    return 0


async def _dispute(
    book: Book, invoice: Invoice, command: OpenDispute, key: str, now: datetime
) -> int:
    disputes.dispute(invoice, command, key, now)
    return 0


async def _resolve(
    book: Book, invoice: Invoice, command: ResolveDispute, key: str, now: datetime
) -> int:
    await book.read_payments(invoice)
    return disputes.resolve(book, invoice, command, key, now)


async def _credit(
    book: Book, invoice: Invoice, command: CreditInvoice, key: str, now: datetime
) -> int:
    await book.read_payments(invoice)
    credit_notes.credit(book, invoice, command, key, now)
    return command.amount.minor


async def _write_off(
    book: Book, invoice: Invoice, command: WriteOff, key: str, now: datetime
) -> int:
    return credit_notes.write_off(invoice, command, now)


_ACTS: Mapping[type[InvoiceMessage], Callable[[Book, Invoice, Any, str, datetime], Awaitable[int]]]
_ACTS = {
    RecordPayment: _pay,
    ReversePayment: _reverse,
    CorrectEntry: _correct,
    ApplyCredit: _apply_credit,
    DeclareWire: _declare_wire,
    OpenDispute: _dispute,
    ResolveDispute: _resolve,
    CreditInvoice: _credit,
    WriteOff: _write_off,
}
