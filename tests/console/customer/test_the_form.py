"""The form: problems at their fields, nothing lost, and nothing done twice."""

import asyncio

import pytest

from domain.requests import messages
from tests.console.customer.desk import Desk
from tests.console.customer.filling import FILLED, link_of, sent_in
from tests.workflows.customers import ANNA, BEN, a_customer


async def test_what_is_known_of_the_account_is_filled_in(desk: Desk) -> None:
    customer = a_customer()
    await desk.system.welcome(customer)

    async with desk.customer(customer.account_id, language="nl") as anna:
        page = await anna.get(f"{link_of(customer)}/form")

    given = page.form(f"{link_of(customer)}/form")
    assert given["company.name"] == "Contoso BV"
    assert given["company.address.country"] == "NL"
    assert given["administrators"] == f"{ANNA}\n{BEN}"
    assert given["contact.email"] == ANNA
    assert given["current_payment_method"] == "credit_card"
    assert given["language"] == "nl"


async def test_a_draft_with_mistakes_is_kept_as_it_was_typed_and_taken_up_again(
    desk: Desk,
) -> None:
    customer = a_customer()
    await desk.system.welcome(customer)
    link = link_of(customer)
    wrong = {
        "company__tax_id": "NL-oops",
        "company__established": "next year",
        "contact__phone": "",
    }

    async with desk.customer(customer.account_id) as anna:
        await anna.get(f"{link}/form")
        await anna.send(f"{link}/form", **{**FILLED, **wrong})
    async with desk.customer(customer.account_id, sign_in=BEN) as ben:
        given = (await ben.get(f"{link}/form")).form(f"{link}/form")

    assert given["company.tax_id"] == "NL-oops"
    assert given["company.established"] == "next year"
    assert given["contact.phone"] == ""
    assert given["credit.amount"] == "8.000,00"


@pytest.mark.parametrize(
    ("language", "tax_id", "phone", "line"),
    [
        ("en", "This is not a tax or VAT number", "This cannot be a phone", "line 2"),
        ("nl", "Dit is geen btw- of belastingnummer", "Dit kan geen telefoonnummer", "regel 2"),
    ],
)
async def test_every_problem_stands_at_its_field_and_in_a_summary_that_leads_to_it(
    desk: Desk, language: str, tax_id: str, phone: str, line: str
) -> None:
    customer = a_customer()
    await desk.system.welcome(customer)
    link = link_of(customer)
    wrong = {
        "company__tax_id": "applied for",
        "contact__phone": "555",
        "administrators": f"{ANNA}\nnobody",
    }

    async with desk.customer(customer.account_id, language=language) as anna:
        await anna.get(f"{link}/form")
        page = await anna.send(f"{link}/form/check", **{**FILLED, **wrong})

    assert page.status == 422
    assert tax_id in page.problem_at("company.tax_id")
    assert phone in page.problem_at("contact.phone")
    assert line in page.problem_at("administrators")
    summary = page.root.classed("summary")[0]
    leads_to = [each.attributes["href"].removeprefix("#") for each in summary.all("a")]
    assert leads_to == ["field-company-tax-id", "field-contact-phone", "field-administrators"]
    assert {each.attributes.get("id") for each in page.root.all()} >= set(leads_to)
    tax = next(e for e in page.root.all("input") if e.attributes.get("name") == "company.tax_id")
    assert tax.attributes["aria-invalid"] == "true"
    assert tax.attributes["value"] == "applied for"


async def test_the_dry_run_says_what_the_rules_find_and_changes_nothing(desk: Desk) -> None:
    customer = a_customer(
        account={"billing_contact": None},
        scope={"outstanding": {"amount": "312.40", "currency": "EUR"}},
    )
    await desk.system.welcome(customer)
    link = link_of(customer)

    async with desk.customer(customer.account_id) as anna:
        await anna.get(f"{link}/form")
        page = await anna.send(f"{link}/form/check", **{**FILLED, "company__name": "Fabrikam"})
        assert "The company name in the request is not the name of the account." in page.says
        assert "Charges on the account are still unpaid." in page.says
        assert "The account needs a billing contact" in page.says
        assert "likeness" not in page.html
        assert "312.40" not in page.html
        assert page.form(f"{link}/form")["company.name"] == "Fabrikam"
        page = await anna.get("/my")

    assert "Ask to pay by invoice" in page.says


