"""What happened, as other programs read it."""

import asyncio

from domain.access import Role
from tests.console.api.office import Office
from tests.console.api.test_bank import a_clerk


async def test_a_program_reads_what_happened_and_goes_on_from_there(office: Office) -> None:
    invoices, clerk = await a_clerk(office)
    number = invoices.payer.number
    auditor = await office.program(Role.AUDITOR)
    page = await auditor.gets("/events?limit=500")
    (issued,) = (
        each
        for each in page["events"]
        if each["type"] == "invoice.issued" and each["data"]["invoice"] == number
    )
    link = issued["data"]["links"]["invoice"].removeprefix("/api/v1")
    assert (await auditor.gets(link))["invoice"] == number

    waiting = asyncio.create_task(
        auditor.gets(f"/events?after={page['next']}&types=invoice.paid,invoice.partly_paid&wait=20")
    )
    await clerk.does(
        f"/invoices/{number}/payments",
        {"amount": {"amount": "1.00", "currency": "EUR"}, "bank_reference": "FEED-1"},
    )
    (paid,) = (await waiting)["events"]
    assert (paid["type"], paid["data"]["invoice"]) == ("invoice.partly_paid", number)
    shell = office.shell()
    listed = await asyncio.to_thread(
        shell.asked, "events", "list", "--after", page["next"], "--type", "invoice.partly_paid"
    )
    assert [each["id"] for each in listed["events"]] == [paid["id"]]
    assert listed["next"] == paid["id"]
    for_people = await asyncio.to_thread(
        shell.run, "events", "list", "--after", page["next"], COLUMNS="200"
    )
    assert "invoice.partly_paid" in for_people.out


async def test_everything_wrong_with_what_is_asked_is_said_at_once(office: Office) -> None:
    auditor = await office.program(Role.AUDITOR)
    answer = await auditor.asks("GET", "/events?types=invoice.gone,no.such")
    assert answer.status_code == 422
    assert [each["code"] for each in answer.json()["invalid"]] == ["unknown", "unknown"]
    for wrong in ("after=evt_nobody", "since=2026-11-30T10:00", "limit=0", "wait=99"):
        assert (await auditor.asks("GET", f"/events?{wrong}")).status_code == 422, wrong


async def test_a_customer_reads_no_events(office: Office) -> None:
    invoices, _ = await a_clerk(office)
    theirs = await office.program(Role.CUSTOMER, account=invoices.payer.account_id)
    assert (await theirs.asks("GET", "/events")).status_code == 403
