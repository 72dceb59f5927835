"""A request's page: of every life, of none, and its downloads."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from console.pages.page_cache import PageCache
from console.pages.requests import RequestPages
from domain.access import Actor, Role
from domain.errors import DocumentUnknown
from domain.forms.documents import DocumentKind, StoredDocument
from domain.policy import Policy
from domain.requests import messages
from domain.requests.lifecycle import State
from tests.console.pages.office import Office
from tests.ledger.requests import a_request
from tests.workflows.customers import ANNA, APPLICATION, LARGE, SIMILAR_NAME, a_customer
from tests.workflows.lives import LIVES, Life
from tests.workflows.steps import CERTIFICATE, SCAN, add_document, in_review, submitted
from wording.money import money_with_code
from wording.requests import facts_of, happened_to_request


@pytest.mark.parametrize("life", LIVES, ids=lambda life: life.__name__)
async def test_every_life_can_be_read_from_its_page(office: Office, life: Life) -> None:
    customer = await life(office.system)
    snapshot = await office.system.snapshot(customer)
    async with office.staff(Role.AUDITOR) as seat:
        page = await seat.get(f"/requests/{customer.scope_id}")
    assert page.status == 200
    (drawing,) = page.root.all("svg")
    assert f"It stands at {snapshot.state.replace('_', ' ')} now." in drawing.text
    for entry in snapshot.timeline:
        assert entry.by in page.says
        assert happened_to_request(entry) in page.says
        assert facts_of(entry, money_with_code) in page.says
    for finding in snapshot.findings:
        assert finding.message in page.says
    for document in snapshot.documents.received:
        assert document.id in page.says
    assert [each.text for each in page.root.all("h1")] == [snapshot.company]


async def test_what_differs_is_marked_by_the_rules_and_not_letter_by_letter(
    office: Office,
) -> None:
    customer = a_customer(
        company__name=SIMILAR_NAME,
        company__address__line1="Stationspl. 1",
        administrators=[ANNA, "zoe@contoso.nl"],
    )
    await submitted(office.system, customer)
    async with office.staff(Role.LEGAL) as seat:
        page = await seat.get(f"/requests/{customer.scope_id}")
    (table,) = page.root.all("table")
    results = {row.all("th")[0].inside[0]: row.all("td")[-1].text for row in table.all("tr")[1:]}
    by_name = {str(name).strip(): result for name, result in results.items()}
    assert by_name["Name"] == "differs"
    assert by_name["Street and number"] == "same"
    assert by_name["Administrators"] == "differs"
    assert by_name["Billing contact"] == by_name["Tax id"] == "not compared"


async def test_there_is_no_page_of_a_request_never_seen(office: Office) -> None:
    async with office.staff(Role.AUDITOR) as seat:
        for name in ("sub-nobody", "%2e%2e%2fqueues", "a%00b", "<script>", "é" * 50):
            page = await seat.get(f"/requests/{name}")
            assert page.status == 404, name
            assert "<script>" not in page.html


async def test_an_id_with_odd_characters_is_a_name_like_any_other(office: Office) -> None:
    customer = a_customer()
    odd = f"{customer.scope_id}:a.b_c-d"
    customer.draft["scope"]["id"] = customer.account["scopes"][0]["id"] = odd
    await submitted(office.system, customer)
    async with office.staff(Role.ADMIN) as seat:
        page = await seat.get(f"/requests/{odd}")
        assert page.status == 200
        address = f"/requests/{odd.replace(':', '%3A')}/recheck"
        page = await seat.decide(address)
        assert "Done: check again." in page.says


async def test_what_customers_write_is_text_and_nothing_else(office: Office) -> None:
    evil = "<img src=x onerror=alert(1)> & Söhne"
    customer = a_customer(company__name=evil, justification=evil)
    await submitted(office.system, customer)
    await office.system.send(customer, messages.Withdraw(by=ANNA, reason=evil))
    async with office.staff(Role.AUDITOR) as seat:
        for path in (f"/requests/{customer.scope_id}", "/queues?ended=yes"):
            page = await seat.get(path)
            assert evil in page.says
            assert not page.root.all("img")


async def test_a_document_is_served_as_a_file_and_as_nothing_else(office: Office) -> None:
    customer = a_customer(company__name=SIMILAR_NAME)
    await submitted(office.system, customer)
    await add_document(office.system, customer, DocumentKind.CERTIFICATE_OF_INCORPORATION)
    await add_document(office.system, customer, DocumentKind.GOVERNMENT_DOCUMENT, SCAN)
    path = f"/requests/{customer.scope_id}/documents"
    async with office.staff(Role.LEGAL) as seat:
        answer = await seat.answer(f"{path}/doc-1")
        assert answer.content == CERTIFICATE.read_bytes()
        assert answer.headers["content-type"] == "application/pdf"
        name = f"{customer.scope_id}-doc-1-certificate_of_incorporation.pdf"
        assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "sandbox" in answer.headers["content-security-policy"]
        assert answer.headers["cache-control"] == "no-store"
        answer = await seat.answer(f"{path}/doc-2/picture")
        assert answer.content == SCAN.read_bytes()
        assert answer.headers["content-type"] == "image/png"
        for nothing in ("doc-1/picture", "doc-3", "doc-3/picture", "application-1"):
            assert (await seat.answer(f"{path}/{nothing}")).status_code == 404
    async with office.staff(Role.BILLING) as seat:
        assert (await seat.answer(f"{path}/doc-1")).status_code == 403
        page = await seat.get(f"/requests/{customer.scope_id}")
        assert "doc-1" in page.says
        assert not page.root.all("a", href=f"{path}/doc-1")


async def test_financial_statements_are_served_with_their_application(office: Office) -> None:
    customer = a_customer(credit=LARGE)
    await submitted(office.system, customer)
    stored = await office.system.requests.upload(customer.request, CERTIFICATE)
    returned = messages.ReturnCreditApplication(
        by=ANNA, application=APPLICATION, financial_statements=stored
    )
    await office.system.send(customer, returned)
    async with office.staff(Role.CREDIT) as seat:
        path = f"/requests/{customer.scope_id}/documents/application-1"
        page = await seat.get(f"/requests/{customer.scope_id}")
        assert page.root.all("a", href=path)
        answer = await seat.answer(path)
        assert answer.content == CERTIFICATE.read_bytes()


async def test_what_is_anothers_is_never_read(office: Office) -> None:
    one, other = a_customer(company__name=SIMILAR_NAME), a_customer(company__name=SIMILAR_NAME)
    await submitted(office.system, one)
    await add_document(office.system, one, DocumentKind.CERTIFICATE_OF_INCORPORATION)
    stored: StoredDocument = (await office.system.snapshot(one)).documents.received[0].stored
    with pytest.raises(DocumentUnknown):
        await office.system.requests.read_document(other.request, stored)
    await office.system.welcome(other)
    async with office.desk.customer(other.account_id) as browser:
        answer = await browser.http.get(f"/requests/{one.scope_id}/documents/doc-1")
        assert answer.status_code in (403, 404)


async def test_an_open_page_is_notified_of_a_change_made_elsewhere(office: Office) -> None:
    customer = a_customer(credit=LARGE)
    await in_review(office.system, customer)
    services = office.desk.services
    pages = RequestPages(services, Policy(), PageCache())
    actor = Actor("carl@provider.example", frozenset({Role.CREDIT}))
    stream = pages._live(customer.scope_id, actor)
    assert (await anext(stream)).comment == "listening"
    # What happened just before the page began to listen is notified, too.
    assert (await _next(stream)) == "changed"
    assert (await _next(stream)) == "listening"
    await office.system.send(customer, messages.Withdraw(by=ANNA, reason="No."))
    assert (await _next(stream)) == "changed"
    await stream.aclose()  # type: ignore[attr-defined]
    assert not services.live._watchers


async def _next(stream: AsyncIterator[object]) -> str | None:
    event = await asyncio.wait_for(anext(stream), 20)
    return getattr(event, "event", None)


async def test_temporals_own_page_is_linked_where_one_is_known(office: Office) -> None:
    customer = a_customer()
    await submitted(office.system, customer)
    async with office.staff(Role.AUDITOR) as seat:
        page = await seat.get(f"/requests/{customer.scope_id}")
        assert "Workflow in Temporal" not in page.says
        office.desk.services.settings.temporal_ui = "https://temporal.example/ui/"
        page = await seat.get(f"/requests/{customer.scope_id}")
        where = (
            "https://temporal.example/ui/namespaces/default/workflows/"
            f"pay-by-invoice%2F{customer.scope_id}"
        )
        assert page.root.all("a", href=where)


async def test_what_the_engine_forgot_is_shown_as_the_ledger_lists_it(office: Office) -> None:
    long_ago = datetime.now(UTC) - timedelta(days=400)
    listing = a_request((State.DRAFT, long_ago), (State.WITHDRAWN, long_ago + timedelta(days=9)))
    await office.list(listing)
    async with office.staff(Role.AUDITOR) as seat:
        page = await seat.get(f"/requests/{listing.line.scope}")
    assert page.status == 200
    assert "The engine does not keep this request any more." in page.says
    assert "withdrawn" in page.says


async def test_a_form_that_no_page_of_ours_made_is_answered_all_the_same(office: Office) -> None:
    customer = a_customer(credit=LARGE)
    await in_review(office.system, customer)
    async with office.staff(Role.CREDIT) as seat:
        await seat.get(f"/requests/{customer.scope_id}")
        headers = {"X-CSRF-Token": seat.browser.csrf}
        path = f"/requests/{customer.scope_id}"
        post = seat.browser.http.post
        answer = await post(f"{path}/approve", headers=headers)
        assert answer.status_code == 422
        answer = await post(f"{path}/approve", headers=headers, json={"limit": 1})
        assert answer.status_code == 422
        odd = {"limit": "99999999999999", "seen": "9" * 5000, "key": "x" * 300, "application": "?"}
        answer = await post(f"{path}/approve", headers=headers, data=odd)
        assert answer.status_code == 409
        torn = {**headers, "Content-Type": "multipart/form-data; boundary=x"}
        answer = await post(f"{path}/approve", headers=torn, content=b"--y\r\nnothing")
        assert answer.status_code in (400, 422)
        odd = {"reason": "Two\0 years.", "code": "other"}
        await post(f"{path}/decline", headers=headers, data=odd)
    assert (await office.system.snapshot(customer)).outcome == "rejected: other"