@pytest.mark.parametrize(
    ("language", "about_address", "about_reference"),
    [
        ("en", "Give the electronic address: 0190 and your OIN", "E-invoices by Peppol name"),
        ("nl", "Vul het elektronische adres in: 0190 en uw OIN", "E-facturen via Peppol noemen"),
    ],
)
async def test_what_invoices_will_need_is_said_and_keeps_nothing_from_being_sent_in(
    desk: Desk, language: str, about_address: str, about_reference: str
) -> None:
    customer = a_customer()
    await desk.system.welcome(customer)
    link = link_of(customer)
    public = {**FILLED, "company__legal_form": "public_body"}

    async with desk.customer(customer.account_id, language=language) as anna:
        page = await anna.get(f"{link}/form")
        assert about_address not in page.says
        page = await anna.send(f"{link}/form/check", **public)
        assert about_address in page.says
        assert about_reference in page.says
        assert "#field-company-electronic-address" in page.html
        await anna.send(f"{link}/form", **public)
        page = await anna.get(f"{link}/form")
        assert about_address in page.says
        given = {"company__electronic_address": "0106:12345678", "company__buyer_reference": "A 1"}
        page = await anna.send(f"{link}/form/check", **public, **given)
        assert about_address not in page.says
        assert about_reference not in page.says
        page = await anna.send(f"{link}/form/submit", **public)

    assert page.status == 200
    assert not page.root.classed("refused")


async def test_a_form_that_is_not_complete_is_kept_when_it_is_sent_in(desk: Desk) -> None:
    customer = a_customer()
    await desk.system.welcome(customer)

    async with desk.customer(customer.account_id) as anna:
        page = await sent_in(anna, customer, contact__phone="")

    assert page.status == 422
    assert page.problem_at("contact.phone") == "This is required."
    snapshot = await desk.system.snapshot(customer)
    assert snapshot.state == "draft"
    assert snapshot.draft["company"]["tax_id"] == FILLED["company__tax_id"]


async def test_who_presses_twice_sends_in_once(desk: Desk) -> None:
    customer = a_customer()
    await desk.system.welcome(customer)
    link = link_of(customer)

    async with desk.customer(customer.account_id) as anna:
        page = await anna.get(f"{link}/form")
        given = page.form(f"{link}/form/submit")
        given |= {name.replace("__", "."): value for name, value in FILLED.items()}
        twice = [anna.http.post(f"{link}/form/submit", data=given) for _ in range(2)]
        answers = [*await asyncio.gather(*twice)]
        answers.append(await anna.http.post(f"{link}/form/submit", data=given))

    assert [(each.status_code, each.url.path) for each in answers] == [(200, link)] * 3
    triggers = [entry.trigger for entry in (await desk.system.snapshot(customer)).timeline]
    assert triggers.count("open") == triggers.count("submit") == 1
    assert "edit" not in triggers


@pytest.mark.parametrize(
    ("language", "said", "now_there"),
    [
        ("en", "The form was changed elsewhere", "Now there: https://contoso.example"),
        ("nl", "Het formulier is intussen ergens anders gewijzigd", "Nu staat er: https://contoso"),
    ],
)
async def test_a_change_made_elsewhere_meanwhile_is_shown_and_nothing_is_lost(
    desk: Desk, language: str, said: str, now_there: str
) -> None:
    customer = a_customer()
    await desk.system.welcome(customer)
    await desk.system.open(customer)
    link = link_of(customer)

    async with desk.customer(customer.account_id, language=language) as anna:
        await anna.get(f"{link}/form")
        theirs = {**customer.draft["company"], "website": "https://contoso.example"}
        changed = {**customer.draft, "company": theirs}
        await desk.system.send(customer, messages.EditDraft(by=BEN, draft=changed))
        page = await anna.send(f"{link}/form", justification="Mine.")
        assert page.status == 409
        assert said in page.alerts
        assert now_there in page.says
        assert page.form(f"{link}/form")["justification"] == "Mine."
        assert (await desk.system.snapshot(customer)).draft == changed
        page = await anna.send(f"{link}/form")

    assert page.status == 200
    kept = (await desk.system.snapshot(customer)).draft
    assert kept["justification"] == "Mine."
    assert kept["company"]["website"] == "https://www.contoso.nl"


