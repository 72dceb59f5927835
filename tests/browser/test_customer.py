"""A customer's whole way, from the link that they were sent to their first invoice."""

from decimal import Decimal

from playwright.async_api import expect

from domain.accounts.account import PaymentMethod
from domain.forms.documents import DocumentKind
from domain.requests import messages
from domain.requests.lifecycle import State
from tests.browser.customers import a_company, payer
from tests.browser.filled import GOOD, WITH_MISTAKES, fill_in
from tests.browser.user import User
from tests.browser.users import Users
from tests.domain.building import EXAMPLES
from tests.workflows.customers import CARL, VERA, Customer
from tests.workflows.payers import AP
from tests.workflows.steps import CERTIFICATE, submitted
from tests.workflows.system import System

NOT_A_DOCUMENT = EXAMPLES / "documents" / "not-a-document.pdf"


async def test_a_dutch_customer_gets_from_a_link_to_invoices_on_a_phone(
    users: Users, system: System
) -> None:
    customer = a_company()
    await system.welcome(customer)
    async with users.customer(customer.account_id, phone=True, language="nl-NL") as anna:
        await anna.follow("Betalen op factuur aanvragen", exact=False)
        await _mistakes_are_named_at_their_fields(anna)
        await _the_draft_is_kept(anna, customer)
        await fill_in(anna.page, GOOD)
        await anna.press("Indienen")
        await anna.sees("Ingediend. Dank u wel.", "Vul de kredietaanvraag in.")
        await _the_application_is_returned(anna)
        await _a_document_is_sent(anna, system, customer)
        await _approved(system, customer)
        await _the_switch_is_made(anna, customer)
        await anna.assert_fits()
    system.opened.append(customer.request)
    account = (await system.standing(customer)).account
    scope = account.scope(customer.scope_id)
    assert scope is not None
    assert scope.payment_method is PaymentMethod.INVOICE
    assert (await system.snapshot(customer)).draft["justification"] == GOOD["justification"]


async def _mistakes_are_named_at_their_fields(anna: User) -> None:
    anna.expected.append("422")
    await fill_in(anna.page, WITH_MISTAKES)
    await anna.press("Indienen")
    summary = anna.page.get_by_role("alert")
    await expect(summary).to_be_focused()
    wrong = ("company.tax_id", "company.established", "contact.phone", "credit.amount")
    for name in (*wrong, "justification"):
        field = anna.page.locator(f"[name='{name}']")
        await expect(field).to_have_attribute("aria-invalid", "true")
        await expect(field).to_have_value(WITH_MISTAKES[name])
        described = await field.get_attribute("aria-describedby") or ""
        problem = anna.page.locator(f"#{described.split()[-1]}")
        await expect(problem).to_have_class("problem")
        await expect(problem).to_be_visible()
    await expect(summary.get_by_role("listitem")).to_have_count(5)
    await summary.get_by_role("link", name="Telefoon").click()
    await expect(anna.page.get_by_role("textbox", name="Telefoon")).to_be_focused()
    await anna.assert_accessible()
    await anna.assert_fits()


async def _the_draft_is_kept(anna: User, customer: Customer) -> None:
    await anna.press("Opslaan voor later")
    await anna.sees("Opgeslagen")
    await anna.go("/my")
    await anna.follow("Verdergaan", exact=False)
    await expect(anna.page.get_by_role("textbox", name="Telefoon")).to_have_value("12")


async def _the_application_is_returned(anna: User) -> None:
    await anna.follow("Kredietaanvraag invullen")
    await anna.press("Kredietaanvraag indienen")
    await expect(anna.page.get_by_role("alert").get_by_role("listitem")).to_have_count(4)
    await anna.page.get_by_label("Jaaromzet").fill("12.500.000,00")
    await anna.page.get_by_label("Aantal medewerkers").fill("85")
    await anna.page.get_by_label("Bankreferentie").fill("Klant sinds 1998.")
    await anna.page.get_by_label("Ondertekend door").fill("Anna de Vries")
    await anna.page.get_by_label("jaarrekeningen").set_input_files(CERTIFICATE)
    await anna.press("Kredietaanvraag indienen")
    await anna.sees("Uw kredietaanvraag is ingediend.")


async def _a_document_is_sent(anna: User, system: System, customer: Customer) -> None:
    ask = messages.AskForDocuments(
        by=VERA,
        kinds=(DocumentKind.CERTIFICATE_OF_INCORPORATION,),
        reason="Wie mag voor het bedrijf tekenen?",
    )
    await system.send(customer, ask)
    await anna.follow("Documenten sturen")
    await anna.sees("Wie mag voor het bedrijf tekenen?")
    progress = anna.page.get_by_role("progressbar")
    await _watch(anna, "#progress")
    anna.expected.append("409")
    await anna.page.get_by_label("Wat is het?").select_option("certificate_of_incorporation")
    await anna.page.get_by_label("Bestand").set_input_files(NOT_A_DOCUMENT)
    await anna.press("Document sturen")
    await anna.sees("Dit bestand is geen pdf, PNG, JPEG of TIFF, wat de naam ook zegt.")
    await anna.page.get_by_label("Bestand").set_input_files(CERTIFICATE)
    await anna.press("Document sturen")
    await anna.sees("Uw document is verstuurd.", "Wordt beoordeeld")
    await expect(progress).to_be_hidden()
    assert await anna.page.evaluate("window.seen.includes('shown')")
    review = messages.ReviewDocument(by=VERA, document="doc-1", accept=True)
    await system.send(customer, review)
    await anna.sees("Goedgekeurd")


