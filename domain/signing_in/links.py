"""Customers' links: each lets its holder act for one account until it expires or is revoked."""

from datetime import datetime, timedelta

from domain.access import Actor, Role
from domain.accounts.account import Account
from domain.errors import AccessNotAcceptable
from domain.invoices.new.issuing import customer_of
from domain.letters.on_file import is_on_file
from domain.people.through import Channel, Through
from domain.values.record import Record

EXCHANGED_WITHIN = timedelta(days=400)
"""How long after its end a link can still be exchanged for a new one."""


class CustomerLink(Record):
    id: str
    sign_in: str
    account: str
    created_at: datetime
    created_by: str
    expires_at: datetime
    revoked_at: datetime | None
    used_at: datetime | None
    """When somebody last came in by it."""
    mailed_to: str | None = None
    """The address on file that it was mailed to; nobody here saw it. None: its maker was shown it,
    and what is done through it says so."""
    leads_to: str | None = None
    """The page that it opens; None: the customer's front page."""
    replaced_at: datetime | None = None
    """When its address was replaced by another."""

    def is_good(self, now: datetime) -> bool:
        """Whether its holder is let in."""
        return self.revoked_at is None and self.replaced_at is None and now < self.expires_at

    def can_be_exchanged(self, now: datetime) -> bool:
        """Whether a new link may be mailed in its place: nobody took it back, and it was good not
        too long ago."""
        return self.revoked_at is None and self.expires_at > now - EXCHANGED_WITHIN

    def exchanged_with(self, account: Account) -> str | None:
        """Whom a new link in its place is mailed to; None: nobody.

        The reader of a letter to an address that was replaced may be somebody else by now. A link
        that was shown may name anybody; one that was mailed went to a contact of theirs, who is
        checked again when the letter goes out.
        """
        name = self.sign_in
        if self.replaced_at is not None:
            today = customer_of(account, None).email
            if today is None:
                return None
            name = today
        if self.mailed_to is None and not is_on_file(self.sign_in, account):
            return None
        return name

    @property
    def actor(self) -> Actor:
        """Who its holder acts as."""
        return Actor(self.sign_in, frozenset({Role.CUSTOMER}), self.account, self._through)

    @property
    def _through(self) -> Through:
        return Through(
            door=Channel.LINK,
            id=self.id,
            made_by=self.created_by,
            mailed=self.mailed_to is not None,
            staff_could_read=self.mailed_to is None,
        )


def not_on_file() -> AccessNotAcceptable:
    """The refusal to mail a link to an address that the account does not have."""
    return AccessNotAcceptable(
        "A link is mailed to an address that the account has on file only: an administrator's, the"
        " billing contact's, or that of who signed up.",
        field="sign_in",
    )