async def test_after_a_request_that_ended_one_applies_again_with_what_was_written_then(
    desk: Desk,
) -> None:
    customer = a_customer(company__name="Contoso Nederland B.V.")
    await desk.system.welcome(customer)
    await desk.system.open(customer)
    await desk.system.send(customer, messages.Withdraw(by=ANNA, reason="Later."))
    link = link_of(customer)

    async with desk.customer(customer.account_id) as anna:
        page = await anna.get("/my")
        assert "Your last request was closed on" in page.says
        page = await anna.get(f"{link}/form")
        assert page.form(f"{link}/form")["company.name"] == "Contoso Nederland B.V."
        page = await anna.send(f"{link}/form")

    assert "Saved." in page.says
    assert (await desk.system.snapshot(customer)).state == "draft"


async def test_a_script_in_a_field_stays_a_text(desk: Desk) -> None:
    customer = a_customer()
    await desk.system.welcome(customer)
    link = link_of(customer)
    nasty = '"><script>alert(1)</script>'

    async with desk.customer(customer.account_id) as anna:
        await anna.get(f"{link}/form")
        page = await anna.send(
            f"{link}/form", **{**FILLED, "company__name": nasty, "justification": nasty}
        )

    assert "<script>alert" not in page.html
    assert page.form(f"{link}/form")["company.name"] == nasty


@pytest.mark.parametrize("language", ["en", "nl"])
async def test_a_tax_id_that_does_not_check_out_is_confirmed_by_the_customer(
    desk: Desk, language: str
) -> None:
    customer = a_customer()
    await desk.system.welcome(customer)
    link = link_of(customer)
    doubtful = {**FILLED, "company__tax_id": "NL004495446B01"}
    said = {"en": "tick the box", "nl": "vink aan"}

    async with desk.customer(customer.account_id, language=language) as anna:
        await anna.get(f"{link}/form")
        page = await anna.send(f"{link}/form/submit", **doubtful)
        assert page.status == 422
        assert said[language] in page.problem_at("company.tax_id")
        await anna.send(f"{link}/form/submit", **doubtful, company__tax_id_confirmed="yes")

    snapshot = await desk.system.snapshot(customer)
    e8 = next(each for each in snapshot.findings if each.code == "E8")
    assert (e8.outcome, e8.evidence["confirmed_by_customer"]) == ("fail", True)
    assert snapshot.state == "legal_documents"


async def test_a_customer_explains_a_second_domain_and_a_verifier_must_act(desk: Desk) -> None:
    customer = a_customer(administrators=[ANNA, "joris@fabrikam.example"])
    await desk.system.welcome(customer)
    link, why = link_of(customer), "Fabrikam is our trade name; both domains are ours."

    async with desk.customer(customer.account_id) as anna:
        await sent_in(anna, customer, administrators=f"{ANNA}\njoris@fabrikam.example")
        before = await desk.system.snapshot(customer)
        assert before.waiting_on.for_ == "put right: E4"
        assert "say in the form why" in (await anna.get(link)).says
        await anna.get(f"{link}/form")
        await anna.send(f"{link}/form", other_domains=why)
    after = await desk.system.snapshot(customer)
    assert (after.waiting_on.who, after.waiting_on.for_) == ("legal", "verify: E4")
    (e4,) = [each for each in after.findings if each.code == "E4"]
    assert e4.evidence["explained_by_customer"] == why
    overrule = messages.Overrule(by="vera@provider.example", rule="E4", reason="Both are theirs.")
    await desk.system.send(customer, overrule)
    assert (await desk.system.snapshot(customer)).state == "approved"
