"""Phones, e-mail addresses and websites."""

import pytest

from domain.identifiers import ISO_COUNTRIES, email_domain, is_phone_of, website_host


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
    ],
)
def test_a_phone_number_of_the_country_or_of_its_calling_code(country: str, phone: str) -> None:
    assert is_phone_of(country, phone)


@pytest.mark.parametrize(
    ("country", "phone"),
    [("NL", "+49 30 23125 014"), ("NL", "12"), ("NL", "hello"), ("NL", ""), ("AQ", "020 555 0101")],
)
def test_a_phone_number_of_elsewhere_or_of_nowhere(country: str, phone: str) -> None:
    assert not is_phone_of(country, phone)


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
