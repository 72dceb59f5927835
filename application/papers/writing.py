"""Writing papers, in the transaction of the step that they tell of."""

from datetime import date, datetime
from typing import NamedTuple

from application.ports.ledger import Transaction
from application.ports.papers import KeptPaper
from domain.accounts.account import Account
from domain.invoices.invoice import Invoice
from domain.invoices.new.as_paper import paper_of_before
from domain.invoices.terms import local_date
from domain.papers.buyer import Buyer, buyer_of
from domain.papers.crediting import Credit, credit_note_of
from domain.papers.paper import Paper
from domain.papers.policy import NumberSeries, PapersPolicy


class Credited(NamedTuple):
    """A credit note that a step has led to."""

    invoice: Invoice
    amount: int
    """In minor units."""
    before: int
    """What of the invoice was credited before."""
    at: datetime
    reason: str | None = None


async def buyer_for(transaction: Transaction, scope_id: str, account: Account) -> Buyer:
    """Who is invoiced for the scope: as its request named them, or else the account."""
    return await transaction.papers.buyer(scope_id) or buyer_of(account)


async def write_paper(
    transaction: Transaction, paper: Paper, account_id: str, policy: PapersPolicy, at: datetime
) -> KeptPaper:
    """Keeps the paper of an invoice, which never changes."""
    kept = KeptPaper(paper, paper.number, account_id, policy.credit_notes, at)
    await transaction.papers.add(kept)
    return kept


async def paper_of_invoice(
    transaction: Transaction, invoice: Invoice, policy: PapersPolicy, at: datetime
) -> KeptPaper:
    """The paper of an invoice. One that was issued before there were papers is given its own now,
    with one line."""
    kept = await transaction.papers.of_invoice(invoice.number)
    if kept is not None:
        return kept
    account = await transaction.accounts.one(invoice.account_id)
    if account is None:
        raise RuntimeError(f"invoice {invoice.number} has an account")
    buyer = await buyer_for(transaction, invoice.scope_id, account)
    paper = paper_of_before(invoice, buyer, policy)
    return await write_paper(transaction, paper, invoice.account_id, policy, at)


async def next_number(transaction: Transaction, series: NumberSeries, day: date) -> str:
    """The next one of the series that nobody gave to an invoice by hand, and no other series to a
    credit note."""
    name = series.name_on(day)
    while True:
        number = series.number(name, await transaction.papers.next_place(name))
        if (
            await transaction.invoices.one(number) is None
            and await transaction.papers.one(number) is None
        ):
            return number


async def write_credit_note(
    transaction: Transaction, credited: Credited, policy: PapersPolicy
) -> KeptPaper:
    """Writes the paper of a credit note under the next number of its series."""
    invoice = credited.invoice
    kept = await paper_of_invoice(transaction, invoice, policy, credited.at)
    day = max(local_date(credited.at, invoice.time_zone), kept.paper.issued_on)
    credit = Credit(
        number=await next_number(transaction, kept.credit_notes, day),
        on=day,
        amount=invoice.money(credited.amount).amount,
        before=invoice.money(credited.before).amount,
        reason=credited.reason,
    )
    paper = credit_note_of(kept.paper, credit)
    note = kept._replace(paper=paper, written_at=credited.at)
    await transaction.papers.add(note)
    return note
