"""Everything a page, a command or the API may show of one invoice."""

from datetime import date

from domain.invoices.alarms import NextAlarm
from domain.invoices.happenings import InvoiceEvent
from domain.invoices.lifecycle import InvoiceState
from domain.invoices.views.money import AdjustmentView, DisputeView, PaymentView, WireView
from domain.invoices.views.reminders import PauseView, ReminderView, UndeliveredView
from domain.operations.obstacles import Possible
from domain.pay_to import PayTo
from domain.turns import Part, WaitingOn
from domain.values.money import Money
from domain.values.national_references import NationalReference


class InvoiceView(Part):
    """Everything a face may show of an invoice, at one moment."""

    invoice: str
    account: str
    scope: str
    company: str
    state: InvoiceState
    waiting_on: WaitingOn
    issued_on: date
    due_on: date
    time_zone: str
    amount: Money
    open: Money
    """The amount and late charges up to today, less what was paid, credited and written off."""
    as_of: date | None = None
    """That day, where the payer is."""
    holds_until: date | None = None
    """The last value date on which `open` settles it; None where it does not grow."""
    paid: Money
    credited: Money
    written_off: Money
    late_charges: Money
    disputed: Money
    in_transit: Money
    declarable: Money
    """What may be declared to be on its way without billing's word."""
    missed: Money
    """What was declared before and did not come in."""
    reference: str
    """ISO 11649, `RF…`: what the payer writes on the transfer."""
    national_references: tuple[NationalReference, ...] = ()
    """What a payer may write instead where a bank asks for it."""
    pay_to: PayTo
    days_overdue: int = 0
    on_hold: bool = False
    """The account is on credit hold."""
    reminders_from: date | None = None
    """Set where the invoice was issued after its due date: reminders, late charges and a hold are
    counted from this day on."""
    next_alarm: NextAlarm | None = None
    payments: tuple[PaymentView, ...] = ()
    adjustments: tuple[AdjustmentView, ...] = ()
    wires: tuple[WireView, ...] = ()
    disputes: tuple[DisputeView, ...] = ()
    pauses: tuple[PauseView, ...] = ()
    paused: bool = False
    """Nothing of what is open is reminded of for now: planned reminders wait."""
    reminders: tuple[ReminderView, ...] = ()
    undelivered: tuple[UndeliveredView, ...] = ()
    timeline: tuple[InvoiceEvent, ...] = ()
    possible: Possible | None = None
    """What can be done now: for each operation why not, or None."""
    policy_version: str
