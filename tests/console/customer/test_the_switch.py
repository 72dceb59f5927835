"""The switch: explained, consented to twice, and made once."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from adapters.ledger.database import opened_ledger
from clients.provider.client import ProviderClient
from domain.billing.drift import DriftKind, Seen, Switched
from domain.billing.provider import OpenItem
from engine.wiring.open_ledger import OpenLedger
from tests.console.customer.desk import Desk
from tests.console.customer.filling import link_of
from tests.console.writing import written_to
from tests.ledger.samples import euros
from tests.providers.http_site import billing_site, connected_to
from tests.providers.outside import Fault
from tests.workflows.customers import ANNA, a_customer
from tests.workflows.steps import submitted
from wording.sign_ins import came_in

YES = {"understood": "yes", "word": "switch"}


async def test_the_page_says_what_changes_what_is_checked_and_that_it_is_for_good(
    desk: Desk,
) -> None:
    customer = a_customer()
    await submitted(desk.system, customer)

    async with desk.customer(customer.account_id, language="nl") as anna:
        page = await anna.get(f"{link_of(customer)}/switch")

    assert "Op factuur, te betalen binnen 30 dagen na de factuurdatum" in page.says
    assert "geen weg terug naar een kaart of naar automatische incasso" in page.says
    checks = page.root.classed("checks")[0].all("li")
    assert [each.attributes["class"] for each in checks] == ["pass"] * 5


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"understood": "", "word": "switch"}, "understood"),
        ({"understood": "yes", "word": ""}, "word"),
        ({"understood": "yes", "word": "yes"}, "word"),
    ],
)
async def test_without_both_words_of_consent_nothing_is_switched(
    desk: Desk, given: dict[str, str], field: str
) -> None:
    customer = a_customer()
    await submitted(desk.system, customer)

    async with desk.customer(customer.account_id) as anna:
        await anna.get(f"{link_of(customer)}/switch")
        page = await anna.send(f"{link_of(customer)}/switch", **given)

    assert page.status == 422
    assert page.problem_at(field)
    assert (await desk.system.snapshot(customer)).state == "approved"
    assert await desk.system.switches(customer) == []


async def test_consent_holds_for_what_was_read(desk: Desk) -> None:
    customer = a_customer()
    await submitted(desk.system, customer)
    link = link_of(customer)

    async with desk.customer(customer.account_id) as anna:
        await anna.get(f"{link}/switch")
        customer.account["scopes"][0]["payment_method"] = "debit_card"
        await desk.system.ledger.import_accounts({"accounts": [customer.account]})
        page = await anna.send(f"{link}/switch", **YES)
        assert page.status == 422
        assert "not as it was when you opened this page" in page.problem_at("understood")
        assert await desk.system.switches(customer) == []
        page = await anna.send(f"{link}/switch", **YES)

    assert "You now pay by invoice" in page.says


async def test_what_the_billing_system_does_otherwise_since_then_is_shown_to_its_customer(
    desk: Desk,
) -> None:
    customer = a_customer()
    await submitted(desk.system, customer)
    link, now = link_of(customer), datetime.now(UTC)

    async with desk.customer(customer.account_id, language="nl") as anna:
        await anna.get(f"{link}/switch")
        await anna.send(f"{link}/switch", **YES)
        switched = Switched(customer.account_id, customer.scope_id, "Contoso", now, 30)
        charged = Seen(DriftKind.CHARGED, "ch_1", euros("12.50"), now)
        async with written_to(desk.system) as transaction:
            drift = await transaction.drifts.add(switched, "http", charged, now)
            await transaction.drifts.add(switched, "http", Seen(DriftKind.NOT_KNOWN), now)
        assert "Er is € 12,50 van uw kaart" in (await anna.get("/my")).says
        page = await anna.get(link)
        assert "Er is € 12,50 van uw kaart" in page.says
        assert "ch_1" not in page.html
        await desk.services.drifts.see(drift.id, "paula@provider.example")
        page = await anna.get(link)
        assert "Wij hebben het uitgezocht." in page.says
        assert "paula" not in page.html
        assert "afgeschreven" not in (await anna.get("/my")).says


async def test_what_is_in_the_way_is_shown_and_the_approval_stays(desk: Desk) -> None:
    customer = a_customer(scope={"outstanding": {"amount": "312.40", "currency": "EUR"}})
    await submitted(desk.system, customer)
    link = link_of(customer)

    async with desk.customer(customer.account_id) as anna:
        page = await anna.get(f"{link}/switch")
        assert "Not yet: There are charges on your account" in page.says
        assert "312.40" not in page.html
        given = {**YES, "csrf": anna.csrf}
        answer = await anna.http.post(f"{link}/switch", data=given)
        assert answer.status_code == 409
        assert "The switch could not be made yet." in answer.text
        await desk.system.ledger.settle(customer.scope_id)
        page = await anna.get(f"{link}/switch")
        page = await anna.send(f"{link}/switch", **YES)

    assert "You now pay by invoice" in page.says


async def test_what_the_billing_system_says_is_open_is_read_before_the_switch(desk: Desk) -> None:
    customer = a_customer()
    await submitted(desk.system, customer)
    link, due = f"{link_of(customer)}/switch", euros("5.00")
    ours = desk.system.settings
    async with billing_site() as site, opened_ledger(ours.ledger_url) as database:
        there = site.customer(customer.account_id, customer.scope_id)
        there.items = [OpenItem(scope_id=customer.scope_id, reference="in_1", open=due)]
        client = ProviderClient(OpenLedger(database), connected_to(site, ours))
        desk.app.state.services = replace(desk.services, provider=client)
        async with desk.customer(customer.account_id) as anna:
            assert "Not yet: There are charges" in (await anna.get(link)).says
            there.items, there.script = [], lambda _: Fault.NO_ANSWER
            page = await anna.get(link)
            assert "To be seen: The system that bills you does not say" in page.says
            there.script = lambda _: Fault.NONE
            page = await anna.send(link, **YES)
    assert "You now pay by invoice" in page.says, "it was not known, and is in order now"


async def test_only_who_may_switch_does(desk: Desk) -> None:
    customer = a_customer()
    await submitted(desk.system, customer)
    link = link_of(customer)

    async with desk.customer(customer.account_id, sign_in="ap@contoso.nl") as accountant:
        page = await accountant.get(f"{link}/switch")
        assert "You may not make this switch." in page.says
        given = {**YES, "csrf": accountant.csrf}
        answer = await accountant.http.post(f"{link}/switch", data=given)
        assert answer.status_code == 409

    assert (await desk.system.snapshot(customer)).state == "approved"


async def test_who_presses_twice_switches_once(desk: Desk) -> None:
    customer = a_customer()
    await submitted(desk.system, customer)
    link = link_of(customer)

    async with desk.customer(customer.account_id) as anna:
        page = await anna.get(f"{link}/switch")
        given = {**page.form(f"{link}/switch"), **YES}
        twice = [anna.http.post(f"{link}/switch", data=given) for _ in range(2)]
        answers = await asyncio.gather(*twice)

    assert [each.status_code for each in answers] == [200, 200]
    assert len(await desk.system.switches(customer)) == 1
    by = [entry.by for entry in (await desk.system.end_of(customer)).timeline]
    assert by[-1] == ANNA


async def test_a_link_that_one_of_our_people_saw_is_not_enough_and_a_mailed_one_is(
    desk: Desk,
) -> None:
    customer = a_customer()
    await submitted(desk.system, customer)
    link, made = link_of(customer), timedelta(days=1)
    shown, token = await desk.services.access.create_link(
        customer.account_id, ANNA, by="paula@provider.example", lasts=made
    )

    async with desk.stranger() as paula:
        await paula.http.post("/c", data={"token": token})
        page = await paula.get(f"{link}/switch")
        assert "a link or a password that our staff could read" in page.says
        given = {**YES, "csrf": paula.csrf}
        answer = await paula.http.post(f"{link}/switch", data=given)
        assert answer.status_code == 409
    assert await desk.system.switches(customer) == []

    async with desk.customer(customer.account_id) as anna:
        page = await anna.get(f"{link}/switch")
        page = await anna.send(f"{link}/switch", **YES)
        assert "by a link in our mail" in page.says
        assert "by a link that our staff could read" in page.says
        assert "paula" not in page.html
        await anna.get(link)
    refused, switched = (await desk.system.end_of(customer)).timeline[-2:]
    assert (refused.trigger, refused.by) == ("switch refused", ANNA)
    assert refused.through is not None
    assert came_in(refused.through) == (
        f"link {shown.id}, made by paula@provider.example, who could read it"
    )
    assert switched.through is not None
    assert switched.through.mailed
