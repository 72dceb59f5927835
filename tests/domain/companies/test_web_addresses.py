"""Web addresses in names: what a mail program would make a link of."""

from datetime import date

import pytest

from domain.companies.web_addresses import holds_web_address
from domain.forms.form import problems_in
from tests.domain.building import a_draft


@pytest.mark.parametrize(
    "name",
    [
        "Win at evil.com", "evil.com.", "(evil.com)", "EVIL.COM", "Anna evil.co.uk", "x.com",
        "http://x", "https://evil.example/a", "hxxp://evil.com", "ftp://a.b", "//evil.com",
        "www.evil.nl", "Contoso evil.com/pay B.V.", "evil.com:8080", "bit.ly/3x", "t.co/abc",
        "anna@evil.com", "mailto:x", "evil[.]com", "evil (dot) com", "evil\u3002com",
        "\uff45\uff56\uff49\uff4c\uff0e\uff43\uff4f\uff4d", "пример.рф", "münchen.de",
        "Bros.shop", "Foo.de", "MyCompany.io", "Click:evil.com",
    ],
)  # fmt: skip
def test_a_web_address_is_found_however_it_is_written(name: str) -> None:
    assert holds_web_address(name)


@pytest.mark.parametrize(
    "name",
    [
        "Contoso B.V.", "Plan B B.V.", "Foo Co.Ltd.", "Foo Co.,Ltd", "Foo Pty.Ltd", "Foo S.A",
        "E.ON SE", "St.Gallen AG", "M.de Vries", "A.la Cour", "Dr.Oetker", "J.P.Morgan",
        "Müller GmbH & Co.KG", "株式会社バンク", "T.J.Maxx", "No. 1 Traders", "A/S Norden",
        "Sp. z o.o.", "S.p.A.", "AT&T Inc.", "O.O.O. Romashka", "Mr.John Smith", "3.14 Pizza",
    ],
)  # fmt: skip
def test_what_companies_and_people_are_called_is_none(name: str) -> None:
    assert not holds_web_address(name)


def test_a_company_may_be_called_by_its_own_website() -> None:
    assert not holds_web_address("Booking.com B.V.", "www.booking.com")
    assert holds_web_address("Booking.com at evil.com", "www.booking.com")
    assert holds_web_address("Booking.com/win", "www.booking.com")


@pytest.mark.parametrize("field", ["company.name", "company.former_name", "contact.name"])
def test_a_form_with_one_in_a_name_is_not_submitted(field: str) -> None:
    block, name = field.split(".")
    draft = a_draft()
    draft[block] = {**draft[block], name: "Prize at evil.com"}
    found = [each for each in problems_in(draft, date(2026, 11, 29)) if each.code == "web_address"]
    assert [each.field for each in found] == [field]
    assert "evil" not in found[0].problem
