"""Issues an invoice."""

from datetime import datetime

from application.account_book import AccountBook
from application.consequences import Origin, write_new
from application.papers.delivering import queue_e_invoice
from application.papers.writing import buyer_for, write_paper
from application.ports.ledger import Ledger, Transaction
from application.steps import Changed, settle_from_credit
from domain.billing.calls import ProviderLink
from domain.errors import InvoiceAlreadyIssued, InvoiceNotIssuable
from domain.invoices.invoice import Invoice
from domain.invoices.messages import IssueInvoice
from domain.invoices.new import issuing
from domain.invoices.new.as_paper import paper_as_issued, says_the_same
from domain.invoices.view import conclude, standing_of
from domain.limits.frozen import refuse_invoices
from domain.papers.policy import AS_BUILT_IN, PapersPolicy


async def issue(
    ledger: Ledger,
    command: IssueInvoice,
    now: datetime,
    most: int | None = None,
    papers: PapersPolicy = AS_BUILT_IN,
    link: ProviderLink | None = None,
) -> Changed:
    """Issue an invoice to the account that the scope belongs to, on the account's terms; unapplied
    credit settles the account's oldest at once. The very same invoice is issued once however often
    it is asked for.

    Args:
        most: Of as many invoices may it be: there is no time for more.
        papers: What its paper says of us.
        link: What the billing system knows it by, where it was issued there.

    Raises:
        TooManyInvoices: it is about more of them: nothing was done.
        InvoiceNotIssuable: with what is in the way.
        InvoiceAlreadyIssued: another invoice has this number.
    """
    async with ledger.writing() as transaction:
        holding = await transaction.accounts.locked_with_scope(command.scope)
        if holding is None:
            raise InvoiceNotIssuable(
                "There is no subscription or billing profile of this id.",
                problem="scope_unknown",
                invoice=command.number,
                scope=command.scope,
            )
        there = await transaction.invoices.one(command.number)
        if there is not None:
            if not issuing.same_invoice(command, there) or not await _says_the_same(
                transaction, command, there
            ):
                raise _other_invoice(command.number)
            if link is not None:
                await transaction.provider.link(link, now)
            return Changed(standing=standing_of(there), already=True)
        limit = await transaction.accounts.limit(holding.account.id)
        refuse_invoices(limit, invoice=command.number, scope=command.scope)
        invoice = issuing.issue(
            command,
            holding.account,
            limit.amount if limit else None,
            limit.payment_terms_days if limit else command.terms_days,
            issuing.customer_of(holding.account, holding.language.get(command.scope)),
            now,
        )
        buyer = await buyer_for(transaction, command.scope, holding.account)
        paper = paper_as_issued(command, invoice, buyer, papers)
        conclude(invoice, now)
        if not await write_new(transaction, Origin(now, command.by, command.through), invoice):
            raise _other_invoice(command.number)
        if link is not None:
            # Before credit settles it: the billing system is told of that.
            await transaction.provider.link(link, now)
        kept = await write_paper(transaction, paper, invoice.account_id, papers, now)
        await queue_e_invoice(transaction, invoice, kept, papers, now)
        invoice.written()
        book = AccountBook(transaction, invoice.account_id, [invoice], most)
        touched = await settle_from_credit(book, invoice, f"issue-{invoice.number}", now)
        return Changed(standing=standing_of(invoice), touched=touched)


async def _says_the_same(transaction: Transaction, command: IssueInvoice, there: Invoice) -> bool:
    """Whether an invoice that is handed in again with lines has the lines of the one there is."""
    if not command.lines:
        return True
    kept = await transaction.papers.of_invoice(there.number)
    return kept is not None and says_the_same(command, kept.paper)


def _other_invoice(number: str) -> InvoiceAlreadyIssued:
    return InvoiceAlreadyIssued(
        "There is another invoice with this number: its amount, its date or what it is for"
        " differs.",
        invoice=number,
    )
