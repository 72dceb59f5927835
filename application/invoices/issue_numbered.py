"""An invoice is issued under the next number of its series."""

from collections.abc import Callable
from datetime import date, datetime

from pydantic import BaseModel

from application.invoices.issue import issue
from application.invoices.look_up import look_up
from application.ports.ledger import Ledger, Transaction
from application.steps import Changed
from domain.account import Record
from domain.invoices.messages import IssueInvoice
from domain.papers.policy import NumberSeries, PapersPolicy


class Numbered(Record):
    """What is remembered under the key."""

    invoice: str


async def issue_numbered(
    ledger: Ledger,
    asked: BaseModel,
    command_for: Callable[[str], IssueInvoice],
    key: str,
    now: datetime,
    papers: PapersPolicy,
) -> Changed:
    """Issue it in the transaction that gives it its number: an invoice that is refused takes none,
    so the series has no gap. Asked again under the key, it is the same invoice.

    Args:
        asked: What somebody handed in, without a number.
        command_for: The message that issues it under a number.

    Raises:
        EffectMismatch: the key was used for something else.
        DomainError: as `issue`.
    """
    async with ledger.together() as one, one.writing() as transaction:
        stored = await transaction.answers.to(key, asked)
        if stored is not None:
            known = await look_up(one, Numbered.model_validate(stored).invoice)
            return known.model_copy(update={"already": True})
        # Whoever takes a number holds the account already, as with credit notes.
        wanted = command_for(papers.invoices.number("", 1))
        await transaction.accounts.locked_with_scope(wanted.scope)
        number = await _next_number(transaction, papers.invoices, wanted.issued_on)
        changed = await issue(one, command_for(number), now, papers=papers)
        await transaction.answers.remember(key, asked, Numbered(invoice=number), now)
        return changed


async def _next_number(transaction: Transaction, series: NumberSeries, day: date) -> str:
    """The next one that nobody gave to an invoice or a credit note by hand."""
    name = series.name_on(day)
    while True:
        number = series.number(name, await transaction.papers.next_place(name))
        if (
            await transaction.invoices.one(number) is None
            and await transaction.papers.one(number) is None
        ):
            return number
