"""Letters to customers: whom one may go to, how many in a day, and the page where it is acted on.

Nothing here words anything; the mail adapter does.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated
from urllib.parse import quote

from pydantic import Field

from domain.accounts.account import Account
from domain.companies.email_domains import sign_in_problem
from domain.companies.identifiers import email_domain
from domain.notices import ABOUT_LIMITS, Audience, Notice, NoticeKind
from domain.values.record import Record


class LettersPolicy(Record):
    link_days: Annotated[int, Field(ge=1, le=365)] = 14
    """How long the link in a letter works at the least; longer where the letter names a later
    day."""
    link_days_at_most: Annotated[int, Field(ge=1, le=3650)] = 120
    most_a_day: Annotated[int, Field(ge=1, le=10_000)] = 20
    """About one request, or one invoice, to its customer. The rest goes out the days after."""
    most_a_day_to_strangers: Annotated[int, Field(ge=1, le=10_000)] = 5
    """To one address that the account does not have, about requests, whichever they are."""


CONFIRM_WITHIN = timedelta(days=60)
"""How long a contact may confirm their address after they were asked."""


class Page(StrEnum):
    """Where a customer does what a letter asks for."""

    REQUEST = "request"
    FORM = "form"
    APPLICATION = "application"
    DOCUMENTS = "documents"
    SWITCH = "switch"
    INVOICE = "invoice"
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
        return Page.INVOICE
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


def link_until(notice: Notice, now: datetime, policy: LettersPolicy) -> datetime:
    """Until when a letter's link works: the day after what it asks for, within the policy's
    bounds."""
    least = now + timedelta(days=policy.link_days)
    most = now + timedelta(days=max(policy.link_days, policy.link_days_at_most))
    asked = notice.deadline + timedelta(days=1) if notice.deadline else least
    return min(max(asked, least), most)


def on_file(account: Account) -> tuple[str, ...]:
    """The addresses that the provider's books have of an account: who administers it, who signed
    up, whom its bills go to."""
    contact = account.billing_contact
    known = [*account.administrators, account.signed_up_by, *([contact.email] if contact else [])]
    return tuple(dict.fromkeys(each.strip() for each in known if email_domain(each.strip())))


def is_on_file(address: str, account: Account) -> bool:
    return same_address(address) in {same_address(each) for each in on_file(account)}


def needs_no_confirming(
    address: str,
    account: Account,
    allowed: Collection[str] = (),
    denied: Collection[str] = (),
) -> bool:
    """Whether a contact's address on a form may be written to at once: it is on file, or on a
    domain of the account's own people. The form's website proves nothing: it could be
    anybody's.

    Args:
        allowed, denied: The policy's corrections of the lists of free mail.
    """
    if is_on_file(address, account):
        return True
    for known in on_file(account):
        website = f"https://{email_domain(known)}"
        if sign_in_problem(address, website, allowed=allowed, denied=denied) is None:
            return True
    return False


def instead_of_contact(account: Account) -> str | None:
    """Who is written to while a contact is not confirmed: the account's first administrator."""
    known = on_file(account)
    return known[0] if known else None


def same_address(address: str) -> str:
    """As two spellings of one address are compared."""
    return address.strip().casefold()


def due_again(queued_at: datetime, now: datetime, sent: int, most_a_day: int) -> datetime | None:
    """When a letter is due of which `sent` others about the same were sent since the day before it
    was written; None: now. Each further day allows as many again."""
    days = max(0, (now - queued_at) // timedelta(days=1))
    if sent < most_a_day * (days + 1):
        return None
    return max(now, queued_at + timedelta(days=days + 1))


class Addressed(Record):
    """What is decided of one letter as it goes out."""

    to: str | None = None
    """The customer's address; None for a team's, or where there is none."""
    instead: bool = False
    """To an administrator, since the contact on the form is not confirmed yet."""
    link: str | None = None
    """Where the recipient acts on it; None where the console's address is not known."""
    until: datetime | None = None
    """How long the link works; None: it asks for a sign-in."""
    wait_until: datetime | None = None
    why: str = ""
    """Why it waits, or is never sent; names nobody."""
    refused: bool = False
