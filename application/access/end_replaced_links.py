"""Links that were mailed to an address which was replaced end at once. Such a link leads to a new
one, which is mailed to the present recipient of the account's letters."""

from datetime import datetime

from application.ports.ledger import Ledger, Transaction
from domain.accounts.account import Account
from domain.letters.links import taken_off_file, welcome
from domain.letters.on_file import same_address


async def end_links_of_account(
    transaction: Transaction, before: Account, after: Account, now: datetime
) -> None:
    """The account's file was changed: who is not on it any more has no link, and is signed out."""
    gone = taken_off_file(before, after)
    if not gone:
        return
    links = await transaction.letter_links.mailed(after.id, now)
    ended = [link.id for link in links if same_address(link.address) in gone]
    await transaction.letter_links.end_replaced(ended, after.id, now)
    await transaction.letter_links.end_sessions(ended, now)


async def end_links_of_request(
    ledger: Ledger, request: str, account_id: str, contact: str | None, now: datetime
) -> None:
    """A request's form was changed: its links work for its present contact and for who is on file
    of the account. The session that changed the form continues."""
    async with ledger.writing() as transaction:
        known = await transaction.accounts.some([account_id])
        stay = welcome(known.get(account_id), contact)
        links = await transaction.letter_links.mailed(account_id, now, about=request)
        ended = [link.id for link in links if same_address(link.address) not in stay]
        await transaction.letter_links.end_replaced(ended, account_id, now)
