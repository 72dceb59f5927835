"""Who gets a letter while the contact on a form is not confirmed, and what the contact is asked.

A form's contact may be written to at once where the address is on file of the account, or on a
domain of its own people. Anybody else is asked first whether they are the contact, by a letter that
says nothing that anybody wrote. Until they confirm, the account's first administrator gets the
letters; where there is nobody else, the letters wait.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

from domain.accounts.account import Account
from domain.companies.email_domains import sign_in_problem
from domain.companies.identifiers import email_domain
from domain.letters.addressed import Addressed
from domain.letters.on_file import is_on_file, on_file
from domain.notices import Audience, Notice, NoticeKind
from domain.values.languages import Spoken
from domain.values.record import Record

CONFIRM_WITHIN = timedelta(days=60)
"""How long a contact may confirm their address after they were asked."""

ASKED_AGAIN_AFTER = timedelta(hours=1)
"""A contact is mailed at most once in this time."""

_LOOKED_AT_AGAIN_AFTER = timedelta(days=1)
_NOBODY = "the contact is not confirmed, and the account has nobody else to write to"


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


def instead_of_contact(account: Account | None, now: datetime) -> Addressed:
    """Who gets a letter while its contact is not confirmed."""
    known = on_file(account) if account else ()
    if not known:
        return Addressed(wait_until=now + _LOOKED_AT_AGAIN_AFTER, why=_NOBODY)
    return Addressed(to=known[0], instead=True)


class Asking(Record):
    """For which request a contact is asked, and how."""

    account: str | None
    """The account that the form names."""
    request: str
    language: Spoken
    time_zone: str
    at: datetime

    @classmethod
    def of(cls, notice: Notice) -> "Asking":
        return cls(
            account=notice.account,
            request=notice.request,
            language=notice.language,
            time_zone=notice.time_zone,
            at=notice.at,
        )

    @property
    def owner(self) -> str:
        """The account, or else the request: a confirmation is valid for it alone."""
        return self.account or self.request

    def letter(self, address: str, address_sha256: str, times_asked: int) -> Notice:
        """The letter that asks. It contains nothing that anybody typed: the recipient may never
        have asked for anything."""
        return Notice(
            key=f"contact/{self.owner}/{address_sha256[:16]}/{times_asked}",
            kind=NoticeKind.CONFIRM_CONTACT,
            audience=Audience.CUSTOMER,
            to=address,
            language=self.language,
            time_zone=self.time_zone,
            request=self.request,
            account=self.account,
            company="",
            at=self.at,
        )
