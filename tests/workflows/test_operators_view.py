"""What an operator sees in Temporal itself, without any face of ours; what never stands there."""

import json
from datetime import timedelta
from typing import Any

from temporalio.api.enums.v1 import EventType
from temporalio.api.sdk.v1 import WorkflowMetadata
from temporalio.client import Client, WorkflowHistory

from domain.requests import messages
from domain.requests.lifecycle import State
from domain.turns import Who
from tests.waiting import eventually
from tests.workflows.customers import ANNA, CARL, LARGE, SIMILAR_NAME, Customer, a_customer
from tests.workflows.steps import in_review, submitted
from tests.workflows.system import System
from workflows import attributes


async def test_requests_are_listed_by_state_and_by_who_must_act(system: System) -> None:
    customer = a_customer(credit=LARGE)
    reviewed = await in_review(system, customer)
    other = a_customer()
    await submitted(system, other)
    mine = (
        f"AccountId = '{customer.account_id}'"
        " AND RequestState = 'credit_check' AND WaitingOn = 'credit'"
    )

    async def listed() -> list[Any]:
        return [found async for found in system.temporal.list_workflows(mine)]

    (found,) = await eventually("the request is listed", listed)
    assert found.id == customer.request
    values = found.typed_search_attributes
    assert values[attributes.COUNTRY] == "NL"
    assert reviewed.waiting_on.until is not None
    assert abs(values[attributes.DUE_AT] - reviewed.waiting_on.until) < timedelta(milliseconds=1)

    ours = await system.requests.list(State.CREDIT_CHECK, Who.CREDIT)
    assert customer.request in [line.request for line in ours]
    assert other.request not in [line.request for line in ours]


async def test_the_listing_follows_who_must_act_and_drops_a_deadline_that_is_over(
    system: System,
) -> None:
    customer = a_customer(credit=LARGE)
    await in_review(system, customer)
    await system.send(customer, messages.Withdraw(by=ANNA, reason="We changed our minds."))
    await system.end_of(customer)

    async def withdrawn() -> bool:
        described = await system.handle(customer).describe()
        values = described.typed_search_attributes
        return (
            values.get(attributes.REQUEST_STATE) == "withdrawn"
            and values.get(attributes.WAITING_ON) == "nobody"
            and values.get(attributes.DUE_AT) is None
        )

    await eventually("the listing shows the end", withdrawn)


async def test_the_workflows_page_shows_the_state_of_the_request(system: System) -> None:
    customer = a_customer(company__name=SIMILAR_NAME)
    await submitted(system, customer)
    details = await _current_details(system.temporal, customer)
    assert details.startswith("**legal documents**")
    assert "Waiting on **customer** to send the legal documents, until " in details
    assert "Findings: E6 (verify)" in details
    assert "| legal documents not sent |" in details
    assert "| request_documents | legal_documents |" in details

    description = await system.handle(customer).describe()
    assert await description.static_summary() == f"Pay by invoice: {customer.scope_id}"


async def test_timers_say_what_they_wait_for(system: System) -> None:
    customer = a_customer(credit=LARGE)
    await in_review(system, customer)
    history = await system.history(customer)
    summaries = [
        json.loads(event.user_metadata.summary.data)
        for event in history.events
        if event.event_type == EventType.EVENT_TYPE_TIMER_STARTED
    ]
    assert summaries == ["draft reminder", "credit application reminder", "credit review expected"]


async def test_no_personal_data_stands_where_it_is_never_encrypted(system: System) -> None:
    customer = a_customer("contoso-large")
    await submitted(system, customer)
    await system.send(
        customer,
        messages.Decline(
            by=CARL, decline_code=messages.DeclineCode.OTHER, reason="Mrs de Vries was rude."
        ),
    )
    await system.end_of(customer)
    description = await system.handle(customer).describe()
    clear = json.dumps(
        [
            customer.request,
            await _current_details(system.temporal, customer),
            await description.static_summary(),
            await description.static_details(),
            dict(await description.memo()),
            [str(pair) for pair in description.typed_search_attributes],
            _metadata(await system.history(customer)),
        ]
    )
    assert customer.scope_id in clear
    contact = customer.draft["contact"]
    private = [
        *(contact["name"], contact["email"], contact["phone"], "de Vries", "rude", CARL, ANNA),
        *customer.draft["administrators"],
        *(customer.draft["company"][name] for name in ("name", "tax_id", "website")),
        customer.draft["company"]["address"]["line1"],
        customer.account["billing_contact"]["name"],
        customer.account["billing_contact"]["email"],
    ]
    assert [word for word in private if word.casefold() in clear.casefold()] == []


async def _current_details(temporal: Client, customer: Customer) -> str:
    handle = temporal.get_workflow_handle(customer.request)
    metadata: WorkflowMetadata = await handle.query("__temporal_workflow_metadata")
    return metadata.current_details


def _metadata(history: WorkflowHistory) -> list[str]:
    """Every summary and detail in the history, and the name of everything that was scheduled."""
    return [
        *(str(event.user_metadata) for event in history.events),
        *(
            str(event.activity_task_scheduled_event_attributes.activity_id)
            for event in history.events
        ),
        *(
            str(event.upsert_workflow_search_attributes_event_attributes)
            for event in history.events
        ),
    ]
