"""An invoice is issued."""

from datetime import datetime

from application.account_book import AccountBook
from application.consequences import Origin, write_new
from application.ports.ledger import Ledger
from application.steps import Changed, settle_from_credit
from domain.errors import InvoiceAlreadyIssued, InvoiceNotIssuable
from domain.invoices import issuing
from domain.invoices.as_paper import paper_as_issued
from domain.invoices.messages import IssueInvoice
from domain.invoices.standing import conclude, standing_of
from domain.papers.buyer import buyer_of
from domain.papers.policy import PapersPolicy

_AS_BUILT_IN = PapersPolicy()


async def issue(
    ledger: Ledger,
    command: IssueInvoice,
    now: datetime,
    most: int | None = None,
    papers: PapersPolicy = _AS_BUILT_IN,
) -> Changed:
    """Issue an invoice to the account that the scope belongs to, on the account's terms; unapplied
    credit settles the account's oldest at once. The very same invoice is issued once however often
    it is asked for.

    Args:
        most: Of as many invoices may it be: there is no time for more.
        papers: What its paper says of us.

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
            if not issuing.same_invoice(command, there):
                raise _other_invoice(command.number)
            return Changed(standing=standing_of(there), already=True)
        limit = await transaction.accounts.limit(holding.account.id)
        invoice = issuing.issue(
            command,
            holding.account,
            limit.amount if limit else None,
            limit.payment_terms_days if limit else command.terms_days,
            issuing.customer_of(holding.account, holding.language.get(command.scope)),
            now,
        )
        paper_as_issued(command, invoice, buyer_of(holding.account), papers)
        conclude(invoice, now)
        if not await write_new(transaction, Origin(now, command.by, command.through), invoice):
            raise _other_invoice(command.number)
        invoice.written()
        book = AccountBook(transaction, invoice.account_id, [invoice], most)
        touched = await settle_from_credit(book, invoice, f"issue-{invoice.number}", now)
        return Changed(standing=standing_of(invoice), touched=touched)


def _other_invoice(number: str) -> InvoiceAlreadyIssued:
    return InvoiceAlreadyIssued(
        "There is another invoice with this number: its amount, its date or what it is for"
        " differs.",
        invoice=number,
    )
