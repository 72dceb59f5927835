"""Records what a request's step has to say: notices to the customer and the teams, how the request
is listed, and what it is."""

from collections.abc import Sequence

from application.ports.ledger import Ledger, Transaction
from domain.notices import Notice
from domain.requests.life import LifeRecord
from domain.requests.listing import Listing


async def notify(
    ledger: Ledger,
    notices: Sequence[Notice],
    listing: Listing | None,
    record: LifeRecord | None = None,
) -> None:
    """Queue the notices, each at most once by its key, and list the request and keep what it is,
    unless a later step did already: in one transaction."""
    async with ledger.writing() as transaction:
        await write_news(transaction, notices, listing, record)


async def write_news(
    transaction: Transaction,
    notices: Sequence[Notice],
    listing: Listing | None,
    record: LifeRecord | None = None,
) -> None:
    """The same, as a part of another step."""
    if notices:
        await transaction.notices.queue(notices)
    if listing is not None:
        await transaction.listings.write(listing, record)
