"""Whether the administrators sign in on the company's own domain: E4."""

from typing import Any

from domain.companies.email_domains import MAY_BE_LET_THROUGH, SignInProblem, sign_in_problem
from domain.companies.identifiers import email_domain, website_host
from domain.companies.shared_hosts import registrable_domain
from domain.rules.facts import Facts
from domain.rules.findings import Finding, Severity
from domain.rules.rule import Rule

_E4 = Rule("E4", Severity.FIX)
_WORDS = {
    SignInProblem.NO_EMAIL: "is not an e-mail address",
    SignInProblem.FREE_MAIL: "is on a free-mail domain",
    SignInProblem.DISPOSABLE: "is on a domain for disposable addresses",
    SignInProblem.DENIED: "is on a domain that we do not accept as a company's own",
    SignInProblem.OTHER_DOMAIN: "is not on the domain of the company's website",
}


def administrators_on_own_domain(facts: Facts) -> Finding:
    """E4 (P20, Resolve): every administrator's sign-in is on the company's own domain.

    Where unrelated people share a domain, as with a hoster or a network's pages, it proves nothing:
    that is unknown, and a verifier judges before anything is approved. A sign-in on another domain
    fails, and a verifier may let it through as a second domain of the company. Where the form says
    why it is theirs too, nothing is left for the customer to put right: it is unknown, and the
    verifier's to judge by what they wrote.
    """
    website, policy = facts.form.company.website, facts.policy
    found: list[tuple[int, str, SignInProblem]] = []
    for index, sign_in in enumerate(facts.form.administrators):
        problem = sign_in_problem(
            sign_in,
            website,
            allowed=policy.allowed_email_domains,
            denied=policy.denied_email_domains,
        )
        if problem is not None:
            found.append((index, email_domain(sign_in) or "", problem))
    host = website_host(website)
    evidence: dict[str, Any] = {"website_domain": registrable_domain(host) if host else None}
    if not found:
        message = "The administrators sign in on the company's own domain."
        return _E4.passes(message, **evidence)
    evidence["sign_ins"] = [
        {"field": f"administrators.{index}", "domain": domain, "why": problem.value}
        for index, domain, problem in found
    ]
    judgement = all(problem in MAY_BE_LET_THROUGH for _, _, problem in found)
    wrong = [each for each in found if each[2] is not SignInProblem.SHARED_HOST]
    explained = facts.form.other_domains
    if explained is not None:
        evidence["explained_by_customer"] = explained
    if wrong and judgement and explained is not None:
        message = (
            "An administrator does not sign in on the domain of the company's website. You told us"
            " why: one of us will look at it."
        )
        return _E4.unknown(message, judgement=True, **evidence)
    if not wrong:
        message = (
            "The website or a sign-in is on a domain that anybody can have a name under, which"
            " shows nothing of who has it: one of us will look at it."
        )
        return _E4.unknown(message, judgement=True, website=host, **evidence)
    index, _, first = next((each for each in wrong if each[2] not in MAY_BE_LET_THROUGH), wrong[0])
    message = (
        f"Administrator {index + 1} {_WORDS[first]}: name administrators who sign in on the"
        " company's own domain"
    )
    message += ", or say in the form why this domain is the company's too." if judgement else "."
    return _E4.fails(message, judgement=judgement, **evidence)
