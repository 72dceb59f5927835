"""From the link in a mail to the first invoice, in both languages."""

from decimal import Decimal

import pytest

from domain.accounts.account import PaymentMethod
from domain.requests import messages
from domain.requests.lifecycle import State
from tests.console.customer.desk import Desk
from tests.console.customer.filling import APPLICATION, FILLED, link_of
from tests.workflows.customers import CARL, LARGE, SIMILAR_NAME, VERA, a_customer
from tests.workflows.steps import CERTIFICATE, in_review

SAYS = {
    "en": {
        "start": "Ask to pay by invoice",
        "saved": "Saved.",
        "required": "This is required.",
        "complete": "The form is complete. This is what we noticed",
        "documents": "Send the legal documents that we ask for.",
        "reviewed": "We are reviewing your documents.",
        "apply": "Fill in the credit application.",
        "review": "We are reviewing your credit application.",
        "expected": "We expect to be done by",
        "approved": "You are approved.",
        "for_good": "This cannot be undone",
        "word": "switch",
        "switched": "You now pay by invoice",
        "opened": "The draft was started.",
    },
    "nl": {
        "start": "Betalen op factuur aanvragen",
        "saved": "Opgeslagen.",
        "required": "Dit is verplicht.",
        "complete": "Het formulier is compleet. Dit is ons opgevallen",
        "documents": "Stuur de juridische documenten waar wij om vragen.",
        "reviewed": "Wij beoordelen uw documenten.",
        "apply": "Vul de kredietaanvraag in.",
        "review": "Wij beoordelen uw kredietaanvraag.",
        "expected": "Wij verwachten uiterlijk",
        "approved": "Uw aanvraag is goedgekeurd.",
        "for_good": "Dit kan niet ongedaan worden gemaakt",
        "word": "overstappen",
        "switched": "U betaalt nu op factuur",
        "opened": "Het concept is begonnen.",
    },
}


@pytest.mark.parametrize("language", ["en", "nl"])
async def test_a_customer_goes_from_a_draft_to_the_switch(desk: Desk, language: str) -> None:
    customer, said = a_customer(), SAYS[language]
    await desk.system.welcome(customer)
    link = link_of(customer)
    async with desk.customer(customer.account_id, language=language) as anna:
        assert said["start"] in (await anna.get("/my")).says
        page = await anna.get(link)
        assert page.path == f"{link}/form"

        page = await anna.send(f"{link}/form", **{**FILLED, "company__tax_id": ""})
        assert said["saved"] in page.says
        page = await anna.send(f"{link}/form/check")
        assert page.problem_at("company.tax_id") == said["required"]
        filled = {"company__tax_id": FILLED["company__tax_id"], "company__name": SIMILAR_NAME}
        page = await anna.send(f"{link}/form/check", **filled, credit__amount="48.000,00")
        assert said["complete"] in page.says
        page = await anna.send(f"{link}/form/submit")
        assert page.path == link
        assert said["documents"] in page.says

        kind = "certificate_of_incorporation"
        sent = await anna.put(f"{link}/documents?kind={kind}", content=CERTIFICATE.read_bytes())
        assert sent.status_code == 201
        assert said["reviewed"] in (await anna.get(link)).says
        verdict = messages.ReviewDocument(by=VERA, document="doc-1", accept=True)
        await desk.system.send(customer, verdict)

        assert said["apply"] in (await anna.get(link)).says
        await anna.get(f"{link}/application")
        page = await anna.send(f"{link}/application/documents", **APPLICATION)
        assert said["review"] in page.says
        assert said["expected"] in page.says
        await desk.system.send(customer, messages.ApproveCredit(by=CARL, limit=48000))

        assert said["approved"] in (await anna.get(link)).says
        page = await anna.get(f"{link}/switch")
        assert said["for_good"] in page.says
        page = await anna.send(f"{link}/switch", understood="yes", word=said["word"])
        assert said["switched"] in page.says
        assert said["opened"] in page.says

    switched = await desk.system.end_of(customer)
    assert switched.state is State.SWITCHED
    assert [each.method for each in await desk.system.switches(customer)] == [PaymentMethod.INVOICE]


async def test_what_was_done_carries_the_customers_name_and_never_a_colleagues(
    desk: Desk,
) -> None:
    customer = a_customer(company__name=SIMILAR_NAME)
    await desk.system.welcome(customer)
    await desk.system.open(customer)
    await desk.system.send(customer, messages.Submit(by="anna@contoso.nl"))
    refuse = messages.AskForDocuments(
        by=VERA, kinds=("name_change_deed",), reason="Since when this name?"
    )
    await desk.system.send(customer, refuse)

    async with desk.customer(customer.account_id) as anna:
        page = await anna.get(link_of(customer))

    assert "anna@contoso.nl" in page.says
    assert VERA not in page.html
    assert "Since when this name?" in page.says


