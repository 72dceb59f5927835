"""A question whose answer is lost on the way is asked again."""

from typing import Any

import pytest
from temporalio.client import Client, Interceptor, OutboundInterceptor, QueryWorkflowInput
from temporalio.service import RPCError, RPCStatusCode

from clients.requests import RequestClient
from domain.errors import ServiceUnreachable
from domain.requests.lifecycle import State
from tests.workflows.customers import a_customer
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
