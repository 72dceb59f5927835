"""What a customer of these tests types into the request form, by the fields' names."""

from playwright.async_api import Page

GOOD = {
    "company.website": "https://www.contoso.nl",
    "company.tax_id": "NL004495445B01",
    "company.established": "1998",
    "contact.name": "Anna de Vries",
    "contact.phone": "+31 20 555 0101",
    "credit.amount": "48.000,00",
    "justification": "Onze financiële afdeling betaalt alleen per overschrijving.",
}

WITH_MISTAKES = {
    **GOOD,
    "company.tax_id": "NL004495446B01",
    "company.established": "2199",
    "contact.phone": "12",
    "credit.amount": "veel",
    "justification": "",
}


async def fill_in(page: Page, typed: dict[str, str]) -> None:
    for name, value in typed.items():
        await page.locator(f"[name='{name}']").fill(value)
    await page.locator("[name='company.legal_form'][value=company]").check()
    await page.locator("[name='preferred_contact'][value=email]").check()
    await page.locator("[name='credit.currency']").select_option("EUR")
