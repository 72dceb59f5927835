"""Papers for tests, their sums worked out from their lines."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from domain.companies.address import Address
from domain.papers.accounting import Accounting, ExchangeRate, tax_in_ours
from domain.papers.paper import (
    ElectronicAddress,
    Line,
    NumberedPaper,
    Paper,
    PaperAccount,
    PaperKind,
    Party,
    Period,
    Tax,
    TaxCategory,
    Totals,
)
from domain.values.currencies import minor_digits

ISSUED_ON = date(2026, 2, 1)
JANUARY = Period(first=date(2026, 1, 1), last=date(2026, 1, 31))

REASONS = {
    TaxCategory.EXEMPT: "VATEX-EU-132",
    TaxCategory.REVERSE_CHARGE: "VATEX-EU-AE",
    TaxCategory.INTRA_COMMUNITY: "VATEX-EU-IC",
    TaxCategory.EXPORT: "VATEX-EU-G",
    TaxCategory.OUTSIDE_SCOPE: "VATEX-EU-O",
}

SELLER = Party(
    name="Example Cloud B.V.",
    address=Address(
        line1="Keizersgracht 100", postal_code="1015 CV", city="Amsterdam", country="NL"
    ),
    vat_id="NL123456782B12",
    tax_id="123456782",
    register_id="12345678",
    register_scheme="0106",
    register_name="Trade register of Amsterdam",
    electronic_address=ElectronicAddress(scheme="0106", value="12345678"),
    contact_name="Billing",
    contact_phone="+31 20 123 4567",
    contact_email="billing@example.com",
)
BUYER = Party(
    name="Contoso N.V.",
    address=Address(line1="Nieuwstraat 1", postal_code="1000", city="Brussel", country="BE"),
    vat_id="BE0403170701",
    register_id="0403170701",
    register_scheme="0208",
    electronic_address=ElectronicAddress(scheme="0208", value="0403170701"),
    contact_name="Jan Peeters",
    contact_email="ap@contoso.example",
)
ACCOUNT = PaperAccount(name="Example Cloud B.V.", iban="NL91ABNA0417164300", bic="ABNANL2A")
SWISS_ACCOUNT = PaperAccount(name="Example Cloud B.V.", iban="CH9300762011623852957")


def rounded(number: Decimal, currency: str) -> Decimal:
    return number.quantize(Decimal(1).scaleb(-minor_digits(currency)), ROUND_HALF_UP)


def line(
    number: int,
    price: str = "12.50",
    quantity: str = "2",
    *,
    currency: str = "EUR",
    rate: str = "21",
    category: TaxCategory = TaxCategory.STANDARD,
    **other: Any,
) -> Line:
    what = {
        "description": f"Cloud services, subscription {number:03}",
        "period": JANUARY,
        "unit": "HUR",
        **other,
    }
    return Line(
        id=str(number),
        quantity=Decimal(quantity),
        price=Decimal(price),
        net=rounded(Decimal(price) * Decimal(quantity), currency),
        category=category,
        rate=Decimal(rate) if category is TaxCategory.STANDARD else Decimal(0),
        **what,
    )


def with_tax_in_ours(written: Paper, rate: str = "1.0850") -> Paper:
    """The paper of a seller that declares its tax in euro."""
    rates = ExchangeRate(
        currency=written.currency, on=written.issued_on - timedelta(days=2), rate=Decimal(rate)
    )
    accounting = Accounting(currency="EUR", rates=(rates,))
    ours = tax_in_ours(accounting, written.totals.tax, written.currency, written.issued_on)
    return written.model_copy(update={"tax_in_ours": ours})


def paper(
    lines: Sequence[Line] | None = None,
    *,
    currency: str = "EUR",
    prepaid: str = "0",
    **other: Any,
) -> Paper:
    """An invoice of these lines that adds up; whatever else it says, by the names of its fields."""
    lines = tuple(lines or (line(1, currency=currency),))
    taxes = []
    for category, rate in dict.fromkeys((each.category, each.rate) for each in lines):
        base = sum(
            (each.net for each in lines if (each.category, each.rate) == (category, rate)),
            Decimal(0),
        )
        amount = rounded(base * rate / 100, currency)
        reason = REASONS.get(category)
        taxes.append(
            Tax(category=category, rate=rate, base=base, amount=amount, reason_code=reason)
        )
    net = sum((each.net for each in lines), Decimal(0))
    tax = sum((each.amount for each in taxes), Decimal(0))
    said: dict[str, Any] = {
        "number": "2026-0017",
        "issued_on": ISSUED_ON,
        "due_on": ISSUED_ON + timedelta(days=30),
        "terms_days": 30,
        "seller": SELLER,
        "buyer": BUYER,
        "purchase_order": "PO-4711",
        "buyer_reference": "04011000-12345-03",
        "account": ACCOUNT,
        "reference": "RF18539007547034",
        **other,
    }
    paid = Decimal(prepaid)
    return Paper(
        currency=currency,
        lines=lines,
        taxes=tuple(taxes),
        totals=Totals(net=net, tax=tax, gross=net + tax, prepaid=paid, due=net + tax - paid),
        **said,
    )


def credit_note(lines: Sequence[Line] | None = None, **other: Any) -> Paper:
    said: dict[str, Any] = {
        "kind": PaperKind.CREDIT_NOTE,
        "number": "CN-2026-0003",
        "due_on": None,
        "terms_days": None,
        "of_invoice": NumberedPaper(number="2026-0017", issued_on=ISSUED_ON),
        **other,
    }
    return paper(lines, **said)
