"""The one way to build lines, a buyer and a paper in these tests."""

from datetime import date
from decimal import Decimal
from typing import Any

from domain.companies.address import Address
from domain.invoices.policy import InvoicePolicy
from domain.papers.buyer import Buyer
from domain.papers.making import Issued, paper_of
from domain.papers.new_lines import NewLine
from domain.papers.paper import Paper
from domain.papers.policy import PapersPolicy
from domain.values.money import Money

DUTCH = Buyer(
    name="Contoso BV",
    address=Address(line1="Damrak 1", postal_code="1012 LG", city="Amsterdam", country="NL"),
    tax_id="NL004495445B01",
)
GERMAN = Buyer(
    name="Fabrikam GmbH",
    address=Address(line1="Hauptstrasse 5", postal_code="10115", city="Berlin", country="DE"),
    tax_id="DE 136 695 976",
)
BRITISH = Buyer(
    name="Northwind Ltd",
    address=Address(line1="1 High Street", postal_code="SW1A 1AA", city="London", country="GB"),
    tax_id="GB980780684",
)
POLICY = PapersPolicy()


def a_line(price: Any = "100", **changes: Any) -> NewLine:
    return NewLine.model_validate({"description": "Virtual machines", "price": price} | changes)


def standard(rate: str = "21") -> dict[str, Any]:
    return {"category": "S", "rate": rate}


def a_paper(
    *lines: NewLine,
    amount: str,
    currency: str = "EUR",
    buyer: Buyer = DUTCH,
    prepaid: str = "0",
    policy: PapersPolicy = POLICY,
) -> Paper:
    issued = Issued(
        number="INV-1",
        issued_on=date(2026, 11, 2),
        due_on=date(2026, 12, 2),
        amount=Money(amount=Decimal(amount), currency=currency),
        reference="RF18539007547034",
        language="en",
        pay_to=InvoicePolicy().pay_to,
        prepaid=Decimal(prepaid),
    )
    return paper_of(issued, lines, buyer, policy)
