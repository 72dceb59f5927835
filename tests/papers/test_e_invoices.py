"""E-invoices keep every official rule and say what the paper says, as others' parsers read them."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import mockeinvoice
import pytest
from lxml import etree

from adapters.papers.cii import cii
from adapters.papers.official import official_problems
from adapters.papers.ubl import XRECHNUNG, ubl
from domain.companies.address import Address
from domain.papers.paper import ElectronicAddress, Paper, TaxCategory
from tests.papers import building, reading
from tests.papers.building import credit_note, line, paper, with_tax_in_ours

MIXED = paper([line(1), line(2, "0.333333", "12.5", rate="9"), line(3, rate="5.5")], prepaid="20")
YEN = paper([line(1, "1000", "3", currency="JPY"), line(2, "250", currency="JPY")], currency="JPY")
DINARS = paper(
    [line(1, "10.500", currency="KWD", category=TaxCategory.EXPORT)], currency="KWD", language="nl"
)
DUTCH = building.SELLER.model_copy(update={"register_name": None, "tax_id": None})
DOLLARS = with_tax_in_ours(
    paper([line(1, "99.99", "3", currency="USD")], currency="USD", note="Thank you.")
)
PAPERS = {
    "tax in two currencies": DOLLARS,
    "the same of a credit note": with_tax_in_ours(credit_note([line(1)], currency="USD")),
    "and in Dutch, in crowns": with_tax_in_ours(
        paper([line(1), line(2, rate="9")], currency="SEK", language="nl")
    ),
    "one line": paper(),
    "mixed rates, part of it prepaid": MIXED,
    "yen have no decimals": YEN,
    "dinars have three": DINARS,
    "credit note": credit_note([line(1, period=None)]),
    "credit note within the Netherlands": credit_note([line(1)], buyer=DUTCH),
    **{
        f"no tax: {category}": paper([line(1, category=category)], buyer_reference=None)
        for category in TaxCategory
        if category is not TaxCategory.STANDARD
    },
    "without a period": paper(
        [line(1, category=TaxCategory.INTRA_COMMUNITY, period=None)], language="nl"
    ),
}


SELLERS = {
    "DE": building.SELLER.model_copy(
        update={
            "name": "Beispiel Cloud GmbH",
            "address": Address(
                line1="Kaiserstraße 1", postal_code="60311", city="Frankfurt", country="DE"
            ),
            "vat_id": "DE136695976",
            "tax_id": None,
            "register_id": "HRB 12345",
            "register_scheme": None,
            "register_name": "Amtsgericht Frankfurt",
            "electronic_address": ElectronicAddress(scheme="9930", value="DE136695976"),
        }
    ),
    "BE": building.SELLER.model_copy(
        update={
            "name": "Voorbeeld Cloud N.V.",
            "address": Address(
                line1="Nieuwstraat 2", postal_code="1000", city="Brussel", country="BE"
            ),
            "vat_id": "BE0428759497",
            "tax_id": None,
            "register_id": "0428759497",
            "register_scheme": "0208",
            "register_name": None,
            "electronic_address": ElectronicAddress(scheme="0208", value="0428759497"),
        }
    ),
    "FR": building.SELLER.model_copy(
        update={
            "name": "Exemple Cloud SAS",
            "address": Address(
                line1="1 rue de Rivoli", postal_code="75001", city="Paris", country="FR"
            ),
            "vat_id": "FR83404833048",
            "tax_id": None,
            "register_id": "40483304800022",
            "register_scheme": "0009",
            "register_name": None,
            "electronic_address": ElectronicAddress(scheme="0009", value="40483304800022"),
        }
    ),
}


@pytest.fixture(params=PAPERS, scope="module")
def of(request: pytest.FixtureRequest) -> Paper:
    return PAPERS[request.param]


def assert_taken(made: bytes) -> None:
    assert official_problems(made) == ()
    _, report = mockeinvoice.validate(made)
    assert [(each.code, each.text) for each in report.failures] == []
    assert report.verdict == "valid"


def test_peppol_takes_it(of: Paper) -> None:
    assert_taken(ubl(of))


@pytest.mark.parametrize("country", SELLERS)
@pytest.mark.parametrize("written", [paper, credit_note], ids=["invoice", "credit note"])
def test_the_rules_of_other_sellers_countries_take_it(
    country: str, written: Callable[..., Paper]
) -> None:
    of = written([line(1), line(2, "0.333333", "12.5")], seller=SELLERS[country])
    assert_taken(ubl(of))


def test_xrechnung_takes_it(of: Paper) -> None:
    referred = of.model_copy(update={"buyer_reference": "04011000-12345-03"})
    assert_taken(ubl(referred, XRECHNUNG))


def test_cii_keeps_the_rules(of: Paper) -> None:
    assert official_problems(cii(of)) == ()
    assert official_problems(cii(of, XRECHNUNG)) == ()


def test_every_format_says_the_same_sums(of: Paper) -> None:
    expected = reading.of_paper(of)

    assert reading.of_ubl(ubl(of)) == expected
    assert reading.of_ubl(ubl(of, XRECHNUNG)) == expected
    assert reading.of_cii(cii(of)) == expected
    assert reading.of_cii(cii(of, XRECHNUNG)) == expected


def said(content: bytes, name: str) -> list[str]:
    return [each.text or "" for each in etree.fromstring(content).iter(f"{{*}}{name}")]


def test_tax_is_said_in_the_sellers_currency_too_with_its_rate() -> None:
    assert DOLLARS.tax_in_ours is not None
    for made in (ubl(DOLLARS), ubl(DOLLARS, XRECHNUNG), cii(DOLLARS), cii(DOLLARS, XRECHNUNG)):
        assert said(made, "TaxCurrencyCode") == ["EUR"]
        assert "58.06" in said(made, "TaxAmount") + said(made, "TaxTotalAmount")
        (words, *_) = said(made, "Note") + said(made, "Content")
        assert words == "Thank you. VAT is EUR 58.06, at 1.0850 USD to 1 EUR on 30 January 2026."


def test_amounts_have_the_digits_of_their_currency() -> None:
    assert said(ubl(YEN), "PayableAmount") == ["4235"]
    assert said(ubl(MIXED), "PayableAmount") == ["41.18"]
    assert said(ubl(MIXED), "PriceAmount") == ["12.50", "0.333333", "12.50"]
    assert said(cii(DINARS), "DuePayableAmount") == ["21.00"]


def test_thousandths_of_a_dinar_are_no_valid_e_invoice_and_the_rules_say_so() -> None:
    """EN 16931 allows two decimals at most: such a paper is sent as a PDF."""
    exact = paper([line(1, "10.125", "1", currency="KWD")], currency="KWD")

    assert "BR-DEC-23" in {each.code for each in official_problems(ubl(exact))}
    assert reading.of_ubl(ubl(exact)).net == Decimal("10.125")


def test_euros_are_paid_by_a_sepa_transfer_and_others_by_any() -> None:
    assert said(ubl(paper()), "PaymentMeansCode") == ["58"]
    assert "58" in said(cii(paper()), "TypeCode")
    assert "30" in said(cii(YEN), "TypeCode")
    assert said(ubl(credit_note()), "PaymentMeansCode") == ["97"]
    assert said(ubl(credit_note()), "PayeeFinancialAccount") == []
    assert said(ubl(paper()), "PaymentID") == ["RF18539007547034"]


def test_a_credit_note_names_its_invoice_and_what_it_is_set_off_against() -> None:
    made = ubl(credit_note())

    assert etree.QName(etree.fromstring(made)).localname == "CreditNote"
    assert "2026-0017" in said(made, "ID")
    assert any("2026-0017" in note for note in said(made, "Note"))
    assert said(cii(credit_note()), "IssuerAssignedID") == ["PO-4711", "2026-0017"]


def test_outside_the_scope_of_vat_no_vat_number_stands_on_it() -> None:
    outside = paper([line(1, category=TaxCategory.OUTSIDE_SCOPE)])

    assert "NL123456782B12" not in said(ubl(outside), "CompanyID")
    assert "NL123456782B12" in said(ubl(paper()), "CompanyID")


def test_terms_are_words_of_the_buyer() -> None:
    dutch = paper(language="nl", terms_days=1, due_on=date(2026, 2, 2))

    assert said(ubl(dutch), "Note") == ["Te betalen binnen een dag, uiterlijk 2 februari 2026."]
    assert said(cii(paper()), "Description")[-1] == "Payable within 30 days, by 3 March 2026."


def test_what_is_no_character_of_xml_is_left_out() -> None:
    party = building.BUYER.model_copy(update={"name": "Contoso\x0b <N.V.> & co\ufffe"})

    assert said(ubl(paper(buyer=party)), "RegistrationName")[1] == "Contoso  <N.V.> & co"


def test_a_broken_e_invoice_is_told_by_rule_and_place() -> None:
    wrong = ubl(paper()).replace(b">30.25</cbc:PayableAmount", b">31.25</cbc:PayableAmount")
    (problem,) = official_problems(wrong)

    assert (problem.code, problem.source) == ("BR-CO-16", "en16931")
    assert problem.problem.startswith("Amount due for payment")
    assert problem.field == "/Invoice[1]/LegalMonetaryTotal[1]"


def test_what_is_no_e_invoice_is_told_by_its_schema() -> None:
    assert [each.code for each in official_problems(b"<Invoice")] == ["not_xml"]
    assert [each.code for each in official_problems(b"<letter/>")] == ["not_an_e_invoice"]
    without = ubl(paper()).replace(b"cbc:IssueDate", b"cbc:Issued")
    assert {each.source for each in official_problems(without)} == {"schema"}
