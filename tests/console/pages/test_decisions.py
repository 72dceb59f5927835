"""Every decision of the staff, made from the request's page."""

from datetime import UTC, datetime, timedelta

import pytest

from console.pages.decisions import DECISIONS
from domain.access import Role
from domain.forms.documents import DocumentKind, Verdict, to_review
from domain.requests import messages
from domain.requests.lifecycle import State
from domain.requests.snapshot import Snapshot
from domain.turns import Who
from tests.console.customer.pages import Page
from tests.console.pages.office import Office
from tests.workflows.customers import (
    ANNA,
    LARGE,
    OTHER_NAME,
    SIMILAR_NAME,
    VERA,
    Customer,
    a_customer,
)
from tests.workflows.steps import (
    CERTIFICATE,
    RETURN_APPLICATION,
    add_document,
    in_review,
    submitted,
)

CREDIT, LEGAL, ADMIN = "credit@provider.example", "legal@provider.example", "admin@provider.example"


def address(customer: Customer) -> str:
    return f"/requests/{customer.scope_id}"


async def decided(
    office: Office, role: Role, customer: Customer, name: str, **answers: str | list[str]
) -> tuple[Page, Snapshot]:
    """The page after a decision was made on it, and the request as it is then."""
    async with office.staff(role) as seat:
        await seat.get(address(customer))
        page = await seat.decide(f"{address(customer)}/{name}", **answers)
    return page, await office.system.snapshot(customer)


async def test_an_analyst_approves_the_limit_in_the_form(office: Office) -> None:
    customer = a_customer(credit=LARGE)
    await in_review(office.system, customer)
    page, snapshot = await decided(office, Role.CREDIT, customer, "approve")
    assert snapshot.state is State.APPROVED
    assert str(snapshot.credit.limit) == "48000.00 EUR"
    assert page.says.count("Done: approve a credit limit. The request is approved.") == 1
    assert snapshot.timeline[-2].by == snapshot.timeline[-1].by == CREDIT
    assert f"by {CREDIT}" in page.says


async def test_an_analyst_approves_less_on_condition_of_a_deposit_and_records_it(
    office: Office,
) -> None:
    customer = a_customer(credit=LARGE)
    await in_review(office.system, customer)
    page, snapshot = await decided(
        office,
        Role.CREDIT,
        customer,
        "approve",
        limit="30 000.00",
        security="deposit",
        security_amount="5000",
    )
    assert snapshot.waiting_on.who is Who.CUSTOMER
    assert [str(each.amount) for each in snapshot.credit.conditions] == ["5000.00 EUR"]
    assert "has approved this already" in page.says
    _, snapshot = await decided(
        office, Role.CREDIT, customer, "record-security", reference="D-1184"
    )
    assert snapshot.state is State.APPROVED
    assert snapshot.credit.conditions[0].reference == "D-1184"


async def test_an_analyst_asks_for_more_and_the_customer_must_act(office: Office) -> None:
    customer = a_customer(credit=LARGE)
    await in_review(office.system, customer)
    page, snapshot = await decided(
        office, Role.CREDIT, customer, "ask-for-more", reason="Which bank?"
    )
    assert (snapshot.waiting_on.who, snapshot.timeline[-1].by) == (Who.CUSTOMER, CREDIT)
    assert "Which bank?" in page.says
    assert "The customer has already been asked and has not answered yet." in page.says


async def test_a_request_is_declined_with_a_reason(office: Office) -> None:
    customer = a_customer(credit=LARGE)
    await submitted(office.system, customer)
    page, snapshot = await decided(
        office, Role.CREDIT, customer, "decline", code="thin_file", reason="Two years, please."
    )
    assert snapshot.state is State.REJECTED
    assert "Two years, please." in page.says
    assert "Ended: rejected: thin file" in page.says


async def test_declining_starts_with_no_reason_chosen(office: Office) -> None:
    customer = a_customer(credit=LARGE)
    await submitted(office.system, customer)
    page, snapshot = await decided(
        office, Role.CREDIT, customer, "decline", reason="Two years, please."
    )
    assert page.status == 422
    assert page.problem_at("code") == "Choose one of these."
    assert snapshot.state is not State.REJECTED


