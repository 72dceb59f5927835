"""What the paper of an invoice says: of its lines, or of its one amount."""

from decimal import Decimal

import pytest

from domain.papers.adding_up import problems_of
from domain.papers.buyer import Buyer, electronic_address_in
from domain.papers.new_lines import LineTax
from domain.papers.paper import TaxCategory
from domain.papers.policy import NumberSeries, PapersPolicy, Seller, TaxRules
from tests.domain.papers.building import BRITISH, DUTCH, GERMAN, a_line, a_paper, standard


def test_an_amount_without_lines_is_one_line_and_holds_its_tax() -> None:
    paper = a_paper(amount="1210.00")
    (line,) = paper.lines
    assert (line.description, str(line.net), str(line.rate)) == ("Cloud services", "1000.00", "21")
    assert (str(paper.totals.net), str(paper.totals.tax)) == ("1000.00", "210.00")
    assert problems_of(paper) == ()


@pytest.mark.parametrize("cents", [*range(1, 130), 99_999_999])
def test_whatever_the_amount_is_it_is_what_is_due(cents: int) -> None:
    paper = a_paper(amount=f"{Decimal(cents) / 100:.2f}")
    assert paper.totals.due == Decimal(cents) / 100
    assert abs(paper.totals.rounding) <= Decimal("0.01")
    assert problems_of(paper) == ()


@pytest.mark.parametrize(("currency", "amount"), [("JPY", "1000"), ("KWD", "12.345"), ("HUF", "9")])
def test_every_currency_has_its_own_digits(currency: str, amount: str) -> None:
    paper = a_paper(amount=amount, currency=currency)
    assert paper.totals.due == Decimal(amount)
    assert problems_of(paper) == ()


def test_a_company_elsewhere_in_the_union_owes_the_tax_itself() -> None:
    (tax,) = a_paper(amount="1000.00", buyer=GERMAN).taxes
    assert (tax.category, tax.reason_code) == (TaxCategory.REVERSE_CHARGE, "VATEX-EU-AE")
    assert a_paper(amount="1000.00", buyer=GERMAN).buyer.vat_id == "DE136695976"


def test_without_a_vat_number_it_is_taxed_as_at_home() -> None:
    unknown = GERMAN.model_copy(update={"tax_id": "29/815/08156"})
    (tax,) = a_paper(amount="1210.00", buyer=unknown).taxes
    assert (tax.category, tax.rate) == (TaxCategory.STANDARD, Decimal(21))


def test_what_is_outside_the_scope_names_no_vat_number() -> None:
    paper = a_paper(amount="1000.00", buyer=BRITISH)
    assert paper.taxes[0].category is TaxCategory.OUTSIDE_SCOPE
    assert (paper.seller.vat_id, paper.buyer.vat_id) == (None, None)
    assert paper.seller.tax_id == PapersPolicy().seller.vat_id
    assert problems_of(paper) == ()


def test_tax_is_rounded_for_each_rate_and_not_for_each_line() -> None:
    # 3 × 0.33 at 21 %: 0.21 on the sum, and 0.07 on each.
    lines = [a_line("0.33", tax=standard()) for _ in range(3)]
    paper = a_paper(*lines, amount="1.20")
    assert [str(tax.amount) for tax in paper.taxes] == ["0.21"]
    assert problems_of(paper) == ()


def test_each_category_and_rate_has_its_tax_once() -> None:
    lines = [
        a_line("100", tax=standard("21.00")),
        a_line("50", tax=standard("9")),
        a_line("10", tax=standard("21")),
        a_line("5", tax={"category": "E", "reason": "Postage stamps"}),
    ]
    paper = a_paper(*lines, amount="192.60")
    assert [(tax.category, str(tax.rate), str(tax.base)) for tax in paper.taxes] == [
        ("S", "21", "110.00"),
        ("S", "9", "50.00"),
        ("E", "0", "5.00"),
    ]
    assert problems_of(paper) == ()


def test_what_was_prepaid_is_no_longer_due() -> None:
    paper = a_paper(a_line("100"), amount="21.00", prepaid="100")
    assert (str(paper.totals.gross), str(paper.totals.due)) == ("121.00", "21.00")
    assert problems_of(paper) == ()


def test_a_policy_says_how_what_names_no_tax_is_taxed() -> None:
    exempt = LineTax.model_validate({"category": "E", "reason": "Small business"})
    policy = PapersPolicy(tax=TaxRules(domestic=exempt))
    (tax,) = a_paper(amount="50.00", policy=policy).taxes
    assert (tax.category, tax.reason, tax.amount) == (
        TaxCategory.EXEMPT,
        "Small business",
        Decimal(0),
    )


def test_an_electronic_address_is_read_as_it_is_written() -> None:
    read = electronic_address_in(" 0208:0123456749 ")
    assert read is not None
    assert (read.scheme, read.value) == ("0208", "0123456749")
    assert electronic_address_in("0123456749") is electronic_address_in("12:3") is None


def test_a_greek_vat_number_begins_with_el() -> None:
    address = DUTCH.address.model_copy(update={"country": "GR"})
    assert Buyer(name="X", address=address, tax_id="094259216").vat_id == "EL094259216"


def test_a_series_has_numbers_for_each_year() -> None:
    from datetime import date

    series = NumberSeries(prefix="CN-{year}-")
    name = series.name_on(date(2027, 1, 1))
    assert series.number(name, 42) == "CN-2027-00042"


def test_a_sellers_vat_number_has_right_check_digits() -> None:
    from pydantic import ValidationError

    with pytest.raises(ValidationError, match="not a valid VAT number"):
        Seller(name="Ours", address=DUTCH.address, vat_id="DE136695975")
    assert Seller(name="Ours", address=DUTCH.address, vat_id="de 136695976").vat_id == "DE136695976"
