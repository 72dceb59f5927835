"""A contact on a form, whose address is on no domain of the account's, is asked whether they are
the contact."""

from datetime import datetime

from application.ports.ledger import Ledger, Transaction
from domain.accounts.account import Account
from domain.letters.unconfirmed_contact import ASKED_AGAIN_AFTER, Asking, needs_no_confirming
from domain.policy import EligibilityPolicy


async def may_be_written_to(
    transaction: Transaction,
    owner: str,
    account: Account | None,
    address: str,
    policy: EligibilityPolicy,
) -> bool:
    """Whether a contact's address needs no confirming, or was confirmed."""
    allowed, denied = policy.allowed_email_domains, policy.denied_email_domains
    if account and needs_no_confirming(address, account, allowed, denied):
        return True
    return await transaction.contacts.is_confirmed(owner, address)


async def ask_contact(
    transaction: Transaction, asking: Asking, address: str, now: datetime
) -> None:
    """Ask them by a letter of its own, once however many letters wait for it."""
    await transaction.contacts.add(asking.owner, address, asking.request, now)
    await _queue(transaction, asking, address)


async def ask_contact_again(ledger: Ledger, asking: Asking, address: str) -> None:
    """Mail them once more, at most once an hour."""
    async with ledger.writing() as transaction:
        since = asking.at - ASKED_AGAIN_AFTER
        await transaction.contacts.count_again(asking.owner, address, asking.at, since)
        await _queue(transaction, asking, address)


async def _queue(transaction: Transaction, asking: Asking, address: str) -> None:
    asked = await transaction.contacts.asked(asking.owner, address)
    if asked is not None:
        letter = asking.letter(address, asked.address_sha256, asked.times_asked)
        await transaction.notices.queue([letter])
