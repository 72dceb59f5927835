"""A customer reaches one account. What is another's is answered like what does not exist."""

import re

import pytest
from fastapi.routing import iter_route_contexts

from adapters.ledger.database import opened_ledger
from console.access import action_of
from domain.forms.documents import DocumentKind
from domain.limits.messages import ChangeLimit
from tests.console.customer.desk import Desk
from tests.console.customer.filling import link_of
from tests.ledger.samples import an_order
from tests.ledger.switching import Switching
from tests.workflows.billing import billing
from tests.workflows.customers import CARL, SIMILAR_NAME, a_customer
from tests.workflows.steps import SWITCH, add_document, submitted

PAGES = (
    "", "/form", "/withdraw", "/documents", "/documents/doc-1", "/application", "/switch", "/live",
)  # fmt: skip
FORMS = (
    "/form", "/form/check", "/form/submit", "/recheck", "/withdraw", "/documents",
    "/application/documents", "/switch",
)  # fmt: skip


async def test_another_accounts_request_is_refused_like_one_that_does_not_exist(
    desk: Desk,
) -> None:
    foreign, customer = a_customer(company__name=SIMILAR_NAME), a_customer()
    await submitted(desk.system, foreign)
    await add_document(desk.system, foreign, DocumentKind.CERTIFICATE_OF_INCORPORATION)
    await desk.system.welcome(customer)

    async with desk.customer(customer.account_id) as anna:
        for link in PAGES:
            theirs = await anna.http.get(link_of(foreign) + link)
            nobodys = await anna.http.get(f"/my/requests/sub-nobody-1{link}")
            assert theirs.status_code == nobodys.status_code == 403, link
            assert without_names(theirs.text) == without_names(nobodys.text)
        for link in FORMS:
            token = {"csrf": anna.csrf, "reason": "Mine.", "understood": "yes", "word": "switch"}
            theirs = await anna.http.post(link_of(foreign) + link, data=token)
            nobodys = await anna.http.post(f"/my/requests/sub-nobody-1{link}", data=token)
            assert theirs.status_code == nobodys.status_code == 403, link
            assert without_names(theirs.text) == without_names(nobodys.text)
        sent = await anna.put(f"{link_of(foreign)}/documents?kind=other", content=b"x")
        assert sent.status_code == 403

    assert (await desk.system.snapshot(foreign)).state == "legal_documents"


def without_names(page: str) -> str:
    """Without the address that was asked for, and keys that are new on every page."""
    return re.sub(r'value="[^"]*"', "", page)


async def test_another_accounts_invoice_is_refused_like_one_that_does_not_exist(
    desk: Desk,
) -> None:
    foreign, customer = await billing(desk.system), a_customer()
    await foreign.issue()
    await desk.system.welcome(customer)

    async with desk.customer(customer.account_id) as anna:
        assert foreign.payer.number not in (await anna.get("/my/invoices")).html
        for where in ("invoices", "invoices-live"):
            theirs = await anna.http.get(f"/my/{where}/{foreign.payer.number}")
            nobodys = await anna.http.get(f"/my/{where}/INV-0")
            assert theirs.status_code == nobodys.status_code == 403
            assert without_names(theirs.text) == without_names(nobodys.text)
        for where in ("invoice-payments", "invoice-disputes"):
            given = {"csrf": anna.csrf, "amount": "1", "bank_reference": "B", "reason": "No."}
            theirs = await anna.http.post(f"/my/{where}/{foreign.payer.number}", data=given)
            assert theirs.status_code == 403

    view = await foreign.look()
    assert (view.wires, view.disputes) == ((), ())


async def test_nobody_opens_a_request_for_another_accounts_subscription(desk: Desk) -> None:
    foreign, customer = a_customer(), a_customer()
    await desk.system.welcome(foreign)
    await desk.system.welcome(customer)

    async with desk.customer(customer.account_id) as anna:
        await anna.get(f"{link_of(customer)}/form")
        await anna.send(
            f"{link_of(customer)}/form",
            scope__id=foreign.scope_id,
            commerce_account_id=foreign.account_id,
        )

    own = await desk.system.snapshot(customer)
    assert (own.scope, own.account) == (customer.scope_id, customer.account_id)


