"""An invoice as a document: what its paper says, and what keeps it from being written."""

from domain.errors import InvoiceNotIssuable
from domain.invoices.invoice import Invoice
from domain.invoices.messages import IssueInvoice
from domain.papers.accounting import needs_rate
from domain.papers.adding_up import problems_of
from domain.papers.buyer import Buyer
from domain.papers.making import Issued, paper_of, tax_by_default
from domain.papers.new_lines import faults_of
from domain.papers.paper import Paper
from domain.papers.policy import PapersPolicy
from domain.papers.problems import PaperProblem


def paper_as_issued(
    command: IssueInvoice, invoice: Invoice, buyer: Buyer, policy: PapersPolicy
) -> Paper:
    """The paper of an invoice that is being issued.

    Raises:
        InvoiceNotIssuable: its lines do not add up; `problems` names each with its field.
    """
    money = command.amount
    faults = faults_of(
        command.lines,
        money.amount,
        command.prepaid,
        money.currency,
        tax_by_default(policy, buyer),
    )
    if faults:
        raise _refused(command, faults)
    issued = _facts(invoice).model_copy(
        update={
            "prepaid": command.prepaid,
            "purchase_order": command.purchase_order,
            "buyer_reference": command.buyer_reference,
        }
    )
    paper = paper_of(issued, command.lines, buyer, policy)
    accounting = policy.accounting
    if paper.tax_in_ours is None and needs_rate(accounting, paper.totals.tax, money.currency):
        said = (
            f"There is no rate of {money.currency} for {command.issued_on}, at which its tax is"
            " declared: add one to papers.accounting.rates of the policy file."
        )
        raise _refused(command, (PaperProblem("amount.currency", "rate_missing", said),))
    if command.lines and (problems := problems_of(paper)):
        raise _refused(command, problems)
    return paper


def says_the_same(command: IssueInvoice, paper: Paper) -> bool:
    """Whether the lines that are handed in again are those of the paper. A line that names no tax
    says nothing of it."""
    if len(command.lines) != len(paper.lines) or command.prepaid != paper.totals.prepaid:
        return False
    for line, kept in zip(command.lines, paper.lines, strict=True):
        said = (line.description, line.quantity, line.unit, line.price)
        if said != (kept.description, kept.quantity, kept.unit, kept.price):
            return False
        period = line.period.as_period() if line.period else None
        taxed = line.tax is None or (line.tax.category, line.tax.rate) == (kept.category, kept.rate)
        if period != kept.period or not taxed:
            return False
    return True


def paper_of_before(invoice: Invoice, buyer: Buyer, policy: PapersPolicy) -> Paper:
    """The paper of an invoice of which none was written when it was issued."""
    return paper_of(_facts(invoice), (), buyer, policy)


def _facts(invoice: Invoice) -> Issued:
    return Issued(
        number=invoice.number,
        issued_on=invoice.issued_on,
        due_on=invoice.due_on,
        amount=invoice.money(invoice.amount),
        reference=invoice.reference,
        language=invoice.customer.language,
        pay_to=invoice.policy.pay_to,
    )


def _refused(command: IssueInvoice, problems: tuple[PaperProblem, ...]) -> InvoiceNotIssuable:
    said = " ".join(f"{each.field}: {each.problem}" for each in problems[:5])
    return InvoiceNotIssuable(
        f"The invoice does not add up. {said}",
        problem="does_not_add_up",
        invoice=command.number,
        scope=command.scope,
        problems=[each.as_json() for each in problems],
    )