async def test_a_verifier_asks_for_documents_gives_longer_and_reviews_them(office: Office) -> None:
    customer = a_customer(credit=LARGE)
    await in_review(office.system, customer)
    _, snapshot = await decided(
        office,
        Role.LEGAL,
        customer,
        "ask-for-documents",
        kinds=["name_change_deed", "government_document"],
        reason="Since when?",
    )
    assert snapshot.state is State.LEGAL_DOCUMENTS
    assert {each.kind for each in snapshot.documents.asked_for} == {
        DocumentKind.NAME_CHANGE_DEED,
        DocumentKind.GOVERNMENT_DOCUMENT,
    }
    until = datetime.now(UTC).date() + timedelta(days=60)
    _, snapshot = await decided(
        office, Role.LEGAL, customer, "extend-deadline", until=until.isoformat()
    )
    assert snapshot.documents.deadline is not None
    assert snapshot.documents.deadline.date() == until
    for kind in (DocumentKind.NAME_CHANGE_DEED, DocumentKind.GOVERNMENT_DOCUMENT):
        await add_document(office.system, customer, kind)
    page, snapshot = await decided(
        office, Role.LEGAL, customer, "review-document", verdict="refuse"
    )
    assert page.status == 422
    assert "a reason that the customer can act on" in page.problem_at("reason")
    _, snapshot = await decided(
        office, Role.LEGAL, customer, "review-document", verdict="refuse", reason="Not legible."
    )
    assert snapshot.documents.received[0].verdict is Verdict.REFUSED
    assert snapshot.documents.received[0].reviewed_by == LEGAL
    assert [each.id for each in to_review(snapshot.documents.received)] == ["doc-2"]
    _, snapshot = await decided(office, Role.LEGAL, customer, "review-document", verdict="accept")
    assert snapshot.documents.received[1].verdict is Verdict.ACCEPTED


async def test_a_verifier_overrules_one_finding_after_the_other(office: Office) -> None:
    customer = a_customer(
        company__name=OTHER_NAME,
        company__address__line1="Dorpsstraat 99",
        company__address__postal_code="9712 AB",
    )
    snapshot = await submitted(office.system, customer)
    assert snapshot.waiting_on.who is Who.LEGAL
    found = [each.code for each in snapshot.findings if each.failed]
    for _ in found:
        page, snapshot = await decided(
            office, Role.LEGAL, customer, "overrule", reason="The deed is on file."
        )
    assert set(snapshot.cleared) == set(found)
    assert snapshot.state is State.APPROVED
    assert f"overruled by {LEGAL}: The deed is on file." in page.says


async def test_a_verifier_adds_a_document_that_came_by_mail(office: Office) -> None:
    customer = a_customer(company__name=SIMILAR_NAME)
    await submitted(office.system, customer)
    async with office.staff(Role.LEGAL) as seat:
        await seat.get(address(customer))
        page = await seat.browser.send(
            f"{address(customer)}/add-document",
            kind="certificate_of_incorporation",
            files={"file": ("scan.pdf", CERTIFICATE.read_bytes(), "application/pdf")},
        )
        assert "Done: add a document for the customer." in page.says
        await seat.get(address(customer))
        page = await seat.browser.send(
            f"{address(customer)}/add-document",
            kind="certificate_of_incorporation",
            files={"file": ("x.pdf", b"<html>", "text/html")},
        )
        assert page.status == 422
        assert page.problem_at("file")
    (document,) = (await office.system.snapshot(customer)).documents.received
    assert document.uploaded_by == LEGAL


async def test_an_admin_does_what_the_customer_would(office: Office) -> None:
    customer = a_customer(credit=LARGE)
    await office.system.welcome(customer)
    await office.system.open(customer)
    page, snapshot = await decided(
        office, Role.ADMIN, customer, "edit", form="company: {name: Contoso}\nscope: [\n"
    )
    assert "Line 2" in page.problem_at("form")
    async with office.staff(Role.ADMIN) as seat:
        page = await seat.get(address(customer))
        form = page.form(f"{address(customer)}/edit")["form"]
        changed = form.replace("Stationsplein 1", "Stationsplein 7")
        assert changed != form
        await seat.decide(f"{address(customer)}/edit", form=changed)
    snapshot = await office.system.snapshot(customer)
    assert snapshot.draft["company"]["address"]["line1"] == "Stationsplein 7"
    assert snapshot.draft["credit"] == customer.draft["credit"]
    _, snapshot = await decided(office, Role.ADMIN, customer, "edit", form=form)
    _, snapshot = await decided(office, Role.ADMIN, customer, "submit")
    assert snapshot.state is State.CREDIT_CHECK
    _, snapshot = await decided(
        office,
        Role.ADMIN,
        customer,
        "return-application",
        annual_revenue="12500000",
        employees="85",
        bank_reference="Account since 1998",
        signed_by="Anna de Vries",
    )
    assert snapshot.credit.application is not None
    assert snapshot.credit.application.by == ADMIN
    _, snapshot = await decided(office, Role.ADMIN, customer, "recheck")
    assert "recheck" in [each.trigger for each in snapshot.timeline]
    _, snapshot = await decided(office, Role.ADMIN, customer, "withdraw", reason="They called.")
    assert snapshot.state is State.WITHDRAWN


async def test_what_is_not_possible_is_shown_with_the_reason(office: Office) -> None:
    customer = a_customer(credit=LARGE)
    await submitted(office.system, customer)
    async with office.staff(Role.CREDIT) as seat:
        page = await seat.get(address(customer))
        off = page.root.classed("not-now")[0].text
        assert "The customer has not returned the credit application yet." in off
        assert "No deposit or letter of credit is being waited for." in off
        with pytest.raises(AssertionError):
            page.form(f"{address(customer)}/approve")


