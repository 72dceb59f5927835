"""What of the ledger has changed, for pages that are being looked at."""

from datetime import datetime

from clients import Clients
from console.live import INVOICES, REQUESTS, Changes, Live, Seen

_INVOICE = Live.invoice("")


def changes_in(clients: Clients) -> Changes:
    """Looks at as little as those who watch need."""

    async def changes(since: datetime, topics: frozenset[str]) -> Seen:
        seen: Seen = {}
        for each in await clients.queues.changes(since):
            told = {REQUESTS, Live.request(each.request), Live.account(each.account)}
            seen[each.run] = each.revision, frozenset(told)
        numbers = [name.removeprefix(_INVOICE) for name in topics if name.startswith(_INVOICE)]
        if numbers:
            for number, revision in (await clients.ledger.invoice_revisions(numbers)).items():
                seen[Live.invoice(number)] = revision, frozenset({Live.invoice(number)})
        if INVOICES in topics:
            seen[INVOICES] = await clients.ledger.invoices_revision(), frozenset({INVOICES})
        return seen

    return changes
