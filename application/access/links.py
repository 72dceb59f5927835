"""Customers' links: made here and shown to their maker, or taken back."""

from datetime import timedelta

from application.access.within import Access, require_account
from domain.errors import AccessUnknown
from domain.people.access_events import AccessEvent
from domain.people.sign_ins import checked_name
from domain.signing_in.links import CustomerLink
from domain.signing_in.new_access import NewAccess


async def latest_links(access: Access, account: str | None = None) -> list[CustomerLink]:
    """Those of one account or of all, the newest first."""
    async with access.ledger.reading() as transaction:
        return await transaction.links.latest(account)


async def create_link(
    access: Access,
    account: str,
    sign_in: str,
    *,
    by: str,
    lasts: timedelta,
    key: str | None = None,
) -> tuple[CustomerLink, str]:
    """A link for somebody of this account, and its token, which cannot be looked up again. It is ""
    where the link was made before, under the `key` of this claim.

    Args:
        sign_in: Their mail address; it is their name in timelines.

    Raises:
        AccessNotAcceptable: the name cannot be one.
        AccountUnknown: the ledger has no such account.
    """
    name, now = checked_name(sign_in), access.now()
    order = NewAccess(kind="link", name=name, account=account)
    async with access.ledger.writing() as transaction:
        if key and (stored := await transaction.answers.to(f"access/{key}", order)) is not None:
            return CustomerLink.model_validate(stored), ""
        await require_account(transaction, account)
        link, token = await transaction.links.add(
            name, account, by=by, at=now, expires_at=now + lasts
        )
        await transaction.log.write(
            AccessEvent.LINK_MADE, now, by=by, subject=link.id, account=account, mailed=False
        )
        if key:
            await transaction.answers.remember(f"access/{key}", order, link, now)
        return link, token


async def link_of_token(access: Access, token: str) -> CustomerLink | None:
    """The link with this token, if it is good. Reading does not use it."""
    async with access.ledger.reading() as transaction:
        link = await transaction.links.of_token(token)
    return link if link is not None and link.is_good(access.now()) else None


async def link_of_id(access: Access, link_id: str) -> CustomerLink:
    """The link with this id, good or not; raises AccessUnknown."""
    async with access.ledger.reading() as transaction:
        link = await transaction.links.one(link_id)
    if link is None:
        raise AccessUnknown("There is no link with this id.", id=link_id)
    return link


async def revoke_link(access: Access, link_id: str) -> CustomerLink:
    """It lets nobody in any more, and the sessions that began with it end; raises AccessUnknown."""
    now = access.now()
    async with access.ledger.writing() as transaction:
        link = await transaction.links.revoke(link_id, now)
        if link is None:
            said = "There is no link with this id that is still valid."
            raise AccessUnknown(said, id=link_id)
        await transaction.log.write(
            AccessEvent.LINK_REVOKED, now, subject=link_id, account=link.account
        )
        await transaction.sessions.end_of_links([link_id], now)
    return link
