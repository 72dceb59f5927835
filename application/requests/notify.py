"""Records what a request's step has to say: notices to the customer and the teams, and how the
request is listed."""

from collections.abc import Sequence

from application.ports.ledger import Ledger, Transaction
from domain.notices import Notice
from domain.requests.listing import Listing


async def notify(ledger: Ledger, notices: Sequence[Notice], listing: Listing | None) -> None:
    """Queue the notices, each at most once by its key, and list the request, unless it is listed by
    a later step already: in one transaction."""
    async with ledger.writing() as transaction:
        await write_news(transaction, notices, listing)


async def write_news(
    transaction: Transaction, notices: Sequence[Notice], listing: Listing | None
) -> None:
    """The same, as a part of another step."""
    if notices:
        await transaction.notices.queue(notices)
    if listing is not None:
        await transaction.listings.write(listing)
