"""Papers of all kinds from a seed: countries, currencies, taxes, languages, names, many lines."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from domain.companies.address import Address
from domain.papers.paper import ElectronicAddress, Line, Paper, PaperAccount, Party, TaxCategory
from domain.papers.paper import Period as _Period
from domain.values.currencies import minor_digits
from tests.papers import building
from tests.papers.building import SWISS_ACCOUNT

SELLERS = [
    building.SELLER,
    Party(
        name="Beispiel Wolken GmbH",
        address=Address(
            line1="Unter den Linden 7", postal_code="10117", city="Berlin", country="DE"
        ),
        vat_id="DE136695976",
        tax_id="37/123/45678",
        register_id="HRB 123456 B",
        register_name="Amtsgericht Charlottenburg",
        electronic_address=ElectronicAddress(scheme="9930", value="DE136695976"),
        contact_name="Rechnungswesen",
        contact_phone="+49 30 1234567",
        contact_email="rechnung@example.de",
    ),
    Party(
        name="Nuages d'Exemple SRL",
        address=Address(
            line1="Rue de la Loi 16", postal_code="1000", city="Bruxelles", country="BE"
        ),
        vat_id="BE0428759497",
        register_id="0428759497",
        register_scheme="0208",
        electronic_address=ElectronicAddress(scheme="0208", value="0428759497"),
        contact_name="Facturation",
        contact_phone="+32 2 123 45 67",
        contact_email="factures@example.be",
    ),
]
ACCOUNTS = {
    "EUR": building.ACCOUNT,
    "CHF": SWISS_ACCOUNT,
    "GBP": PaperAccount(name="Example Cloud B.V.", iban="GB82WEST12345698765432"),
}
OTHER_ACCOUNT = PaperAccount(name="Example Cloud B.V.", iban="DE89370400440532013000")

BUYERS = {
    "NL": ("Fabrikam Holding B.V.", "Coolsingel 40", "3011 AD", "Rotterdam", "NL004495445B01"),
    "BE": ("Contoso N.V.", "Nieuwstraat 1", "1000", "Brussel", "BE0403170701"),
    "DE": ("Müller & Söhne GmbH & Co. KG", "Königsallee 12a", "40212", "Düsseldorf", "DE136695976"),
    "FR": ("L'Œuvre d'Été S.A.S.", "5 rue de l'Église", "75001", "Paris", "FR40303265045"),
    "PL": ("Zażółć Gęślą Jaźń Sp. z o.o.", "ul. Długa 3", "00-238", "Warszawa", "PL8567346215"),
    "HU": ("Árvíztűrő Tükörfúró Kft.", "Fő utca 1.", "1011", "Budapest", "HU12892312"),
    "GR": ("Ελληνικά Νέφη Α.Ε.", "Οδός Ερμού 3", "105 63", "Αθήνα", "EL094259216"),
    "SE": ("Åkerlund Ångström AB", "Drottninggatan 5", "111 51", "Stockholm", "SE123456789701"),
    "CH": ("Zürcher Wolken AG", "Bahnhofstrasse 1", "8001", "Zürich", None),
    "GB": ("Northwind Traders Ltd", "10 Downing Street", "SW1A 2AA", "London", "GB980780684"),
    "US": ('Adventure Works "Cycles" <Inc.>', "1 Microsoft Way", "98052", "Redmond", None),
    "JP": ("株式会社山田製作所", "千代田区丸の内1-1", "100-0005", "東京", None),
    "KW": ("شركة الكويت للسحاب", "شارع الخليج", "13001", "الكويت", None),
}
CURRENCY = {
    "PL": "PLN", "HU": "HUF", "SE": "SEK", "CH": "CHF", "GB": "GBP", "US": "USD", "JP": "JPY",
    "KW": "KWD",
}  # fmt: skip
EU = {"NL", "BE", "DE", "FR", "PL", "HU", "GR", "SE"}
RATES = ["21", "9", "19", "7", "20", "5.5", "25", "27", "2.1"]
UNITS = ["C62", "HUR", "MON", "DAY", "E34", "KWH", "MIN"]
LENGTHS = [1, 1, 1, 2, 3, 5, 8, 13, 21, 34, 55, 100]


def papers(count: int, seed: int = 0, longest: int = 500) -> Iterator[Paper]:
    """So many papers, each of its own kind; the same ones for the same seed."""
    random = Random(seed)
    for number in range(count):
        size = longest if number % 50 == 49 else min(longest, random.choice(LENGTHS))
        yield _paper(random, number, size)


def _paper(random: Random, number: int, size: int) -> Paper:
    country = random.choice(list(BUYERS))
    seller = random.choice(SELLERS)
    currency = random.choice(["EUR", CURRENCY.get(country, "EUR")])
    categories = _categories(random, seller, country)
    issued = date(2026, 1, 1) + timedelta(days=random.randrange(365))
    said: dict[str, Any] = {
        "number": f"{issued:%Y}-{number:05}",
        "issued_on": issued,
        "due_on": issued + timedelta(days=30),
        "language": random.choice(["en", "nl"]),
        "seller": seller,
        "buyer": _buyer(random, country, seller, categories),
        "account": ACCOUNTS.get(currency, OTHER_ACCOUNT),
        "note": random.choice([None, "Thank you & goodbye: <see you> soon, at € 0,00."]),
    }
    lines = [
        _line(random, each, currency, random.choice(categories), issued) for each in range(size)
    ]
    if random.random() < 0.25:
        made = building.credit_note(lines, currency=currency, **{**said, "due_on": None})
    else:
        prepaid = random.choice(["0", "0", str(lines[0].net)]) if size > 1 else "0"
        made = building.paper(lines, currency=currency, prepaid=prepaid, **said)
    rate = ("1.0850", "0.8611", "11.0325", "394.25")[number % 4]
    return building.with_tax_in_ours(made, rate) if currency != "EUR" else made


def _categories(random: Random, seller: Party, country: str) -> list[TaxCategory]:
    if random.random() < 0.07:
        return [TaxCategory.OUTSIDE_SCOPE]
    if country == seller.address.country:
        return random.choice(
            [
                [TaxCategory.STANDARD],
                [TaxCategory.STANDARD, TaxCategory.EXEMPT],
                [TaxCategory.STANDARD, TaxCategory.ZERO],
            ]
        )
    if country in EU:
        within = [TaxCategory.REVERSE_CHARGE, TaxCategory.INTRA_COMMUNITY]
        return [random.choice(within)]
    return [TaxCategory.EXPORT]


def _buyer(random: Random, country: str, seller: Party, categories: list[TaxCategory]) -> Party:
    name, street, postal_code, city, vat_id = BUYERS[country]
    if random.random() < 0.1:
        name = f"{name}, {'Donaudampfschifffahrtsgesellschaft & ' * 6}Söhne"
    return Party(
        name=name,
        address=Address(
            line1=street,
            line2=random.choice([None, "3rd floor"]),
            postal_code=postal_code,
            city=city,
            country=country,
        ),
        vat_id=vat_id,
        register_id="24000000" if country == "NL" else None,
        register_scheme="0106" if country == "NL" else None,
        electronic_address=ElectronicAddress(scheme="0088", value="5790000435968"),
        contact_name=random.choice([None, "Renée Süß"]),
        contact_email="ap@customer.example",
    )


def _line(random: Random, index: int, currency: str, category: TaxCategory, issued: date) -> Line:
    digits = minor_digits(currency)
    # The standard knows cents alone: what has thousandths comes in tens of them here, and what has
    # no decimals at all in whole quantities.
    price = Decimal(random.randrange(1, 10 ** random.randint(2, 6))).scaleb(-min(digits, 2))
    quantity = Decimal(random.randrange(1, 400))
    if digits == 2 and random.random() < 0.5:
        quantity = quantity.scaleb(-random.randint(1, 3))
        price += Decimal(random.randrange(10**4)).scaleb(-6)
    first = issued - timedelta(days=random.randrange(40, 80))
    period = _Period(first=first, last=first + timedelta(days=random.randrange(31)))
    return building.line(
        index + 1,
        str(price),
        str(quantity),
        currency=currency,
        category=category,
        rate=random.choice(RATES),
        unit=random.choice(UNITS),
        period=random.choice([None, period]),
        description=random.choice(
            [
                "Cloud services",
                "Datenübertragung, Zone 1 (außerhalb der EU)",
                'Support & advice <urgent> "24/7"',
                f"Virtual machine {'with a very long name ' * 6}",
            ]
        ),
    )
