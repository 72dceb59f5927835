"""An invoice that the ledger gives its number has a workflow like any other."""

from datetime import timedelta

from temporalio.client import WorkflowExecutionStatus

from clients.invoices.client import IssueOutcome
from domain.invoices.invoice import invoice_id
from domain.invoices.lifecycle import InvoiceState
from tests.workflows.billing import billing
from tests.workflows.clocks import comes_to_rest
from tests.workflows.payers import PAULA, payment
from tests.workflows.system import System


async def test_it_is_issued_once_under_its_key_reminded_and_paid(system: System) -> None:
    at = await billing(system)
    invoice = at.payer.invoice("100.00").model_copy(update={"number": ""})
    issued = [await system.invoices.issue(invoice, PAULA, "a-key") for _ in range(2)]
    number = issued[0].invoice
    system.opened.append(invoice_id(number))

    assert {each.invoice for each in issued} == {number}
    assert issued[0].outcome is IssueOutcome.ISSUED
    assert (await at.handle(number).describe()).status is WorkflowExecutionStatus.RUNNING
    await comes_to_rest(system)
    assert (await at.notices(number)).total() == 1
    view = await at.pass_until((await at.look(number)).due_on + timedelta(days=2), number)
    assert view.state is InvoiceState.OVERDUE
    assert (await at.send(payment("100.00"), number)).settled
    other = await system.invoices.issue(invoice, PAULA)
    assert other.invoice > number
