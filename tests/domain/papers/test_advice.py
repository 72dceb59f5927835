"""What invoices will need in a company's country is said of its request, and never stops it."""

from datetime import date
from typing import Any

import pytest

from domain.forms.form import problems_in
from domain.papers.advice import SENTENCES, advice_on
from domain.papers.new_lines import LineTax
from domain.papers.paper import TaxCategory
from domain.papers.policy import AS_BUILT_IN, PapersPolicy, TaxRules
from tests.domain.building import GONE, a_draft
from wording.catalogue import LOCALES, words_in

TODAY = date(2026, 11, 30)
PAPERS = PapersPolicy()
"""Sold from the Netherlands."""

IN = {
    "BE": {"company__tax_id": "BE 0202.239.951"},
    "DE": {"company__tax_id": "DE 174 833 788"},
    "FR": {"company__tax_id": "FR 65 044 610 350"},
    "IT": {"company__tax_id": "IT 00743110157"},
    "US": {"company__tax_id": "91-2345670"},
}
LEITWEG = "991-03730-19"


def draft(country: str = "NL", *, public: bool = False, **company: Any) -> dict[str, Any]:
    """Contoso's form, in this country."""
    changes = {"company__address__country": country} | IN.get(country, {})
    changes |= {f"company__{name}": value for name, value in company.items()}
    if public:
        changes["company__legal_form"] = "public_body"
    return a_draft(**changes)


def codes(written: dict[str, Any], papers: PapersPolicy = PAPERS) -> list[str]:
    return [each.code for each in advice_on(written, papers)]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (draft("NL"), []),
        (draft("US"), []),
        (draft("DE"), []),
        (draft("BE"), ["electronic_address_be", "reference_missing"]),
        (draft("BE", purchase_order="PO-1"), ["electronic_address_be"]),
        (draft("FR"), ["electronic_address_fr"]),
        (draft("IT"), ["electronic_address_it"]),
        (draft("NL", public=True), ["electronic_address_nl", "reference_missing"]),
        (draft("DE", public=True), ["electronic_address_de", "leitweg_id_missing"]),
        (draft("FR", public=True), ["electronic_address_fr"]),
    ],
)
def test_each_country_asks_for_its_own(written: dict[str, Any], said: list[str]) -> None:
    assert codes(written) == said


@pytest.mark.parametrize(
    "written",
    [
        draft("BE", electronic_address="0208:0202239951", purchase_order="PO-1"),
        draft("FR", electronic_address="0225:552100554_INVOICES", buyer_reference="A 1"),
        draft("FR", electronic_address="0009:55210055400013", buyer_reference="A 1"),
        draft("IT", electronic_address="0205:ABC1234", buyer_reference="A 1"),
        draft("IT", public=True, electronic_address="0201:UFABC1", buyer_reference="A 1"),
        draft("NL", public=True, electronic_address=f"0190:{'1' * 20}", buyer_reference="A 1"),
        draft("NL", public=True, electronic_address="0106:12345678", buyer_reference="A 1"),
        draft("DE", public=True, electronic_address=f"0204:{LEITWEG}", buyer_reference=LEITWEG),
        draft("DE", public=True, electronic_address="EM:ap@a.example", buyer_reference=LEITWEG),
        draft("NL", electronic_address="EM:ap@contoso.example"),
    ],
)
def test_who_gives_it_is_told_nothing(written: dict[str, Any]) -> None:
    assert codes(written) == []


def test_a_mail_address_is_none_where_the_country_has_a_network() -> None:
    written = draft("BE", electronic_address="EM:ap@contoso.example", purchase_order="PO-1")

    assert codes(written) == ["electronic_address_be"]


@pytest.mark.parametrize(
    "address",
    [
        "0208:0123456789",
        "0208:BE0202239951",
        "0225:552100555",
        "0009:55210055400014",
        "0002:552100555",
        "0106:1234567",
        "0190:123",
        "0201:ABC1234",
        "0205:ABC123",
        "0204:991-03730-20",
    ],
)
def test_a_number_that_is_none_of_its_kind_is_to_be_checked(address: str) -> None:
    written = draft("NL", electronic_address=address, purchase_order="PO-1")

    assert codes(written) == ["electronic_address_doubtful"]


def test_a_kind_that_we_do_not_know_is_left_alone() -> None:
    assert codes(draft("NL", electronic_address="0088:1", purchase_order="PO-1")) == []


def test_who_is_reached_by_peppol_names_an_order_or_a_reference() -> None:
    assert codes(draft("NL", electronic_address="0106:12345678")) == ["reference_missing"]


def test_a_leitweg_id_has_check_digits() -> None:
    written = draft(
        "DE", public=True, electronic_address=f"0204:{LEITWEG}", buyer_reference="991-03730-20"
    )

    assert codes(written) == ["leitweg_id_doubtful"]


def test_an_e_invoice_needs_a_postal_code_where_its_rules_say_so() -> None:
    assert codes(draft("NL", address__postal_code=GONE)) == ["postal_code_missing"]
    assert "postal_code_missing" in codes(draft("DE", public=True, address__postal_code=GONE))
    assert codes(draft("DE", address__postal_code=GONE)) == []


def test_tax_is_shifted_within_the_union_for_a_vat_number_that_checks_out() -> None:
    assert codes(draft("DE", tax_id="29/123/45678")) == ["vat_id_missing"]
    assert codes(draft("NL", tax_id="001234567")) == []  # as at home, with a number or without
    at_home = TaxRules(within_union=LineTax(category=TaxCategory.STANDARD, rate="21"))
    never = PAPERS.model_copy(update={"tax": at_home})
    assert codes(draft("DE", tax_id="29/123/45678"), never) == []


def test_no_advice_keeps_a_form_from_being_sent_in() -> None:
    for written in (draft("BE"), draft("DE", public=True, tax_id="29/123/45678")):
        assert codes(written)
        fields = {each.field for each in problems_in(written, TODAY)}
        assert not fields & {each.field for each in advice_on(written, PAPERS)}


@pytest.mark.parametrize(
    "written",
    [{}, {"company": None}, {"company": "Contoso"}, {"company": {"address": 1, "tax_id": 2}}],
)
def test_what_is_not_written_yet_is_advised_nothing(written: dict[str, Any]) -> None:
    assert codes(written) == []


@pytest.mark.parametrize("language", LOCALES)
def test_customers_read_every_advice_in_their_language(language: str) -> None:
    assert {code for code in SENTENCES if not words_in(language).knows("advice", code)} == set()


@pytest.mark.parametrize(
    ("wanted", "more", "said"),
    [
        ("pdf", {}, []),
        ("factur-x", {}, []),
        ("ubl", {}, ["electronic_address_missing", "reference_missing"]),
        ("ubl", {"electronic_address": "0106:12345678", "purchase_order": "PO-1"}, []),
        ("xrechnung", {}, ["xrechnung_reference_missing"]),
        ("xrechnung-cii", {"buyer_reference": "cost centre 12"}, []),
    ],
)
def test_what_the_chosen_format_needs_is_said(
    wanted: str, more: dict[str, Any], said: list[str]
) -> None:
    assert codes(draft("NL", invoice_format=wanted, **more)) == said


def test_a_format_that_does_not_go_out_is_said_and_is_no_problem() -> None:
    written = draft("NL", invoice_format="ubl")
    assert codes(written, AS_BUILT_IN) == ["format_not_offered"]
    assert problems_in(written, TODAY) == ()


def test_a_format_that_is_none_is_a_problem() -> None:
    (problem,) = problems_in(draft("NL", invoice_format="fax"), TODAY)
    assert problem.field == "company.invoice_format"
