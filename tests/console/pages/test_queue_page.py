"""The work queues: counts, filters, search, paging, deadlines."""

from datetime import UTC, datetime, timedelta

import pytest

from adapters.ledger.database import opened_ledger
from adapters.ledger.transactions import LedgerTransactions
from domain.access import Role
from domain.clocks import ClockFinding, Trouble
from domain.requests.lifecycle import State
from domain.turns import Who
from tests.console.customer.pages import Element, Page
from tests.console.pages.office import Office
from tests.ledger.requests import a_request
from tests.waiting import eventually
from tests.workflows.billing import billing
from tests.workflows.customers import LARGE, OTHER_NAME, SIMILAR_NAME, a_customer
from tests.workflows.payers import dispute
from tests.workflows.steps import in_review, submitted


def rows(page: Page) -> list[Element]:
    tables = page.root.all("table")
    return tables[0].all("tbody")[0].all("tr") if tables else []


def companies(page: Page) -> list[str]:
    return [row.all("a")[0].text for row in rows(page)]


def tile(page: Page, who: Who) -> str:
    return next(each.text for each in page.root.all("a", href=f"/queues?who={who}"))


async def test_it_says_who_must_act_on_what_until_when(office: Office) -> None:
    await in_review(office.system, a_customer(credit=LARGE, company__name="Contoso B.V."))
    await submitted(office.system, a_customer(company__name=OTHER_NAME))
    async with office.staff(Role.CREDIT) as seat:
        page = await seat.get("/queues")
        assert tile(page, Who.CREDIT) == "1 the credit analyst 0 overdue"
        assert tile(page, Who.LEGAL) == "1 the verifier 0 overdue"
        assert tile(page, Who.BILLING) == "0 billing operations 0 overdue"
        said = rows(page)[0].text
        for what in ("Contoso B.V.", "credit check", "the credit analyst", "review the credit"):
            assert what in said
        assert "in 5 days" in said
        assert "48,000.00 EUR" in said
        page = await seat.get("/queues?who=legal")
        assert companies(page) == [OTHER_NAME]


async def test_operators_see_what_does_not_go_on_by_itself(office: Office) -> None:
    found = ClockFinding(about="invoice/INV-1", trouble=Trouble.UNREADABLE)
    async with (
        opened_ledger(office.system.settings.ledger_url) as database,
        LedgerTransactions(database).writing() as transaction,
    ):
        await transaction.clocks.keep([found], datetime.now(UTC))
    for role, told in ((Role.ADMIN, True), (Role.CREDIT, False)):
        async with office.staff(role) as seat:
            said = (await seat.get("/queues")).says
            assert ("1 does not go on by itself" in said) is told


async def test_it_is_filtered_by_state_country_age_and_words(office: Office) -> None:
    similar = a_customer(company__name=SIMILAR_NAME)
    await submitted(office.system, similar)
    await in_review(office.system, a_customer(credit=LARGE, company__name="Contoso B.V."))
    async with office.staff(Role.AUDITOR) as seat:
        for query, expected in (
            ("?state=legal_documents", [SIMILAR_NAME]),
            ("?country=NL", [SIMILAR_NAME, "Contoso B.V."]),
            ("?country=DE", []),
            ("?age=1", []),
            ("?overdue=yes", []),
            ("?ended=yes", []),
        ):
            page = await seat.get(f"/queues{query}")
            assert sorted(companies(page)) == sorted(expected), query
        for words in ("NEDERLAND", similar.scope_id, similar.account_id[:8]):
            await seat.get("/queues")
            page = await seat.decide("/queues", q=words)
            assert companies(page) == [SIMILAR_NAME]
        page = await seat.decide("/queues", q="nothing is like this")
        assert "No request is like this" in page.says


