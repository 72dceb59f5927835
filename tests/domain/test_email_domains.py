"""Whose domain a sign-in is on, by the real lists."""

import pytest

from domain.email_domains import SignInProblem, registrable_domain, sign_in_problem

SITE = "https://www.contoso.co.uk"


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("www.contoso.co.uk", "contoso.co.uk"),
        ("contoso.nl", "contoso.nl"),
        ("a.b.contoso.example", "contoso.example"),
        ("contoso.github.io", "contoso.github.io"),
        ("co.uk", None),
        ("github.io", None),
    ],
)
def test_the_registrable_part_of_a_host(host: str, domain: str | None) -> None:
    assert registrable_domain(host) == domain


@pytest.mark.parametrize(
    "sign_in", ["anna@contoso.co.uk", "Anna@CONTOSO.co.uk", "anna@mail.contoso.co.uk"]
)
def test_a_sign_in_on_the_websites_domain_is_the_companys_own(sign_in: str) -> None:
    assert sign_in_problem(sign_in, SITE) is None


@pytest.mark.parametrize(
    ("sign_in", "problem"),
    [
        ("anna@contoso.nl", SignInProblem.OTHER_DOMAIN),
        ("anna@other.co.uk", SignInProblem.OTHER_DOMAIN),
        ("anna@notcontoso.co.uk", SignInProblem.OTHER_DOMAIN),
        ("anna@gmail.com", SignInProblem.FREE_MAIL),
        ("anna@hotmail.nl", SignInProblem.FREE_MAIL),
        ("anna@mailinator.com", SignInProblem.DISPOSABLE),
        ("anna@inbox.mailinator.com", SignInProblem.DISPOSABLE),
        ("anna", SignInProblem.NO_EMAIL),
    ],
)
def test_a_sign_in_elsewhere_is_not(sign_in: str, problem: SignInProblem) -> None:
    assert sign_in_problem(sign_in, SITE) is problem


@pytest.mark.parametrize(
    ("domain", "problem"),
    [
        ("gmail.com", SignInProblem.FREE_MAIL),
        ("web.de", SignInProblem.FREE_MAIL),
        ("mailinator.com", SignInProblem.DISPOSABLE),
    ],
)
def test_a_shared_domain_is_refused_even_when_the_website_is_on_it(
    domain: str, problem: SignInProblem
) -> None:
    assert sign_in_problem(f"anna@{domain}", f"https://www.{domain}") is problem


def test_neighbours_on_a_shared_host_are_not_the_same_company() -> None:
    website = "https://contoso.github.io"
    assert sign_in_problem("anna@fabrikam.github.io", website) is SignInProblem.OTHER_DOMAIN


def test_the_policy_corrects_the_public_lists() -> None:
    free = "https://www.web.de"
    assert sign_in_problem("anna@web.de", free, allowed=["WEB.de"]) is None
    denied = sign_in_problem("anna@contoso.co.uk", SITE, denied=["contoso.co.uk"])
    assert denied is SignInProblem.DENIED
    both = sign_in_problem("anna@web.de", free, allowed=["web.de"], denied=["web.de"])
    assert both is SignInProblem.DENIED


def test_an_allowed_domain_must_still_be_the_companys() -> None:
    problem = sign_in_problem("anna@web.de", SITE, allowed=["web.de"])
    assert problem is SignInProblem.OTHER_DOMAIN


def test_a_website_that_is_none_has_no_domain_to_be_on() -> None:
    assert sign_in_problem("anna@contoso.co.uk", "nowhere") is SignInProblem.OTHER_DOMAIN
