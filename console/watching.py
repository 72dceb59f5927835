"""What of the ledger has changed, for pages that are being looked at."""

from datetime import datetime

from clients.all import Clients
from console.live import INVOICES, REQUESTS, Changes, Live, Seen

_OF_INVOICES = (INVOICES, Live.invoice(""), Live.account(""))
"""How a topic begins that a change of an invoice may be told under."""


def changes_in(clients: Clients) -> Changes:
    """Looks at as little as those who watch need."""

    async def changes(since: datetime, topics: frozenset[str]) -> Seen:
        seen: Seen = {}
        for each in await clients.queues.changes(since):
            told = {REQUESTS, Live.request(each.request), Live.account(each.account)}
            seen[each.run] = each.revision, frozenset(told)
        if any(topic.startswith(_OF_INVOICES) for topic in topics):
            for invoice in await clients.ledger.invoice_changes(since):
                name = Live.invoice(invoice.invoice)
                told = {INVOICES, name, Live.account(invoice.account)}
                seen[name] = invoice.revision, frozenset(told)
        return seen

    return changes
