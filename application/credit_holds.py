"""Credit holds of accounts: an account is on hold while any of its invoices is a reason for it.

Decided once the invoices are written, while their account is locked.
"""

from datetime import datetime

from application.ports.watched import Holds
from domain.invoices.happenings import EventKind
from domain.invoices.invoice import Invoice
from domain.invoices.notifying import notify
from domain.notices import Audience, NoticeKind
from domain.turns import WORKER


async def place_hold(holds: Holds, invoice: Invoice, now: datetime) -> None:
    """The invoice has become a reason for a credit hold of its account."""
    if await holds.standing(invoice.account_id) is not None:
        return
    await holds.place(invoice.account_id, invoice.number, now)
    customer, team = NoticeKind.CREDIT_HOLD_PLACED, NoticeKind.TEAM_CREDIT_HOLD_PLACED
    _notify(invoice, EventKind.HOLD, customer, team, now)


async def lift_hold(holds: Holds, invoice: Invoice, now: datetime) -> None:
    """The invoice is no reason for a credit hold any more; without another one it is over."""
    if await holds.lift(invoice.account_id, now, invoice.number, invoice.events[-1].trigger):
        customer, team = NoticeKind.CREDIT_HOLD_LIFTED, NoticeKind.TEAM_CREDIT_HOLD_LIFTED
        _notify(invoice, EventKind.HOLD_LIFTED, customer, team, now)


def _notify(
    invoice: Invoice, what: EventKind, customer: NoticeKind, team: NoticeKind, now: datetime
) -> None:
    invoice.write_down(what, WORKER, now)
    step = f"{what}-{invoice.revision}"
    notify(invoice, customer, step, now, amount=invoice.open)
    notify(invoice, team, step, now, Audience.BILLING, amount=invoice.open)
