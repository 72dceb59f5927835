"""The one frame of everything that is done to an invoice: one transaction, done once.

The account is locked, so that steps on its money take turns. A key that is known is answered with
what was done then. Otherwise the step's own business is done, unapplied credit settles what it can,
and all that follows is written with the answer.
"""

from collections.abc import Awaitable, Callable, Container
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from application.account_book import AccountBook, TooManyInvoices
from application.billing.queue_calls import queue_calls
from application.consequences import Origin, write_changed
from application.ports.ledger import Ledger, Transaction
from domain.errors import EffectMismatch, InvoiceUnknown
from domain.invoices.account.money_results import result_of
from domain.invoices.allocation.receivables import NEW, Receivables
from domain.invoices.facts import NOTHING_MORE, Facts
from domain.invoices.invoice import Invoice
from domain.invoices.messages import InvoiceMessage
from domain.invoices.money import unapplied
from domain.invoices.view import conclude, standing_of
from domain.invoices.views.money import MoneyResult
from domain.invoices.views.standing import InvoiceStanding
from domain.papers.policy import AS_BUILT_IN, PapersPolicy
from domain.values.money import Money
from domain.values.record import Record

__all__ = ["Asked", "Changed", "Done", "Step", "TooManyInvoices", "locked", "spend_credit", "take"]

Command = TypeVar("Command", bound=InvoiceMessage)


@dataclass(frozen=True, slots=True)
class Asked(Generic[Command]):
    """What somebody asks of an invoice."""

    number: str
    command: Command
    key: str
    """Asked again under the same key nothing is done, and the answer is the same."""
    now: datetime
    most: int | None = None
    """Of as many invoices may it be: there is no time for more."""
    papers: PapersPolicy = AS_BUILT_IN
    """What papers of invoices say of us that have none yet."""


class Changed(Record):
    """An invoice's state after a step."""

    standing: InvoiceStanding
    touched: tuple[str, ...] = ()
    """Other invoices that the step changed: their workflows must refresh."""
    amount: Money | None = None
    """What the step settled, took back, credited or wrote off."""
    already: bool = False
    """It had been done before, or there was nothing to do."""


class Done(Record):
    """What is remembered of a step under its key."""

    invoice: str
    touched: tuple[str, ...] = ()
    amount: Money | None = None
    result: MoneyResult | None = None

    def changed(self, invoice: Invoice, already: bool = False) -> Changed:
        """The answer: what was done, and the invoice as it is now."""
        standing = standing_of(invoice).model_copy(update={"result": self.result})
        return Changed(standing=standing, touched=self.touched, amount=self.amount, already=already)


@dataclass(frozen=True, slots=True)
class Step:
    """A step that is under way."""

    book: AccountBook
    invoice: Invoice
    key: str
    now: datetime

    @property
    def receivables(self) -> Receivables:
        """What the domain acts on."""
        return self.book.receivables


Act = Callable[[Step, Any], Awaitable[int]]
"""The step's own business. Returns what it settled, took back, credited or wrote off, in minor
units."""


async def take(
    ledger: Ledger,
    asked: Asked[Any],
    act: Act,
    facts: Facts = NOTHING_MORE,
    last: Container[str] = (),
) -> Changed:
    """Take a step on an invoice.

    Args:
        facts: What credit notes and write-offs say, and what takes them back.
        last: Numbers of the invoices that unapplied credit settles after all others.

    Raises:
        InvoiceUnknown: there is no invoice of this number.
        EffectMismatch: the key was used for something else.
        TooManyInvoices: it is about more invoices than there is time for: nothing was done.
        DomainError: whatever `act` refuses.
    """
    command, key = asked.command, asked.key
    async with ledger.writing() as transaction:
        invoice = await locked(transaction, asked.number)
        stored = await transaction.answers.to(key, command)
        if stored is not None:
            return _answered(Done.model_validate(stored), invoice, key)
        now = invoice.not_before(asked.now)
        book = AccountBook(transaction, invoice.account_id, [invoice], asked.most)
        amount = await act(Step(book, invoice, key, now), command)
        changed = await spend_credit(book, invoice.currency, key, now, last)
        result = _result(book, invoice.currency, now)
        numbered = await book.write(key, command.through)
        origin = Origin(now, command.by, command.through, facts, asked.papers, key)
        await write_changed(transaction, origin, changed, book.before)
        await queue_calls(book, origin, key, numbered)
        done = Done(
            invoice=invoice.number,
            touched=tuple(each.number for each in changed if each is not invoice),
            amount=invoice.money(amount) if amount else None,
            result=result,
        )
        await transaction.answers.remember(key, command, done, now)
        return done.changed(invoice)


async def locked(transaction: Transaction, number: str) -> Invoice:
    """The invoice, with its account locked; raises InvoiceUnknown."""
    return known(await transaction.invoices.locked(number), number)


def known(invoice: Invoice | None, number: str) -> Invoice:
    """The invoice of this number; raises InvoiceUnknown where there is none."""
    if invoice is None:
        raise InvoiceUnknown("There is no invoice of this number.", invoice=number)
    return invoice


async def spend_credit(
    book: AccountBook, currency: str, key: str, now: datetime, last: Container[str] = ()
) -> list[Invoice]:
    """Let unapplied credit settle what it can, and close the step on every invoice that changed.

    Args:
        last: As `apply_by_itself` takes it.

    Returns:
        Those that changed.
    """
    await book.read_what_credit_settles(currency)

    def spend() -> list[Invoice]:
        unapplied.apply_by_itself(book.receivables, key, now, last=last)
        changed = [each for each in book.invoices.values() if each.events]
        for each in changed:
            conclude(each, now)
        return changed

    return await book.compute(spend)


async def settle_from_credit(
    book: AccountBook, invoice: Invoice, key: str, now: datetime
) -> tuple[str, ...]:
    """Settles the account's oldest invoices from unapplied credit, before something else is done
    with this one; returns the other ones."""
    changed = await spend_credit(book, invoice.currency, key, now)
    numbered = await book.write(key)
    await write_changed(book.transaction, Origin(now), changed, book.before)
    await queue_calls(book, Origin(now), key, numbered)
    invoice.written()
    return tuple(each.number for each in changed if each is not invoice)


def _result(book: AccountBook, currency: str, now: datetime) -> MoneyResult | None:
    """What came of a payment; of other steps nobody asks."""
    receivables = book.receivables
    return result_of(receivables, currency, now) if receivables.has_payment(NEW) else None


def _answered(done: Done, invoice: Invoice, key: str) -> Changed:
    if done.invoice != invoice.number:
        raise EffectMismatch.of_key(key=key)
    return done.changed(invoice, already=True)
