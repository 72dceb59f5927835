"""What a step on invoices is to the billing system is written with the step."""

from collections.abc import Mapping

from application.account_book import AccountBook
from application.consequences import Origin
from domain.billing.telling import Lowered, ToldStep, calls_of, touched_by


async def tell_provider(
    book: AccountBook, origin: Origin, key: str, numbered: Mapping[str, str]
) -> None:
    """Have the billing system be told of a step that is written.

    Args:
        numbered: The entries that the ledger gave to what is new.
    """
    before = {number: Lowered(was.credited, was.written_off) for number, was in book.before.items()}
    numbers = touched_by(book.receivables, before)
    if not numbers:
        return
    links = await book.transaction.provider.links(numbers)
    if not links:
        return  # the billing system knows none of them
    step = ToldStep(key, origin.by, origin.facts.said, book.receivables, numbered, before)
    await book.transaction.provider.tell(calls_of(step, links), origin.now)
