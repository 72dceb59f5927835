"""Records a payment of invoices."""

from collections.abc import Callable

from application.account_book import AccountBook
from application.ports.ledger import Ledger
from application.steps import Asked, Changed, Step, take
from domain.errors import PaymentAlreadyRecorded
from domain.invoices.allocation.receivables import Payment
from domain.invoices.facts import FactCode, Facts, by_reference
from domain.invoices.messages import RecordPayment, Share
from domain.invoices.money import payments


async def pay(ledger: Ledger, asked: Asked[RecordPayment]) -> Changed:
    """Record a payment, and settle the invoices that it is for. What is left of it is unapplied
    credit; `take` lets that settle the account's open invoices at once, the oldest first, where
    their policy says so. Those that were to get at most a given amount come last.

    Raises:
        PaymentAlreadyRecorded: the bank reference is known; `details` say of what.
        AmountNotAcceptable, PaymentNotAcceptable: as `domain.invoices.money.payments`.
    """
    payment = asked.command
    capped = frozenset(share.number for share in payment.shares if share.at_most)
    recovered = Facts(codes=(FactCode.PAYMENT,), ids=by_reference(payment.bank_reference))
    return await take(ledger, asked, _pay, recovered, last=capped)


async def _pay(step: Step, command: RecordPayment) -> int:
    book = step.book
    if command.of_account:
        numbers = await book.reached_by(command.amount)
        shares = tuple(Share(by=command.by, number=number) for number in numbers)
        command = command.model_copy(update={"shares": shares})
    await book.read_invoices([share.number for share in command.shares])
    await book.read_payments(step.invoice)
    await book.read_transfer(command.bank_reference)
    await book.read_later_money(command.value_date)
    payment = await record(
        book,
        command,
        lambda: payments.record(step.receivables, command, step.invoice.number, step.key, step.now),
    )
    return payment.allocated


async def record(
    book: AccountBook, command: RecordPayment, recording: Callable[[], Payment]
) -> Payment:
    """Record a payment of which the transfer was read; a refusal says what it is already."""
    try:
        return await book.compute(recording)
    except PaymentAlreadyRecorded:
        raise await book.already_recorded(command.bank_reference) from None
