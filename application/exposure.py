"""How much of its credit limit an account uses, and who is notified of it.

Decided once the invoices are written, while their account is locked.
"""

from datetime import datetime

from application.ports.ledger import Transaction
from domain.events.of_invoices import limit_crossed
from domain.invoices.account.limit_warnings import level_of, notice_of
from domain.invoices.invoice import Invoice
from domain.invoices.notifying import notify
from domain.notices import Audience
from domain.values.money import Money


async def watch_exposure(transaction: Transaction, invoice: Invoice, now: datetime) -> None:
    """Writes down that the account crossed a share of its limit, and notifies of a rise."""
    exposures = transaction.exposures
    used = await exposures.used(invoice.account_id)
    if used is None:
        return
    after = level_of(used.exposure, used.limit, invoice.policy.warn_at_percent)
    if after is used.level:
        return
    await exposures.note(invoice.account_id, used._replace(level=after), now)
    exposure = Money.from_minor(used.exposure, used.currency)
    limit = Money.from_minor(used.limit, used.currency)
    await transaction.events.add([limit_crossed(invoice, after, exposure, limit, now)])
    if kind := notice_of(used.level, after):
        notify(
            invoice,
            kind,
            f"exposure-{invoice.revision}",
            now,
            Audience.BILLING,
            total=exposure,
            credit_limit=limit,
        )
