"""An invoice's present state, and which others a step on one has changed; nothing is changed."""

from collections.abc import Sequence

from application.ports.ledger import Ledger
from application.steps import Changed, known
from domain.invoices.view import standing_of


async def look_up(ledger: Ledger, number: str) -> Changed:
    """The invoice's present state; raises InvoiceUnknown."""
    async with ledger.reading() as transaction:
        invoice = known(await transaction.invoices.one(number), number)
    return Changed(standing=standing_of(invoice))


async def touched_under(ledger: Ledger, key: str) -> tuple[str, ...]:
    """The other invoices that the step under this key changed."""
    async with ledger.reading() as transaction:
        stored = await transaction.answers.under(key)
    return tuple(stored["touched"]) if stored is not None else ()


async def settled_among(ledger: Ledger, numbers: Sequence[str]) -> set[str]:
    """Those of these invoices of which nothing is open."""
    async with ledger.reading() as transaction:
        return await transaction.invoices.settled_among(numbers)