async def _watch(anna: User, selector: str) -> None:
    """Keeps in mind whether something was shown, however shortly."""
    await anna.page.evaluate(
        """selector => {
          window.seen = [];
          const watched = document.querySelector(selector);
          new MutationObserver(() => window.seen.push(watched.hidden ? "hidden" : "shown"))
            .observe(watched, {attributes: true});
        }""",
        selector,
    )


async def _approved(system: System, customer: Customer) -> None:
    await system.send(customer, messages.ApproveCredit(by=CARL, limit=Decimal(30000)))
    assert (await system.snapshot(customer)).state is State.APPROVED


async def _the_switch_is_made(anna: User, customer: Customer) -> None:
    await anna.go("/my")
    await anna.follow("Verdergaan", exact=False)
    await anna.follow("Naar de overstap")
    await anna.sees("Dit kan niet ongedaan worden gemaakt", "€ 30.000,00")
    await anna.press("Definitief overstappen")
    await expect(anna.page.get_by_role("alert").get_by_role("listitem")).to_have_count(2)
    await anna.assert_accessible()
    await anna.page.get_by_label("Ik begrijp dat dit").check()
    await anna.page.get_by_label("Typ ter bevestiging: overstappen").fill("overstappen")
    await anna.press("Definitief overstappen")
    await anna.sees("U betaalt nu op factuur")


async def test_a_dutch_payer_declares_a_wire_and_disputes_a_part_on_a_phone(
    users: Users, system: System
) -> None:
    billing = await payer(system)
    number = billing.payer.number
    async with users.customer(
        billing.payer.account_id, AP, phone=True, language="nl-NL"
    ) as payables:
        await payables.follow("Facturen")
        await payables.follow(number)
        await payables.sees("Zo betaalt u", "€ 1.000,00")
        await payables.page.get_by_text("Ik heb betaald").click()
        wire = payables.page.locator("form[action^='/my/invoice-payments/']")
        await wire.get_by_label("Bedrag in EUR").fill("600,00")
        await wire.get_by_label("Kenmerk van uw bank").fill("NL-2026-77")
        await wire.get_by_label("Waar de overschrijving vandaan komt").select_option("domestic")
        await payables.press("Betaling melden", within=wire)
        await payables.sees("Dank u wel.", "NL-2026-77", "Onderweg")
        await payables.page.get_by_text("Er klopt iets niet aan deze factuur").click()
        dispute = payables.page.locator("form[action^='/my/invoice-disputes/']")
        await dispute.get_by_label("Bedrag dat niet klopt").fill("100")
        await dispute.get_by_label("Wat klopt er niet?").fill("Twee servers zijn niet van ons.")
        await payables.press("Bezwaar versturen", within=dispute)
        await payables.sees("Wordt uitgezocht", "Twee servers zijn niet van ons.")
        await payables.assert_fits()
    view = await billing.look()
    assert (str(view.in_transit), str(view.disputed)) == ("600.00 EUR", "100.00 EUR")


async def test_an_english_customer_sends_the_form_in_on_a_desk_and_changes_the_language(
    users: Users, system: System
) -> None:
    customer = a_company()
    await system.welcome(customer)
    async with users.customer(customer.account_id) as anna:
        await anna.follow("Ask to pay by invoice", exact=False)
        await fill_in(anna.page, {**GOOD, "credit.amount": "8,000.00"})
        await anna.press("Check without sending")
        await anna.sees("This was only a check. Nothing has been saved or sent in.")
        await anna.press("Send in")
        await anna.sees("Sent in. Thank you.", "You are approved.")
        await anna.press("Nederlands")
        await anna.sees("Uw aanvraag is goedgekeurd.")
        await expect(anna.page.locator("html")).to_have_attribute("lang", "nl")
    system.opened.append(customer.request)
    assert (await system.snapshot(customer)).state is State.APPROVED


async def test_a_request_is_withdrawn_and_nothing_changes(users: Users, system: System) -> None:
    customer = a_company()
    await submitted(system, customer)
    async with users.customer(customer.account_id) as anna:
        await anna.go(f"/my/requests/{customer.scope_id}")
        await anna.follow("Withdraw this request")
        await anna.page.get_by_label("Why do you withdraw it?").fill("We stay with the card.")
        await anna.press("Withdraw the request")
        await anna.sees("The request has been withdrawn. Nothing was changed.")
    assert (await system.snapshot(customer)).state is State.WITHDRAWN


async def test_another_customers_request_looks_as_if_there_were_none(
    users: Users, system: System
) -> None:
    theirs, ours = a_company(), a_company()
    await submitted(system, theirs)
    await system.welcome(ours)
    async with users.customer(ours.account_id) as anna:
        anna.expected += ["403", "404"]
        for path in (f"/my/requests/{theirs.scope_id}", "/my/requests/sub-nowhere"):
            await anna.go(path)
            await anna.sees("There is nothing here that is yours to see or change")
        await anna.go(f"/requests/{theirs.scope_id}")
        company = theirs.draft["company"]["name"]
        await expect(anna.page.get_by_role("main")).not_to_contain_text(company)
        await anna.assert_accessible()
