"""What a customer types into the form, besides what is filled in for them."""

from tests.console.customer.desk import Browser
from tests.console.customer.pages import Page
from tests.workflows.customers import Customer

FILLED = {
    "company__legal_form": "company",
    "company__website": "https://www.contoso.nl",
    "company__tax_id": "NL004495445B01",
    "company__established": "1998",
    "contact__name": "Anna de Vries",
    "contact__phone": "+31 20 555 0101",
    "preferred_contact": "email",
    "credit__amount": "8.000,00",
    "credit__currency": "EUR",
    "justification": "Our finance department pays suppliers by bank transfer only.",
}

APPLICATION = {
    "annual_revenue": "12.500.000,00",
    "currency": "EUR",
    "employees": "85",
    "bank_reference": "Account since 1998; reference 2026/1184.",
    "signed_by": "Anna de Vries",
}


def link_of(customer: Customer) -> str:
    return f"/my/requests/{customer.scope_id}"


async def sent_in(browser: Browser, customer: Customer, **changes: str) -> Page:
    """The form filled in and sent in."""
    link = link_of(customer)
    await browser.get(f"{link}/form")
    return await browser.send(f"{link}/form/submit", **{**FILLED, **changes})
