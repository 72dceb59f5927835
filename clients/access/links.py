"""Customers' links, made here or mailed, and contacts who confirm their address by one."""

from datetime import timedelta

from application.access import links, mail_link
from application.letters.ask_contact import ask_contact_again
from application.letters.confirm_contact import confirm_contact, contact_of
from application.ports.contacts import Contact
from clients.access.shared import Shared
from domain.letters.unconfirmed_contact import Asking
from domain.signing_in.links import CustomerLink


class ManagingLinks(Shared):
    """Making, mailing, listing and revoking customers' links."""

    async def links(self, account: str | None = None) -> list[CustomerLink]:
        """The latest customers' links, or those of one account, the newest first."""
        return await links.latest_links(self._access, account)

    async def create_link(
        self, account: str, sign_in: str, *, by: str, lasts: timedelta, key: str | None = None
    ) -> tuple[CustomerLink, str]:
        """A link for somebody of this account, and its token, which cannot be looked up again. It
        is "" where the link was made before, under the `key` of this claim.

        Args:
            sign_in: Their mail address; it is their name in timelines.

        Raises:
            AccessNotAcceptable: the name cannot be one.
            AccountUnknown: the ledger has no such account.
        """
        return await links.create_link(self._access, account, sign_in, by=by, lasts=lasts, key=key)

    async def link(self, token: str) -> CustomerLink | None:
        """The link with this token, if it is valid. Reading does not use it."""
        return await links.link_of_token(self._access, token)

    async def link_of(self, link_id: str) -> CustomerLink:
        """The link with this id, valid or not; raises AccessUnknown."""
        return await links.link_of_id(self._access, link_id)

    async def revoke_link(self, link_id: str) -> CustomerLink:
        """Revokes the link and ends the sessions that began with it; raises AccessUnknown."""
        revoked = await links.revoke_link(self._access, link_id)
        self._remembered.forget()
        return revoked

    async def mail_link(self, account: str, sign_in: str, leads_to: str | None = None) -> bool:
        """Mails somebody of this account a link that nobody here sees, at most once an hour;
        returns whether it is new.

        Args:
            leads_to: The page that it opens; the customer's front page when not given.

        Raises:
            AccessNotAcceptable: it is no address that the account has on file.
            AccountUnknown: the ledger has no such account.
        """
        return await mail_link.mail_link(self._access, account, sign_in, leads_to)

    async def mail_link_again(self, token: str) -> None:
        """Mails a new link to the person whom this one was for, at their address on file only. The
        caller does not learn the result: it could reveal who has a link here."""
        await mail_link.mail_link_again(self._access, token)

    async def contact_of(self, token: str) -> Contact | None:
        """The contact who was asked by this token to confirm their address."""
        return await contact_of(self._ledger, token, self._now())

    async def ask_contact_again(
        self, account: str, request: str, address: str, language: str, time_zone: str
    ) -> None:
        """Mails the contact of a request once more, at most once an hour."""
        await ask_contact_again(
            self._ledger,
            Asking(
                account=account,
                request=request,
                language="nl" if language == "nl" else "en",
                time_zone=time_zone,
                at=self._now(),
            ),
            address,
        )

    async def confirm_contact(self, token: str) -> bool:
        """The contact confirms their address. False: no such token, or not any more."""
        return await confirm_contact(self._ledger, token, self._now())
