"""An invoice is issued under the next number of its series."""

from collections.abc import Callable
from datetime import datetime

from pydantic import BaseModel

from application.invoices.issue import issue
from application.invoices.look_up import look_up
from application.papers.writing import next_number
from application.ports.ledger import Ledger
from application.steps import Changed
from domain.invoices.messages import IssueInvoice
from domain.papers.policy import PapersPolicy
from domain.values.record import Record


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
        number = await next_number(transaction, papers.invoices, wanted.issued_on)
        changed = await issue(one, command_for(number), now, papers=papers)
        await transaction.answers.remember(key, asked, Numbered(invoice=number), now)
        return changed
