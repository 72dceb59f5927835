"""Steps on invoices: each is one transaction, done once, with everything that follows from it."""

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.ledger.database import Database
from adapters.ledger.effects import answer_to, remember, stored_under
from adapters.ledger.holdings import has_scope, read
from adapters.ledger.invoices.book import Book
from adapters.ledger.invoices.commands import (
    capped_by,
    carry_out,
    reason_of,
    spend_and_conclude,
)
from adapters.ledger.invoices.rows import batches, change_invoices, changing, read_invoice
from adapters.ledger.invoices.steps import Before, Step
from adapters.ledger.invoices.tables import invoices
from adapters.ledger.standings import limit_of
from domain.account import Record
from domain.errors import (
    EffectMismatch,
    InvoiceAlreadyIssued,
    InvoiceNotIssuable,
    InvoiceUnknown,
)
from domain.invoices import dunning, issuing
from domain.invoices.invoice import Invoice
from domain.invoices.lifecycle import SETTLED
from domain.invoices.messages import InvoiceMessage, IssueInvoice
from domain.invoices.standing import conclude, standing_of
from domain.invoices.views.standing import InvoiceStanding
from domain.money import Money

_SETTLED = select(invoices.c.number).where(
    invoices.c.number.in_(bindparam("of_numbers", expanding=True)), invoices.c.state.in_(SETTLED)
)


class Changed(Record):
    """Where an invoice stands after a step."""

    standing: InvoiceStanding
    touched: tuple[str, ...] = ()
    """Other invoices that the step changed: their clocks must look again."""
    amount: Money | None = None
    """What the step settled, took back, credited or wrote off."""
    already: bool = False
    """It had been done before, or there was nothing to do."""


class Done(Record):
    """What is remembered of a step under its key."""

    invoice: str
    touched: tuple[str, ...] = ()
    amount: Money | None = None


