"""A letter gets a link of its own, by which its reader comes in without a password.

The ledger stores only a digest of a link, so a letter that is worded again gets a new link.
"""

from datetime import datetime

from application.ports.ledger import Transaction
from application.ports.letter_links import NewLink
from application.ports.outbox import QueuedNotice
from domain.letters.addressed import Addressed
from domain.letters.links import KEPT_OF_A_LETTER, link_until
from domain.letters.pages import path_of
from domain.letters.policy import LettersPolicy
from domain.letters.unconfirmed_contact import CONFIRM_WITHIN, Asking
from domain.people.sign_ins import normal_name


async def with_link(
    transaction: Transaction,
    queued: QueuedNotice,
    account: str,
    way: Addressed,
    console: str,
    policy: LettersPolicy,
    now: datetime,
) -> Addressed:
    """The letter with a new link for its recipient. Of failed attempts the latest link is kept: its
    letter may have been sent."""
    if queued.attempts > 1:
        await transaction.letter_links.forget_unused(queued.key, KEPT_OF_A_LETTER)
    until = link_until(queued.notice, now, policy)
    link = NewLink(
        sign_in=normal_name(way.to or ""),
        account=account,
        letter=queued.key,
        leads_to=path_of(queued.notice),
        expires_at=until,
    )
    token = await transaction.letter_links.add(link, now)
    return way.model_copy(update={"link": f"{console}/c/{token}", "until": until})


async def with_confirming_link(
    transaction: Transaction, queued: QueuedNotice, way: Addressed, console: str, now: datetime
) -> Addressed:
    """The letter that asks a contact, with the link by which they confirm."""
    asking, to = Asking.of(queued.notice), queued.notice.to or ""
    token = await transaction.contacts.new_token(asking.owner, to, asking.request)
    until = now + CONFIRM_WITHIN
    return way.model_copy(update={"link": f"{console}/c/contact/{token}", "until": until})