async def test_every_address_of_theirs_asks_who_comes(desk: Desk) -> None:
    theirs = {
        route.path: action_of(route)
        for route in iter_route_contexts(desk.app.routes)
        if str(route.path).startswith(("/my", "/language"))
    }

    assert len(theirs) > 15
    assert None not in theirs.values()


@pytest.mark.parametrize("path", ["/my", "/my/invoices", "/my/requests/sub-1", "/my/live"])
async def test_a_stranger_is_led_to_where_one_signs_in(desk: Desk, path: str) -> None:
    async with desk.stranger() as nobody:
        answer = await nobody.http.get(path, follow_redirects=False)

    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in")


async def test_a_form_that_is_not_from_our_page_does_nothing(desk: Desk) -> None:
    customer = a_customer()
    await submitted(desk.system, customer)

    async with desk.customer(customer.account_id, language="nl") as anna:
        given = {"understood": "yes", "word": "overstappen"}
        answer = await anna.http.post(f"{link_of(customer)}/switch", data=given)

    assert answer.status_code == 403
    assert "Ga naar het overzicht" in answer.text
    assert (await desk.system.snapshot(customer)).state == "approved"


async def test_an_account_without_a_request_shows_each_subscription(desk: Desk) -> None:
    customer = a_customer("adatum")
    await desk.system.welcome(customer)

    async with desk.customer(customer.account_id) as anna:
        page = await anna.get("/my")

    assert "Adatum Limited" in page.says
    assert customer.scope_id in page.says


async def test_the_overview_says_who_must_act(desk: Desk) -> None:
    waits, switched = a_customer(administrators=["anna@gmail.com"]), a_customer()
    await submitted(desk.system, waits)
    await submitted(desk.system, switched)
    await desk.system.send(switched, SWITCH)

    async with desk.customer(waits.account_id, language="nl") as anna:
        page = await anna.get("/my")
        assert "U bent aan zet Ingediend" in page.says
        assert "Doe dit uiterlijk" in page.says
    async with desk.customer(switched.account_id) as anna:
        page = await anna.get("/my")
        assert "Paid by invoice" in page.says
        assert CARL not in page.html


async def test_the_language_is_chosen_and_kept_and_leads_nowhere_else(desk: Desk) -> None:
    customer = a_customer()
    await desk.system.welcome(customer)

    async with desk.customer(customer.account_id) as anna:
        page = await anna.get("/my/invoices")
        page = await anna.send("/language", language="nl")
        assert (page.path, "Facturen" in page.says) == ("/my/invoices", True)
        assert "Abonnementen" in (await anna.get("/my")).says
        page = await anna.send("/language", language="en", back="https://evil.example/")
        assert page.path == "/my"
        await anna.send("/language", language="fr")
        assert "Subscriptions" in (await anna.get("/my")).says


async def test_a_frozen_limit_is_said_where_the_limit_is(desk: Desk) -> None:
    customer = a_customer()
    await desk.system.welcome(customer)
    account, scope = customer.account_id, customer.scope_id
    async with opened_ledger(desk.system.settings.ledger_url) as database:
        order = an_order(f"order-{account}", account_id=account, scope_id=scope)
        await Switching(database).switch(order, lambda account: ())
    freeze = ChangeLimit(freeze=True, reason="A rumour.", by=CARL)
    async with desk.customer(account, language="nl") as anna:
        pages = ("/my", "/my/invoices")
        before = [(await anna.get(page)).says for page in pages]
        await desk.services.limits.change(account, freeze)
        after = [(await anna.get(page)).says for page in pages]
    assert ["is bevroren" in each for each in before + after] == [False, False, True, True]
    assert "rumour" not in "".join(after)


async def test_every_page_of_a_customer_has_their_menu_language_and_clock(desk: Desk) -> None:
    customer = a_customer()
    await desk.system.welcome(customer)
    async with desk.customer(customer.account_id, language="nl") as anna:
        home = await anna.get("/my")
        own = await anna.get("/me")
        elsewhere = [await anna.get(path) for path in ("/queues", "/nothing", "/my/nothing")]
        english = await anna.send("/language", language="en")
    for page in (home, own, *elsewhere):
        links = {
            each.attributes["href"] for each in page.root.all("a") if "href" in each.attributes
        }
        assert {"/my", "/my/invoices"} <= links
        assert "Overzicht" in page.says
    assert "UTC" not in own.says
    assert "Firefox, Linux" in own.says
    assert "Overview" in english.says
