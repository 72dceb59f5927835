"""Queues the calls to the billing system that a step needs, in the step's own transaction."""

from collections.abc import Mapping

from application.account_book import AccountBook
from application.consequences import Origin
from domain.billing.step_calls import Lowered, StepToReport, calls_of, touched_by


async def queue_calls(
    book: AccountBook, origin: Origin, key: str, numbered: Mapping[str, str]
) -> None:
    """Queues them for a step that is written.

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
    step = StepToReport(key, origin.by, origin.facts.said, book.receivables, numbered, before)
    await book.transaction.provider.queue(calls_of(step, links), origin.now)