async def test_the_way_shows_what_is_done_and_what_is_to_come(desk: Desk) -> None:
    customer = a_customer(credit={"amount": "48000.00", "currency": "EUR"})
    await desk.system.welcome(customer)
    await desk.system.open(customer)
    await desk.system.send(customer, messages.Submit(by="anna@contoso.nl"))

    async with desk.customer(customer.account_id) as anna:
        page = await anna.get(link_of(customer))

    steps = page.root.classed("journey")[0].all("li")
    assert [each.attributes["class"] for each in steps] == ["done", "done", "current", "ahead"]
    assert [each.attributes.get("aria-current") for each in steps] == [None, None, "step", None]


@pytest.mark.parametrize(
    ("example", "says", "not_said"),
    [
        ("janssen", "Payment by invoice is for business accounts only.", "individual"),
        ("litware", "This subscription or billing profile already pays by invoice.", "evidence"),
    ],
)
async def test_a_rejection_is_shown_in_customer_safe_words(
    desk: Desk, example: str, says: str, not_said: str
) -> None:
    customer = a_customer(example)
    await desk.system.welcome(customer)
    await desk.system.open(customer)
    await desk.system.send(customer, messages.Submit(by="anna@contoso.nl"))

    async with desk.customer(customer.account_id) as anna:
        page = await anna.get(link_of(customer))

    assert says in page.says
    assert not_said not in page.html


async def test_a_decline_shows_the_words_of_its_code_and_not_the_analysts(desk: Desk) -> None:
    customer = a_customer(credit={"amount": "48000.00", "currency": "EUR"})
    await desk.system.welcome(customer)
    await desk.system.open(customer)
    await desk.system.send(customer, messages.Submit(by="anna@contoso.nl"))
    decline = messages.Decline(
        by=CARL, decline_code="failing_credit", reason="Scorecard: see the secret file."
    )
    await desk.system.send(customer, decline)

    async with desk.customer(customer.account_id, language="nl") as anna:
        page = await anna.get(link_of(customer))

    assert "De uitkomst van de kredietcontrole voldoet op dit moment niet" in page.says
    assert "the secret file" not in page.html
    assert CARL not in page.html
    assert "Opnieuw aanvragen" in page.says


async def test_a_request_is_withdrawn_with_a_reason(desk: Desk) -> None:
    customer = a_customer()
    await desk.system.welcome(customer)
    await desk.system.open(customer)
    link = link_of(customer)

    async with desk.customer(customer.account_id) as anna:
        await anna.get(f"{link}/withdraw")
        page = await anna.send(f"{link}/withdraw")
        assert (page.status, page.problem_at("reason")) == (422, "This is required.")
        page = await anna.send(f"{link}/withdraw", reason="We changed our minds.")

    assert "This request is closed" in page.says
    assert (await desk.system.end_of(customer)).outcome == "withdrawn"


async def test_what_was_put_right_is_checked_again(desk: Desk) -> None:
    customer = a_customer(administrators=["anna@gmail.com"])
    await desk.system.welcome(customer)
    await desk.system.open(customer)
    await desk.system.send(customer, messages.Submit(by="anna@contoso.nl"))
    link = link_of(customer)

    async with desk.customer(customer.account_id) as anna:
        page = await anna.get(link)
        assert "Every account administrator must sign in" in page.says
        page = await anna.send(f"{link}/recheck")
        assert "Everything has been checked again." in page.says
        await anna.get(f"{link}/form")
        page = await anna.send(f"{link}/form", administrators="anna@contoso.nl")

    assert "Your corrections have been sent in." in page.says
    assert "You are approved." in page.says


async def test_the_form_is_not_led_to_while_a_billing_contact_is_what_is_missing(
    desk: Desk,
) -> None:
    customer = a_customer(account={"billing_contact": None}, credit=LARGE)
    await in_review(desk.system, customer)
    await desk.system.send(customer, messages.ApproveCredit(by=CARL, limit=Decimal(48000)))
    link = link_of(customer)

    async with desk.customer(customer.account_id) as anna:
        page = await anna.get(link)

    leads_to = {each.attributes["href"] for each in page.root.all("a") if "href" in each.attributes}
    assert f"{link}/withdraw" in leads_to
    assert f"{link}/form" not in leads_to
    assert page.form(f"{link}/recheck")
