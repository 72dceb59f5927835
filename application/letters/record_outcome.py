"""Records whether a letter was delivered, as a mail server said."""

from collections.abc import Sequence
from datetime import datetime

from application.account_book import Before
from application.consequences import Origin
from application.letters.writing import write_invoice
from application.ports.ledger import Ledger
from application.ports.letters import DeliveryState, Follow, Followed
from domain.invoices.reminding import letters
from domain.invoices.reminding.dunning import next_alarm


async def record_on_invoice(
    ledger: Ledger, number: str, followed: Sequence[Followed], now: datetime
) -> bool:
    """Record, once, the outcomes of letters about an invoice. Returns whether its workflow has to
    refresh: until it did, they are still to be reported.

    `now` is when the mail server answered, by the real clock: no rehearsal moves that ahead.
    """
    async with ledger.writing() as transaction:
        invoice = await transaction.invoices.locked(number)
        if invoice is None:
            await transaction.letters.reported(followed)
            return False
        alarm, before, content = next_alarm(invoice), Before.of(invoice), invoice.content
        now = invoice.not_before(now)
        for each in followed:
            if each.dismissed_by is not None:
                continue  # recorded when it was reported: the workflow refreshes
            if each.state is DeliveryState.SENT:
                letters.left(invoice, each.notice, now)
            else:
                letters.did_not_arrive(invoice, each.notice, each.letter, now)
        if invoice.content != content:
            await write_invoice(transaction, invoice, before, Origin(now))
        stuck = any(each.follow is Follow.WAKE for each in followed)
        wake = not invoice.settled and (stuck or next_alarm(invoice) != alarm)
        if not wake:
            await transaction.letters.reported(followed)
        return wake
