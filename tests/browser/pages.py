"""Every page of the console, by its route, with content: the sample data, and each reader."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from cli.samples.companies import Company, companies

OF_STAFF: Mapping[str, tuple[str, ...]] = {
    "/queues": ("/queues", "/queues?ended=yes", "/queues?age=90&country=ZZ"),
    "/requests/{scope}": (
        "/requests/sub-tulpen-2",  # a draft
        "/requests/bp-bergmann-1",  # a credit application to review
        "/requests/bp-bergmann-2",  # documents, one refused
        "/requests/sub-waterkunst-1",  # a document to review
        "/requests/bp-alpenblick-1",  # a deposit to come
        "/requests/sub-wisla-1",  # a name that differs
        "/requests/sub-harrow-1",  # ended
    ),
    "/invoices": ("/invoices", "/invoices?overdue=yes"),
    "/invoices/{number:path}": (
        "/invoices/TUL-1002",  # overpaid
        "/invoices/HAR-2003",  # disputed
        "/invoices/HAR-2004",  # on its way
        "/invoices/CAS-3002",  # in part, long overdue
        "/invoices/CAS-3005",  # taken back
    ),
    "/invoices/{number:path}/~/letters": ("/invoices/CAS-3002/~/letters",),
    "/accounts": ("/accounts",),
    "/accounts/{account}": ("/accounts/{Cascade}", "/accounts/{Tulpen}"),
    "/accounts/{account}/links": ("/accounts/{Tulpen}/links",),
    "/accounts/{account}/erasure": ("/accounts/{Tulpen}/erasure",),
    "/bank": ("/bank", "/bank?state=ignored"),
    "/bank/entries/{entry}": (
        "/bank/entries/BE487800E64AC397A",  # with a proposal
        "/bank/entries/B2AA231675A5F7BF2",  # ignored
    ),
    "/bank/reconciliation": ("/bank/reconciliation?from=2026-11-01&to=2026-11-30",),
    "/bank/profiles": ("/bank/profiles",),
    "/billing-system": ("/billing-system", "/billing-system?ended=yes"),
    "/webhooks": ("/webhooks",),
    "/webhooks/{hook}": ("/webhooks/{hook}",),
    "/letters": ("/letters",),
    "/reports": ("/reports",),
    "/retention": ("/retention",),
    "/erasures": ("/erasures",),
    "/access": ("/access",),
    "/access/log": ("/access/log",),
    "/me": ("/me",),
    "/api/docs": ("/api/docs",),
}


@dataclass(frozen=True)
class OfCustomer:
    """The pages of one customer."""

    company: str
    """How its name begins."""
    pages: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


OF_CUSTOMERS = (
    OfCustomer(
        "Tulpen",
        {
            "/my": ("/my",),
            "/my/requests/{scope}": ("/my/requests/sub-tulpen-1",),
            "/my/requests/{scope}/form": ("/my/requests/sub-tulpen-2/form",),
            "/my/invoices": ("/my/invoices",),
            "/my/papers": ("/my/papers",),
            "/my/statement": ("/my/statement", "/my/statement?since=2026-01-01"),
            "/my/invoices/{number:path}": ("/my/invoices/TUL-1002", "/my/invoices/TUL-1005"),
        },
    ),
    OfCustomer(
        "Brouwerij", {"/my/requests/{scope}/documents": ("/my/requests/sub-linde-1/documents",)}
    ),
    OfCustomer(
        "Bergmann",
        {
            "/my/requests/{scope}": ("/my/requests/bp-bergmann-1",),
            "/my/requests/{scope}/documents": ("/my/requests/bp-bergmann-2/documents",),
        },
    ),
    OfCustomer(
        "Cascade",
        {
            "/my": ("/my",),
            "/my/requests/{scope}": ("/my/requests/sub-cascade-1",),
            "/my/requests/{scope}/application": ("/my/requests/sub-cascade-2/application",),
            "/my/requests/{scope}/withdraw": ("/my/requests/sub-cascade-2/withdraw",),
            "/my/invoices/{number:path}": ("/my/invoices/CAS-3002", "/my/invoices/CAS-3003"),
        },
    ),
    OfCustomer(
        "Norrsken",
        {"/my/requests/{scope}/application": ("/my/requests/sub-norrsken-1/application",)},
    ),
    OfCustomer("Atelier", {"/my/requests/{scope}/switch": ("/my/requests/sub-lumiere-1/switch",)}),
    OfCustomer(
        "Shannon",
        {
            "/my/requests/{scope}": ("/my/requests/sub-shannon-1",),
            "/my/requests/{scope}/switch": ("/my/requests/sub-shannon-2/switch",),
        },
    ),
    OfCustomer(
        "Viñedos",
        {
            "/my/requests/{scope}": ("/my/requests/sub-vinedos-1",),
            "/my/requests/{scope}/form": ("/my/requests/sub-vinedos-1/form",),
        },
    ),
)

OF_NOBODY: Mapping[str, tuple[str, ...]] = {
    "/sign-in": ("/sign-in",),
    "/c/{token}": ("{link}", "/c/no-such-link"),
    "/c/contact/{token}": ("/c/contact/no-such-link",),
}

NOT_PAGES = frozenset(
    {
        "/",
        "/access/log/lines",
        "/me/second-factor/app/{factor}",
        "/sign-in/second",
        "/health",
        "/live",
        "/ready",
        "/sign-in/oidc",
        "/sign-in/oidc/callback",
        "/queues/live",
        "/requests/{scope}/live",
        "/requests/{scope}/evidence",
        "/requests/{scope}/documents/{document}",
        "/requests/{scope}/documents/{document}/picture",
        "/invoices/{number:path}/~/live",
        "/invoices/{number:path}/~/evidence",
        "/invoices/{number:path}/~/paper",
        "/invoices/{number:path}/~/letters/letter.html",
        "/invoices/{number:path}/~/letters/letter.pdf",
        "/accounts/{account}/live",
        "/accounts/{account}/export",
        "/accounts/{account}/statement.csv",
        "/accounts/{account}/statement.pdf",
        "/bank/entries/{entry}/live",
        "/bank/live",
        "/bank/reconciliation.csv",
        "/reports/{name}.csv",
        "/my/live",
        "/my/requests/{scope}/live",
        "/my/requests/{scope}/documents/{document}",
        "/my/invoices-live/{number:path}",
        "/my/invoice-papers/{number:path}",
        "/my/statement.csv",
        "/my/statement.pdf",
    }
)
"""What is fetched otherwise: streams, files, and places that only lead elsewhere."""


def company(named: str) -> Company:
    return next(each for each in companies() if each.name.startswith(named))


def with_account(path: str) -> str:
    """The path with a company's name in braces made its account's id."""
    for each in companies():
        path = path.replace(f"{{{each.name.split()[0]}}}", each.id)
    return path
