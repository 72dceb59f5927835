"""Reads what has changed in the ledger, for open pages."""

from datetime import datetime

from clients.all import Clients
from console.live import BANK, INVOICES, REQUESTS, Changes, Live, Revisions

_OF_INVOICES = (INVOICES, Live.invoice(""), Live.account(""))
"""Prefixes of the topics that a change of an invoice belongs to."""


def changes_in(clients: Clients) -> Changes:
    """The reader of changes; it queries invoices, or bank statements, only when a page about them
    is open."""

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
        if any(topic.startswith(BANK) for topic in topics):
            bank = await clients.bank.changes(since)
            seen[BANK] = bank.standing, frozenset({BANK})
            for entry, revision in bank.decided.items():
                name = Live.bank_entry(entry)
                seen[name] = revision, frozenset({BANK, name})
            seen |= {f"statement:{each}": (1, frozenset({BANK})) for each in bank.read}
        return seen

    return changes
