"""Phones, e-mail addresses and websites."""

import pytest

from domain.companies.identifiers import ISO_COUNTRIES, email_domain, website_host
from domain.companies.phones import is_phone, is_phone_of


@pytest.mark.parametrize(
    ("country", "phone"),
    [
        ("NL", "+31 20 555 0101"),
        ("NL", "020 555 0101"),
        ("NL", "31205550101"),
        ("GB", "020 7946 0958"),
        ("US", "(425) 555-0134"),
        ("US", "+1 416 555 0134"),
        ("DE", "030 23125-014"),
        ("AQ", "+31 20 555 0101"),
        ("NL", "010 201 2300 toestel 12"),
        ("NL", "010 201 2300, doorkiesnummer 44"),
        ("NL", "+31 10 201 2300 (receptie)"),
        ("NL", "(receptie) 010 201 2300"),
        ("NL", "+31 (0)10 201 2300"),
        ("NL", "0031 (0)10 201 2300"),
        ("NL", "Tel. 010 201 2300"),
        ("NL", "tel:+31102012300"),
        ("NL", "010 201 2300 / 06 12345678"),
        ("NL", "+31 10 201 23 00 (ma-vr 9-17)"),
        ("NL", "＋３１ １０ ２０１ ２３００"),
        ("NL", "010/201.2300"),
        ("NL", "085 060 6123"),
        ("DE", "030/23125-0 Durchwahl 12"),
        ("DE", "+49 (0)30 23125-0 (Zentrale)"),
        ("FR", "01 42 68 53 00 poste 12"),
        ("IT", "02 1234567 int. 12"),
        ("ES", "91 123 45 67 extensión 4"),
        ("RU", "8 (495) 123-45-67 доб. 12"),
        ("PL", "22 123 45 67 wew. 12"),
        ("US", "1-800-FLOWERS"),
        ("US", "+1 942 555 0134"),
        ("US", "001 425 882 8080 ext. 4"),
        ("GB", "+44 (0)20 7946 0958 extension 12"),
        ("EG", "٠٢ ٢٣٩١٢٣٤٥"),
        ("JP", "03-1234-5678 内線 12"),
        ("BR", "(11) 3123-4567 ramal 12"),
        ("SE", "08-123 456 anknytning 12"),
    ],
)
def test_a_phone_number_of_the_country_or_of_its_calling_code(country: str, phone: str) -> None:
    assert is_phone_of(country, phone)


@pytest.mark.parametrize(
    ("country", "phone"),
    [
        ("NL", "+49 30 23125 014"),
        ("NL", "12"),
        ("NL", "hello"),
        ("NL", ""),
        ("NL", "0000000000"),
        ("NL", "1" * 40),
        ("NL", "to follow, see 2026"),
        ("AQ", "020 555 0101"),
    ],
)
def test_a_phone_number_of_elsewhere_or_of_nowhere(country: str, phone: str) -> None:
    assert not is_phone_of(country, phone)


def test_the_books_may_have_a_phone_of_another_country() -> None:
    assert is_phone("NL", "+49 30 23125 014")
    assert not is_phone("NL", "hello")


@pytest.mark.parametrize(
    ("email", "domain"),
    [
        ("anna@Contoso.NL", "contoso.nl"),
        ("o'brien+azure@mail.contoso.co.uk", "mail.contoso.co.uk"),
        ("info@bücher.example", "xn--bcher-kva.example"),
        ("anna@", None),
        ("anna", None),
        ("anna@localhost", None),
        ("a b@contoso.nl", None),
        ("Anna <anna@contoso.nl>", None),
        ("anna@contoso..nl", None),
        ("anna@contoso.nl, ben@contoso.nl", None),
        (" anna@contoso.nl\u00a0", "contoso.nl"),
        ("\ufeffanna@contoso.nl\u200b", "contoso.nl"),
        ("anna＠contoso.nl", "contoso.nl"),
    ],
)
def test_the_domain_of_an_email_address(email: str, domain: str | None) -> None:
    assert email_domain(email) == domain


@pytest.mark.parametrize(
    ("website", "host"),
    [
        ("https://www.contoso.nl", "www.contoso.nl"),
        ("http://contoso.nl:8080/en?x=1", "contoso.nl"),
        ("www.Contoso.nl", "www.contoso.nl"),
        ("contoso.nl/about", "contoso.nl"),
        ("https://bücher.example", "xn--bcher-kva.example"),
        ("www.contoso.nl.", "www.contoso.nl"),
        ("https://www.contoso.nl./nl", "www.contoso.nl"),
        ("  WWW.CONTOSO.NL \u200b", "www.contoso.nl"),
        ("ｗｗｗ．ｃｏｎｔｏｓｏ．ｎｌ", "www.contoso.nl"),
        ("contoso.nl..", None),
        ("contoso", None),
        ("https://", None),
        ("https://10.0.0.1", None),
        ("https://[::1]/", None),
        ("https://localhost", None),
        ("https://anna:secret@contoso.nl", None),
        ("ftp://contoso.nl", None),
        ("mailto:anna@contoso.nl", None),
        ("https://contoso.nl:notaport", None),
        ("https://con toso.nl", None),
    ],
)
def test_the_host_of_a_website(website: str, host: str | None) -> None:
    assert website_host(website) == host


def test_the_list_of_countries_is_that_of_iso_3166() -> None:
    assert len(ISO_COUNTRIES) == 249
    assert {"NL", "GB", "GR"} <= ISO_COUNTRIES
    assert not {"UK", "EL", "EU", "XK"} & ISO_COUNTRIES