class Invoicing:
    """Every step locks the invoice's account first, so that the steps of an account take turns."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def issue(self, command: IssueInvoice, now: datetime, most: int | None = None) -> Changed:
        """Issue an invoice; the very same one is issued once however often it is asked for.

        Args:
            most: As many invoices may it be about; this goes for the other steps, too.

        Raises:
            TooManyInvoices: it is about more of them: nothing was done.
            InvoiceNotIssuable: with what stands in the way.
            InvoiceAlreadyIssued: another invoice has this number.
        """
        async with self._database.writing() as connection:
            held = await read(connection, has_scope(command.scope), lock=True)
            if not held:
                raise InvoiceNotIssuable(
                    "There is no subscription or billing profile of this id.",
                    problem="scope_unknown",
                    invoice=command.number,
                    scope=command.scope,
                )
            there = await read_invoice(connection, command.number)
            if there is not None:
                if not issuing.same_invoice(command, there):
                    raise _other_invoice(command.number)
                return Changed(standing=standing_of(there), already=True)
            (holding,) = held.values()
            limit = await limit_of(connection, holding.account.id)
            invoice = issuing.issue(
                command,
                holding.account,
                limit.amount if limit else None,
                limit.payment_terms_days if limit else command.terms_days,
                issuing.customer_of(holding.account, holding.language.get(command.scope)),
                now,
            )
            conclude(invoice, now)
            if not await Step(connection, now, command.by, command.through).write_new(invoice):
                raise _other_invoice(command.number)
            invoice.written()
            book = Book(connection, invoice.account_id, [invoice], most)
            touched = await _apply_credit(book, invoice, f"issue-{invoice.number}", now)
            return Changed(standing=standing_of(invoice), touched=touched)

    async def act(
        self,
        number: str,
        command: InvoiceMessage,
        key: str,
        now: datetime,
        most: int | None = None,
    ) -> Changed:
        """Do what somebody asks for. Asked again under the same key it does nothing, and answers
        with what was done then and where the invoice stands now.

        Raises:
            InvoiceUnknown: there is no invoice of this number.
            EffectMismatch: the key was used for something else.
            PaymentAlreadyRecorded: the bank reference is known; `details` say of what.
            DomainError: whatever the command's own function in `domain` refuses.
        """
        async with self._database.writing() as connection:
            invoice = await _locked(connection, number)
            stored = await answer_to(connection, key, command)
            if stored is not None:
                return _answered(Done.model_validate(stored), invoice, key)
            now = invoice.not_before(now)
            book = Book(connection, invoice.account_id, [invoice], most)
            amount = await carry_out(book, invoice, command, key, now)
            changed = await spend_and_conclude(book, invoice.currency, key, now, capped_by(command))
            await book.write(key, command.through)
            step = Step(connection, now, command.by, command.through, reason_of(command))
            await step.write(changed, book.before)
            done = Done(
                invoice=number,
                touched=tuple(each.number for each in changed if each is not invoice),
                amount=invoice.money(amount) if amount else None,
            )
            await remember(connection, key, command, done, now)
            return Changed(standing=standing_of(invoice), touched=done.touched, amount=done.amount)

    async def fire_alarms(self, number: str, now: datetime, most: int | None = None) -> Changed:
        """Do everything that time does to an invoice by now; once, however often it rings.

        Raises:
            InvoiceUnknown: there is no invoice of this number.
        """
        async with self._database.writing() as connection:
            invoice = await _locked(connection, number)
            now = invoice.not_before(now)
            # First the money that is here: nobody is reminded of what it settles.
            book = Book(connection, invoice.account_id, [invoice], most)
            touched = await _apply_credit(book, invoice, f"ring-{invoice.revision}", now)
            before, row, present = Before.of(invoice), changing(invoice), standing_of(invoice)
            dunning.fire_alarms(invoice, now)
            if changing(invoice) == row:
                return Changed(standing=present, touched=touched, already=not touched)
            conclude(invoice, now)
            await Step(connection, now).write([invoice], {number: before})
            return Changed(standing=standing_of(invoice), touched=touched)

    async def time_passed(self, number: str, now: datetime) -> None:
        """In a rehearsal, after a clock was moved ahead: lists and statements, which ask the ledger
        alone, tell the invoice as of that moment from now on."""
        async with self._database.writing() as connection:
            invoice = await _locked(connection, number)
            if invoice.settled or invoice.not_before(now) == invoice.as_of:
                return
            invoice.as_of = now
            invoice.revision += 1
            await change_invoices(connection, [invoice], datetime.now(UTC))

    async def touched_under(self, key: str) -> tuple[str, ...]:
        """The other invoices that the step under this key changed."""
        async with self._database.reading() as connection:
            stored = await stored_under(connection, key)
        return tuple(stored["touched"]) if stored is not None else ()

    async def settled_among(self, numbers: Sequence[str]) -> set[str]:
        """Those of these invoices of which nothing is open."""
        async with self._database.reading() as connection:
            return {
                number
                for some in batches(numbers)
                for number in (await connection.execute(_SETTLED, {"of_numbers": some})).scalars()
            }

    async def standing(self, number: str) -> Changed:
        """Where the invoice stands.

        Raises:
            InvoiceUnknown: there is no invoice of this number.
        """
        async with self._database.reading() as connection:
            invoice = await read_invoice(connection, number)
        return Changed(standing=standing_of(invoice or _unknown(number)))


async def _apply_credit(book: Book, invoice: Invoice, key: str, now: datetime) -> tuple[str, ...]:
    """Settles the account's oldest invoices from unapplied credit; returns the other ones."""
    changed = await spend_and_conclude(book, invoice.currency, key, now)
    await book.write(key)
    await Step(book.connection, now).write(changed, book.before)
    invoice.written()
    return tuple(each.number for each in changed if each is not invoice)


async def _locked(connection: AsyncConnection, number: str) -> Invoice:
    return await read_invoice(connection, number, lock=True) or _unknown(number)


def _answered(done: Done, invoice: Invoice, key: str) -> Changed:
    if done.invoice != invoice.number:
        raise EffectMismatch("This was already used to ask for something else.", key=key)
    return Changed(
        standing=standing_of(invoice), touched=done.touched, amount=done.amount, already=True
    )


def _unknown(number: str) -> Invoice:
    raise InvoiceUnknown("There is no invoice of this number.", invoice=number)


def _other_invoice(number: str) -> InvoiceAlreadyIssued:
    return InvoiceAlreadyIssued(
        "There is another invoice with this number: its amount, its date or what it is for"
        " differs.",
        invoice=number,
    )
