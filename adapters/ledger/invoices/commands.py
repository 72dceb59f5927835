"""What each command needs to be read of an account, and the function of the domain it is."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any

from adapters.ledger.invoices.book import Book
from domain.invoices import credit_notes, disputes, payments, wires
from domain.invoices.messages import (
    ApplyCredit,
    CreditInvoice,
    DeclareWire,
    InvoiceMessage,
    OpenDispute,
    RecordPayment,
    ResolveDispute,
    ReversePayment,
    WriteOff,
)


async def carry_out(book: Book, command: InvoiceMessage, key: str, now: datetime) -> int:
    """Let the domain act on what the book holds of the command's invoice and its account.

    Returns:
        What was settled, taken back, credited or written off, in minor units.
    """
    return await _ACTS[type(command)](book, command, key, now)


def reason_of(command: InvoiceMessage) -> str:
    """What a credit note or a write-off of this command says."""
    match command:
        case CreditInvoice() | WriteOff():
            return command.reason
        case ResolveDispute():
            return f"dispute upheld: {command.reason}"
    return ""


async def _pay(book: Book, command: RecordPayment, key: str, now: datetime) -> int:
    await book.read_shares([share.number for share in command.shares])
    await book.read_payments(command.bank_reference)
    await book.read_later_money(command.value_date)
    return payments.record(book, command, book.invoice.number, key, now).allocated


async def _reverse(book: Book, command: ReversePayment, key: str, now: datetime) -> int:
    await book.read_payment(command.bank_reference)
    payments.reverse(book, command, key, now, book.invoice.number)
    return -sum(entry.amount for entry in book.journal)


async def _apply_credit(book: Book, command: ApplyCredit, key: str, now: datetime) -> int:
    await book.read_payments()
    return payments.apply_credit(book, command, book.invoice.number, key, now)


async def _declare_wire(book: Book, command: DeclareWire, key: str, now: datetime) -> int:
    await book.refuse_recorded(command.bank_reference)
    wires.declare(book.invoice, command, key, now)
    return 0


async def _dispute(book: Book, command: OpenDispute, key: str, now: datetime) -> int:
    disputes.dispute(book.invoice, command, key, now)
    return 0


async def _resolve(book: Book, command: ResolveDispute, key: str, now: datetime) -> int:
    await book.read_payments()
    return disputes.resolve(book, book.invoice, command, key, now)


async def _credit(book: Book, command: CreditInvoice, key: str, now: datetime) -> int:
    await book.read_payments()
    credit_notes.credit(book, book.invoice, command, key, now)
    return command.amount.minor


async def _write_off(book: Book, command: WriteOff, key: str, now: datetime) -> int:
    return credit_notes.write_off(book.invoice, command, now)


_ACTS: Mapping[type[InvoiceMessage], Callable[[Book, Any, str, datetime], Awaitable[int]]] = {
    RecordPayment: _pay,
    ReversePayment: _reverse,
    ApplyCredit: _apply_credit,
    DeclareWire: _declare_wire,
    OpenDispute: _dispute,
    ResolveDispute: _resolve,
    CreditInvoice: _credit,
    WriteOff: _write_off,
}
