"""What Peppol and XRechnung ask for beyond the standard: we say so by the same rules as a reader
that has all of them."""

from typing import Any

import mockeinvoice
import pytest

from adapters.papers.maker import Papers
from domain.companies.address import Address
from domain.papers.formats import PaperFormat
from domain.papers.needs import needs_of
from domain.papers.paper import ElectronicAddress, Paper, Party
from tests.papers.building import BUYER, SELLER, paper

DUTCH = Party(
    name="Fabrikam B.V.",
    address=Address(line1="Coolsingel 1", postal_code="3011 AD", city="Rotterdam", country="NL"),
    vat_id="NL004495445B01",
    register_id="24000000",
    register_scheme="0106",
    electronic_address=SELLER.electronic_address,
)
MAIL = ElectronicAddress(scheme="EM", value="ap@contoso.example")


def without(party: Party, *fields: str) -> Party:
    return party.model_copy(update=dict.fromkeys(fields))


def nowhere(party: Party) -> Party:
    return party.model_copy(
        update={"address": party.address.model_copy(update={"postal_code": None})}
    )


CASES: dict[str, tuple[PaperFormat, dict[str, Any]]] = {
    "nothing is missing": (PaperFormat.UBL, {}),
    "no electronic addresses": (
        PaperFormat.UBL,
        {
            "seller": without(SELLER, "electronic_address"),
            "buyer": without(BUYER, "electronic_address"),
        },
    ),
    "a mail address": (
        PaperFormat.UBL,
        {"buyer": BUYER.model_copy(update={"electronic_address": MAIL})},
    ),
    "no reference": (PaperFormat.UBL, {"buyer_reference": None, "purchase_order": None}),
    "an order is a reference": (PaperFormat.UBL, {"buyer_reference": None}),
    "a Dutch seller of another register": (
        PaperFormat.UBL,
        {"seller": without(SELLER, "register_scheme")},
    ),
    "a Dutch seller without a postal code": (PaperFormat.UBL, {"seller": nowhere(SELLER)}),
    "a Dutch buyer": (PaperFormat.UBL, {"buyer": DUTCH}),
    "a Dutch buyer of another register": (
        PaperFormat.UBL,
        {"buyer": without(DUTCH, "register_scheme")},
    ),
    "a Dutch buyer without a postal code": (PaperFormat.UBL, {"buyer": nowhere(DUTCH)}),
    "XRechnung: nothing is missing": (PaperFormat.XRECHNUNG, {}),
    "XRechnung: no Leitweg-ID": (PaperFormat.XRECHNUNG, {"buyer_reference": None}),
    "XRechnung: nobody to ask": (
        PaperFormat.XRECHNUNG,
        {"seller": without(SELLER, "contact_name")},
    ),
    "XRechnung: no telephone": (
        PaperFormat.XRECHNUNG,
        {"seller": without(SELLER, "contact_phone")},
    ),
    "XRechnung: no mail address": (
        PaperFormat.XRECHNUNG,
        {"seller": without(SELLER, "contact_email")},
    ),
    "XRechnung: no postal codes": (
        PaperFormat.XRECHNUNG,
        {"seller": nowhere(SELLER), "buyer": nowhere(BUYER)},
    ),
    "XRechnung: mail reaches the buyer": (
        PaperFormat.XRECHNUNG,
        {"buyer": without(BUYER, "electronic_address")},
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_what_is_missing_is_told_by_the_rules_that_would_refuse_it(case: str) -> None:
    as_, changed = CASES[case]
    of: Paper = paper(**changed)
    made = Papers().make(of, as_)

    _, report = mockeinvoice.validate(made)
    refused = {each.code for each in report.failures if each.level == "fatal"}
    found = needs_of(of, as_)
    assert {each.code for each in found} == refused
    assert all(each in Papers().check(of, as_, made) for each in found)


@pytest.mark.parametrize("as_", [PaperFormat.PDF, PaperFormat.FACTUR_X])
def test_a_pdf_needs_nothing_of_that(as_: PaperFormat) -> None:
    of = paper(
        buyer=without(BUYER, "electronic_address"), buyer_reference=None, purchase_order=None
    )

    assert needs_of(of, as_) == ()


def test_a_buyer_of_an_xrechnung_is_reached_somehow() -> None:
    """XRechnung has this rule of Peppol's, which the reader above does not know for it."""
    of = paper(buyer=without(BUYER, "electronic_address", "contact_email"))

    for as_ in (PaperFormat.XRECHNUNG, PaperFormat.XRECHNUNG_CII):
        assert [each.code for each in needs_of(of, as_)] == ["PEPPOL-EN16931-R010"]
