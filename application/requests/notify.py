"""Records what a request's step has to say: notices to the customer and the teams, how the request
is listed, and what it is."""

from collections.abc import Sequence

from application.ports.ledger import Ledger, Transaction
from domain.events.event import Event
from domain.events.of_requests import events_of_request
from domain.notices import Notice
from domain.requests.life import LifeRecord
from domain.requests.listing import Listing
from domain.requests.snapshot import TimelineEntry


async def notify(
    ledger: Ledger,
    notices: Sequence[Notice],
    listing: Listing | None,
    record: LifeRecord | None = None,
) -> None:
    """Queue the notices, each at most once by its key, and list the request and keep what it is,
    unless a later step did already, and tell other programs: in one transaction."""
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
        if record is not None and (events := _events(listing, record)):
            await transaction.events.add(events)


def _events(listing: Listing, record: LifeRecord) -> list[Event]:
    """What the step tells other programs."""
    entries = [TimelineEntry.model_validate_json(entry) for entry in record.entries]
    return list(events_of_request(listing.line, record.first, entries))
