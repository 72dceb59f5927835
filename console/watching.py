"""Reads what has changed in the ledger, for open pages."""

from datetime import datetime

from clients.all import Clients
from console.live import INVOICES, REQUESTS, Changes, Live, Revisions

_OF_INVOICES = (INVOICES, Live.invoice(""), Live.account(""))
"""Prefixes of the topics that a change of an invoice belongs to."""


def changes_in(clients: Clients) -> Changes:
    """The reader of changes; it queries invoices only when a page about invoices is open."""

    async def changes(since: datetime, topics: frozenset[str]) -> Revisions:
        seen: Revisions = {}
        for each in await clients.queues.changes(since):
            touched = {REQUESTS, Live.request(each.request), Live.account(each.account)}
            seen[each.run] = each.revision, frozenset(touched)
        if any(topic.startswith(_OF_INVOICES) for topic in topics):
            for invoice in await clients.ledger.invoice_changes(since):
                name = Live.invoice(invoice.invoice)
                touched = {INVOICES, name, Live.account(invoice.account)}
                seen[name] = invoice.revision, frozenset(touched)
        return seen

    return changes
