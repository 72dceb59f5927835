"""Links that are mailed to a customer and shown to nobody here, at most one an hour."""

from datetime import datetime
from hashlib import sha256

from application.access.within import Access, require_account
from application.ports.accounts import Holding
from domain.invoices.new.issuing import customer_of
from domain.letters.on_file import is_on_file
from domain.notices import Audience, Notice, NoticeKind
from domain.people.sign_ins import checked_name
from domain.signing_in.links import not_on_file


async def mail_link(
    access: Access, account: str, sign_in: str, leads_to: str | None = None
) -> bool:
    """Mail somebody of this account a link; returns whether it is new.

    Args:
        leads_to: The page that it opens; the customer's front page when not given.

    Raises:
        AccessNotAcceptable: it is no address that the account has on file.
        AccountUnknown: the ledger has no such account.
    """
    name = checked_name(sign_in)
    async with access.ledger.writing() as transaction:
        await require_account(transaction, account)
        held = await transaction.accounts.one(account)
        if held is None or not is_on_file(name, held.account):
            raise not_on_file()
        key = f"account/{account}/{_digest(name)[:16]}/{_digest(leads_to or '')[:8]}"
        letter = _letter(held, name, key, access.now(), leads_to)
        return await transaction.letters.queue(letter)


async def mail_link_again(access: Access, token: str) -> None:
    """Mail a new link to the person whom this one was for; if their address was replaced, to the
    recipient of the account's letters today. Nothing happens if there was no such link or it was
    revoked: the caller does not learn which, as that could reveal who has a link here."""
    now = access.now()
    async with access.ledger.writing() as transaction:
        link = await transaction.links.of_token(token)
        if link is None or not link.can_be_exchanged(now):
            return
        held = await transaction.accounts.one(link.account)
        name = link.exchanged_with(held.account) if held is not None else None
        if held is None or name is None:
            return
        language = await transaction.links.language(link.id)
        key = f"account/{link.account}/link-{link.id}"
        letter = _letter(held, name, key, now, link.leads_to, language)
        await transaction.letters.queue(letter)


def _letter(
    held: Holding,
    to: str,
    key: str,
    now: datetime,
    leads_to: str | None,
    language: str | None = None,
) -> Notice:
    preferred = language or next(iter(held.language.values()), None)
    return Notice(
        key=f"{key}/{now:%Y-%m-%dT%H}",
        kind=NoticeKind.CUSTOMER_LINK,
        audience=Audience.CUSTOMER,
        to=to,
        language=customer_of(held.account, preferred).language,
        time_zone=held.account.time_zone,
        request=f"account/{held.account.id}",
        account=held.account.id,
        leads_to=leads_to,
        company=held.account.name,
        at=now,
    )


def _digest(said: str) -> str:
    return sha256(said.encode()).hexdigest()