async def test_decisions_of_other_roles_are_left_out(office: Office) -> None:
    customer = a_customer(credit=LARGE)
    await in_review(office.system, customer)
    async with office.staff(Role.BILLING) as seat:
        page = await seat.get(address(customer))
        assert "Your role decides nothing here." in page.says
        assert not page.root.classed("decision")
    async with office.staff(Role.LEGAL) as seat:
        page = await seat.get(address(customer))
        assert "Ask for legal documents" in page.says
        assert "Approve a credit limit" not in page.says


async def test_what_a_role_may_not_do_is_refused(office: Office) -> None:
    async with office.staff(Role.AUDITOR) as seat:
        await seat.get("/queues")
        for decision in DECISIONS:
            answer = await seat.browser.http.post(
                f"/requests/anything/{decision.name}", headers={"X-CSRF-Token": seat.browser.csrf}
            )
            assert answer.status_code == 403


async def test_of_two_who_decide_at_once_one_learns_who_was_first(office: Office) -> None:
    customer = a_customer(credit=LARGE)
    await in_review(office.system, customer)
    async with (
        office.staff(Role.CREDIT, "carl@provider.example") as carl,
        office.staff(Role.CREDIT, "dora@provider.example") as dora,
    ):
        await carl.get(address(customer))
        await dora.get(address(customer))
        await dora.decide(f"{address(customer)}/decline", code="other", reason="They owe us money.")
        page = await carl.decide(f"{address(customer)}/approve")
    assert page.status == 409
    assert "dora@provider.example" in page.alerts
    assert "Rejected, now rejected" in page.alerts
    assert (await office.system.snapshot(customer)).state is State.REJECTED


async def test_what_came_in_meanwhile_is_not_decided_on_unseen(office: Office) -> None:
    customer = a_customer(credit=LARGE)
    await in_review(office.system, customer)
    async with office.staff(Role.CREDIT) as seat:
        await seat.get(address(customer))
        await office.system.send(customer, messages.AskForMore(by=VERA, reason="Which bank?"))
        await office.system.send(customer, RETURN_APPLICATION)
        page = await seat.decide(f"{address(customer)}/approve")
    assert page.status == 409
    assert "application-2 has come in since" in page.alerts
    assert ANNA in page.alerts


async def test_a_mistake_is_shown_at_its_field_and_kept(office: Office) -> None:
    customer = a_customer(credit=LARGE)
    await in_review(office.system, customer)
    page, snapshot = await decided(
        office, Role.CREDIT, customer, "approve", limit="a lot", security_amount="1,2,5"
    )
    assert page.status == 422
    assert "not an amount" in page.problem_at("limit")
    assert "not an amount" in page.problem_at("security_amount")
    assert page.form(f"{address(customer)}/approve")["limit"] == "a lot"
    assert snapshot.state is State.CREDIT_CHECK


async def test_a_limit_above_what_was_asked_is_refused_by_the_request(office: Office) -> None:
    customer = a_customer(credit=LARGE)
    await in_review(office.system, customer)
    page, _ = await decided(office, Role.CREDIT, customer, "approve", limit="48000.01")
    assert page.status == 409
    assert "at most 48,000.00 EUR" in page.alerts
    assert page.form(f"{address(customer)}/approve")["limit"] == "48000.01"


async def test_a_form_that_is_sent_twice_acts_once(office: Office) -> None:
    customer = a_customer(credit=LARGE)
    await in_review(office.system, customer)
    async with office.staff(Role.CREDIT) as seat:
        page = await seat.get(address(customer))
        form = page.form(f"{address(customer)}/ask-for-more") | {"reason": "Which bank?"}
        for _ in range(2):
            answer = await seat.browser.http.post(f"{address(customer)}/ask-for-more", data=form)
            assert "Done: ask for more information." in answer.text
    notes = [each.trigger for each in (await office.system.snapshot(customer)).timeline]
    assert notes.count("decide more-info") == 1


async def test_htmx_is_answered_with_the_part_that_changed(office: Office) -> None:
    customer = a_customer(credit=LARGE)
    await in_review(office.system, customer)
    async with office.staff(Role.CREDIT) as seat:
        await seat.get(address(customer))
        answer = await seat.as_htmx(f"{address(customer)}/approve")
    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert 'id="request-now"' in answer.text
    assert '<hx-partial hx-target="#notice"' in answer.text
    assert "The request is approved." in answer.text


async def test_a_customer_decides_nothing_on_the_staffs_pages(office: Office) -> None:
    customer = a_customer()
    await office.system.welcome(customer)
    await office.system.open(customer)
    async with office.desk.customer(customer.account_id) as browser:
        for path in (address(customer), "/queues", f"/accounts/{customer.account_id}"):
            assert (await browser.http.get(path)).status_code == 403
        answer = await browser.http.post(
            f"{address(customer)}/submit", headers={"X-CSRF-Token": browser.csrf}
        )
        assert answer.status_code == 403
    assert (await office.system.snapshot(customer)).state is State.DRAFT
