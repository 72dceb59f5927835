"""What an operator sees of invoices in Temporal itself; what never stands there."""

import json
from datetime import timedelta
from typing import Any

from temporalio.api.enums.v1 import EventType
from temporalio.api.sdk.v1 import WorkflowMetadata

from domain.notices import NoticeKind
from tests.waiting import eventually
from tests.workflows.billing import billing
from tests.workflows.payers import AP, PAULA, dispute, payment
from tests.workflows.system import System
from workflows import attributes


async def test_invoices_are_listed_by_state_account_and_due_date(system: System) -> None:
    at = await billing(system)
    await at.issue()
    view = await at.look()
    await at.send(payment("400.00"))
    query = f"AccountId = '{at.payer.account_id}' AND InvoiceState = 'partly_paid'"

    async def listed() -> list[Any]:
        return [found async for found in system.temporal.list_workflows(query)]

    (found,) = await eventually("the invoice is listed", listed)
    assert found.id == at.workflow_id
    values = found.typed_search_attributes
    assert values[attributes.WAITING_ON] == "customer"
    assert values[attributes.COUNTRY] == "NL"
    assert view.waiting_on.until == values[attributes.DUE_AT]


async def test_the_workflows_page_shows_the_state_of_the_invoice_and_what_comes_next(
    system: System,
) -> None:
    at = await billing(system)
    await at.issue()
    metadata: WorkflowMetadata = await at.handle().query("__temporal_workflow_metadata")
    view = await at.look()
    (issued,) = view.timeline
    stands = f"**open**, 1000.00 EUR open on {issued.at:%Y-%m-%d %H:%M} UTC, due on {view.due_on}"
    assert metadata.current_details.startswith(stands)
    assert "Waiting on **customer**: pay the invoice" in metadata.current_details
    assert "Next: reminder 7 days before due" in metadata.current_details
    description = await at.handle().describe()
    assert await description.static_summary() == f"Invoice {at.payer.number}"


async def test_each_alarm_is_a_timer_of_its_own_name(system: System) -> None:
    at = await billing(system)
    await at.issue()
    due = (await at.look()).due_on
    await at.pass_until(due + timedelta(days=17))
    timers = [
        json.loads(event.user_metadata.summary.data)
        for event in (await at.history()).events
        if event.event_type == EventType.EVENT_TYPE_TIMER_STARTED
    ]
    assert timers == [
        *("reminder 7 days before due", "reminder 1 day before due", "overdue"),
        *("reminder 1 day overdue", "reminder 7 days overdue", "reminder 14 days overdue"),
        *("credit hold", "reminder 30 days overdue"),
    ]
    assert (await at.notices())[NoticeKind.CREDIT_HOLD_PLACED] == 1


async def test_no_personal_data_stands_where_it_is_never_encrypted(system: System) -> None:
    at = await billing(system)
    await at.issue()
    await at.send(dispute("100.00"))
    description = await at.handle().describe()
    metadata: WorkflowMetadata = await at.handle().query("__temporal_workflow_metadata")
    clear = json.dumps(
        [
            at.workflow_id,
            metadata.current_details,
            await description.static_summary(),
            dict(await description.memo()),
            [str(pair) for pair in description.typed_search_attributes],
            *(str(event.user_metadata) for event in (await at.history()).events),
        ]
    )
    account = at.payer.account
    private = [
        *(AP, PAULA, account["name"], account["address"]["line1"]),
        *(account["billing_contact"]["name"], account["billing_contact"]["phone"]),
        *account["administrators"],
        "servers",
    ]
    assert [word for word in private if word.casefold() in clear.casefold()] == []