async def test_words_that_are_searched_for_stand_in_no_address(office: Office) -> None:
    now = datetime.now(UTC)
    await office.list(
        *(a_request((State.DRAFT, now - timedelta(days=1)), until=now) for _ in range(60))
    )
    words = "contoso"
    async with office.staff(Role.AUDITOR) as seat:
        await seat.get("/queues")
        htmx = await seat.as_htmx("/queues", q=words, who="customer")
        assert htmx.status_code == 200
        assert htmx.headers["hx-replace-url"] == "/queues?who=customer"
        page = await seat.decide("/queues", q=words, who="customer")
        seen = {row.attributes["id"] for row in rows(page)}
        assert page.root.all("input", name="q", type="search")[0].attributes["value"] == words
        page = await seat.decide("/queues", **_onward(page))
        seen |= {row.attributes["id"] for row in rows(page)}
        assert len(seen) == 60
        everything = str(page.root.all("a")) + str(page.root.all("form"))
        assert f"q={words}" not in everything
        answer = await seat.browser.http.post(
            "/queues",
            data={**page.form("/queues"), "q": "", "who": "legal"},
            follow_redirects=False,
        )
        assert (answer.status_code, answer.headers["location"]) == (303, "/queues?who=legal")


def _onward(page: Page) -> dict[str, str]:
    """What the button to the next page sends."""
    return {
        each.attributes["name"]: each.attributes["value"]
        for form in page.root.all("form")
        if form.text.endswith("Next page")
        for each in form.all("input")
    }


async def test_a_filter_that_makes_no_sense_is_left_out_and_said(office: Office) -> None:
    async with office.staff(Role.AUDITOR) as seat:
        page = await seat.get(
            "/queues?who=nobody-else&state=x&country=Holland&age=old&q=" + "x" * 300
        )
        assert page.status == 200
        for what in ("who", "state", "country", "age"):
            assert f"is no {what} to look for; it was left out." in page.says
        page = await seat.get("/queues?after=nonsense")
        assert page.status == 422


async def test_what_is_overdue_comes_first_and_is_marked(office: Office) -> None:
    now = datetime.now(UTC)
    await office.list(
        a_request((State.DRAFT, now - timedelta(days=9)), until=now + timedelta(days=3)),
        a_request((State.DRAFT, now - timedelta(days=40)), until=now - timedelta(days=2)),
    )
    async with office.staff(Role.AUDITOR) as seat:
        page = await seat.get("/queues")
        assert ["Overdue since" in row.text for row in rows(page)] == [True, False]
        assert tile(page, Who.CUSTOMER) == "2 the customer 1 overdue"
        page = await seat.get("/queues?overdue=yes")
        assert len(rows(page)) == 1


async def test_every_request_is_on_exactly_one_page(office: Office) -> None:
    now = datetime.now(UTC)
    requests = [
        a_request((State.DRAFT, now - timedelta(days=1)), until=now + timedelta(hours=each))
        for each in range(120)
    ]
    await office.list(*requests)
    seen: list[str] = []
    async with office.staff(Role.AUDITOR) as seat:
        path = "/queues"
        while True:
            page = await seat.get(path)
            seen += [row.attributes["id"] for row in rows(page)]
            onward = page.root.all("a", rel="next")
            if not onward:
                break
            path = onward[0].attributes["href"]
        assert page.root.all("a", href="/queues?")
    assert len(seen) == len(set(seen)) == 120


async def test_billing_sees_what_invoices_wait(office: Office) -> None:
    payer = await billing(office.system)
    await payer.issue()
    await payer.send(dispute("1000.00"))
    async with office.staff(Role.BILLING) as seat:

        async def counted() -> bool:
            return "1 disputed" in (await seat.get("/queues")).says

        await eventually("the dispute is counted", counted)
        page = await seat.get("/invoices?state=disputed")
        assert payer.payer.number in page.says


async def test_the_front_page_leads_everybody_where_they_work(office: Office) -> None:
    customer = a_customer()
    await office.system.welcome(customer)
    async with office.staff(Role.LEGAL) as seat:
        assert (await seat.get("/")).path == "/queues"
    async with office.desk.customer(customer.account_id) as browser:
        answer = await browser.http.get("/", follow_redirects=False)
        assert answer.headers["location"] == "/my"


async def test_htmx_is_given_the_list_alone(office: Office) -> None:
    async with office.staff(Role.LEGAL) as seat:
        await seat.get("/queues")
        answer = await seat.as_htmx("/queues")
        assert answer.text.strip().startswith('<section id="queue"')


@pytest.mark.parametrize("path", ["/queues", "/invoices", "/accounts", "/queues/live"])
async def test_nobody_reads_queues_without_signing_in(office: Office, path: str) -> None:
    async with office.desk.stranger() as browser:
        answer = await browser.http.get(path, follow_redirects=False)
        assert answer.headers["location"].startswith("/sign-in")
