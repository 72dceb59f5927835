"""A question whose answer is lost on the way is asked again, and so is a message that starts its
workflow and comes back as it was sent."""

from datetime import UTC, datetime
from typing import Any

import pytest
from temporalio.client import (
    Client,
    Interceptor,
    OutboundInterceptor,
    QueryWorkflowInput,
    StartWorkflowUpdateWithStartInput,
    WorkflowUpdateHandle,
)
from temporalio.service import RPCError, RPCStatusCode

from adapters.ledger.database import opened_ledger
from adapters.ledger.idempotency_keys import UsedKeys
from adapters.ledger.transactions import LedgerTransactions
from application.invoices.operations import act
from application.steps import Asked
from clients.invoices.client import InvoiceClient, IssueOutcome
from clients.requests.client import RequestClient
from domain.errors import ServiceUnreachable
from domain.invoices.invoice import invoice_id
from domain.invoices.lifecycle import InvoiceState
from domain.invoices.operations import CREDIT
from domain.requests.lifecycle import State
from tests.workflows.billing import billing
from tests.workflows.customers import ANNA, a_customer
from tests.workflows.payers import PAULA, credit_note, payment, reversal
from tests.workflows.steps import submitted
from tests.workflows.system import System


class Losing(Interceptor):
    """Loses the first answers to queries, as if nobody had given them."""

    def __init__(self, lost: int) -> None:
        self.left = lost

    def intercept_client(self, next: OutboundInterceptor) -> OutboundInterceptor:
        losing = self

        class Outbound(OutboundInterceptor):
            async def query_workflow(self, input: QueryWorkflowInput) -> Any:
                answer = await super().query_workflow(input)
                if losing.left == 0:
                    return answer
                losing.left -= 1
                raise RPCError("Timeout expired", RPCStatusCode.DEADLINE_EXCEEDED, b"")

        return Outbound(next)


def _losing(system: System, lost: int) -> RequestClient:
    config = system.temporal.config()
    config["interceptors"] = [*config["interceptors"], Losing(lost)]
    return RequestClient(Client(**config), system.settings)


async def test_it_is_answered_although_two_answers_were_lost(system: System) -> None:
    customer = a_customer()
    await submitted(system, customer)
    snapshot = await _losing(system, 2).snapshot(customer.request)
    assert snapshot.state is not State.DRAFT


async def test_it_is_not_asked_for_ever(system: System) -> None:
    customer = a_customer()
    await submitted(system, customer)
    with pytest.raises(ServiceUnreachable):
        await _losing(system, 3).snapshot(customer.request)


class Overtaken(Interceptor):
    """The first messages that start their workflows come back, as the engine gives back what a
    failed task had: one before it is sent, and one after it was done."""

    def __init__(self) -> None:
        self.sent = 0

    def intercept_client(self, next: OutboundInterceptor) -> OutboundInterceptor:
        overtaken = self

        class Outbound(OutboundInterceptor):
            async def start_update_with_start_workflow(
                self, input: StartWorkflowUpdateWithStartInput
            ) -> WorkflowUpdateHandle[Any]:
                overtaken.sent += 1
                if overtaken.sent == 1:
                    raise _came_back()
                answer = await super().start_update_with_start_workflow(input)
                if overtaken.sent == 2:
                    raise _came_back()
                return answer

        return Outbound(next)


def _came_back() -> RPCError:
    said = "Unable to perform workflow execution update due to unexpected workflow task failure."
    return RPCError(said, RPCStatusCode.FAILED_PRECONDITION, b"")


def _overtaken(system: System) -> Client:
    config = system.temporal.config()
    config["interceptors"] = [*config["interceptors"], Overtaken()]
    return Client(**config)


async def test_a_request_is_opened_once_although_its_opening_came_back_twice(
    system: System,
) -> None:
    customer = a_customer()
    await system.welcome(customer)
    opened = await RequestClient(_overtaken(system), system.settings).open(customer.draft, ANNA)
    assert opened.state is State.DRAFT
    assert len(opened.timeline) == 1


async def test_an_invoice_is_issued_and_paid_once_although_each_came_back_twice(
    system: System,
) -> None:
    at = await billing(system)
    async with InvoiceClient.opened(system.settings, _overtaken(system)) as client:
        issued = await client.issue(at.payer.invoice("100.00"), PAULA)
        assert issued.outcome is IssueOutcome.ISSUED
    await at.send(payment("100.00"))
    await at.end_of()
    async with InvoiceClient.opened(system.settings, _overtaken(system)) as client:
        # Its workflow has ended: this starts another.
        opened_again = await client.send(at.payer.number, reversal())
    assert opened_again.state is InvoiceState.OPEN
    view = await at.look()
    assert [len(view.payments), view.open.amount] == [1, view.amount.amount]


async def test_a_workflow_learns_what_only_the_ledger_has_once_it_is_asked_for_again(
    system: System,
) -> None:
    """As when worker and engine are lost right after the ledger's transaction."""
    at = await billing(system)
    await at.issue("100.00")
    whole, target = credit_note("100.00"), invoice_id(at.payer.number)
    async with opened_ledger(system.settings.ledger_url) as database:
        with pytest.raises(ServiceUnreachable):
            async with UsedKeys(database).once("K", PAULA, CREDIT.name, target, whole) as claim:
                key = f"{target}/{claim.id}"
                asked = Asked(at.payer.number, whole, key, datetime.now(UTC))
                await act(LedgerTransactions(database), asked)
                raise ServiceUnreachable("Nobody was answered.")
    assert (await at.send(whole, key="K")).state is InvoiceState.CREDITED
    assert await at.end_of() is not None
