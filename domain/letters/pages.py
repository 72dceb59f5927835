"""The page where a customer does what a letter asks for."""

from enum import StrEnum
from urllib.parse import quote

from domain.notices import ABOUT_LIMITS, Audience, Notice, NoticeKind


class Page(StrEnum):
    """Where a customer does what a letter asks for."""

    REQUEST = "request"
    FORM = "form"
    APPLICATION = "application"
    DOCUMENTS = "documents"
    SWITCH = "switch"
    INVOICE = "invoice"
    SETTLED_INVOICE = "settled_invoice"
    """An invoice that nothing is open of: there is nothing to pay or to dispute."""
    INVOICES = "invoices"
    FRONT = "front"
    """The customer's front page."""


_PAGES = {
    NoticeKind.DRAFT_REMINDER: Page.FORM,
    NoticeKind.CREDIT_APPLICATION_REQUESTED: Page.APPLICATION,
    NoticeKind.CREDIT_APPLICATION_REMINDER: Page.APPLICATION,
    NoticeKind.MORE_INFORMATION_REQUESTED: Page.APPLICATION,
    NoticeKind.MORE_INFORMATION_REMINDER: Page.APPLICATION,
    NoticeKind.DOCUMENTS_REQUESTED: Page.DOCUMENTS,
    NoticeKind.DOCUMENTS_REMINDER: Page.DOCUMENTS,
    NoticeKind.DOCUMENTS_DEADLINE_MISSED: Page.DOCUMENTS,
    NoticeKind.DOCUMENTS_DEADLINE_EXTENDED: Page.DOCUMENTS,
    NoticeKind.DOCUMENT_REFUSED: Page.DOCUMENTS,
    NoticeKind.APPROVED: Page.SWITCH,
    NoticeKind.APPROVAL_REMINDER: Page.SWITCH,
    NoticeKind.SWITCHED: Page.INVOICES,
    NoticeKind.REJECTED: Page.FRONT,
    NoticeKind.WITHDRAWN: Page.FRONT,
    NoticeKind.LAPSED: Page.FRONT,
    NoticeKind.CUSTOMER_LINK: Page.FRONT,
}
_BELOW_REQUEST = {Page.REQUEST: "", Page.FORM: "/form", Page.APPLICATION: "/application",
                  Page.DOCUMENTS: "/documents", Page.SWITCH: "/switch"}  # fmt: skip


def page_of(notice: Notice) -> Page:
    """The page where a customer does what this letter asks for."""
    if notice.invoice is not None:
        return Page.INVOICE if notice.invoice.open.minor else Page.SETTLED_INVOICE
    if notice.kind in ABOUT_LIMITS:
        return Page.INVOICES
    return _PAGES.get(notice.kind, Page.REQUEST)


def path_of(notice: Notice) -> str:
    """That page's path on the console; for a team, that of the case."""
    to_team = notice.audience is not Audience.CUSTOMER
    about = quote(notice.request.partition("/")[2], safe="/:")
    if notice.invoice is not None:
        number = quote(notice.invoice.number, safe="/:")
        return f"/invoices/{number}" if to_team else f"/my/invoices/{number}"
    if notice.leads_to is not None:
        return notice.leads_to
    if to_team:
        return f"/requests/{about}"
    page = page_of(notice)
    if page in _BELOW_REQUEST:
        return f"/my/requests/{about}{_BELOW_REQUEST[page]}"
    return "/my/invoices" if page is Page.INVOICES else "/my"
