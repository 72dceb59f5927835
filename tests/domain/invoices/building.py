"""The one way to build an invoice in these tests, and what is asked of one."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from domain.accounts.account import Account, PaymentMethod
from domain.invoices.facts import SkipReason
from domain.invoices.invoice import Invoice
from domain.invoices.late_interest import LateInterest
from domain.invoices.messages import IssueInvoice
from domain.invoices.new.issuing import customer_of, issue
from domain.invoices.parts import StepOutcome
from domain.invoices.policy import InvoicePolicy
from domain.notices import Notice, NoticeKind
from tests.domain.building import an_account, with_scope
from tests.domain.requests.lives import euros

PAULA, BILLING = "paula@contoso.nl", "bob@provider.test"
ZONE = "Europe/Amsterdam"
ISSUED_ON = date(2026, 11, 2)
DUE_ON = date(2026, 12, 2)
SECOND = timedelta(seconds=1)

EU_INTEREST = LateInterest(reference_rates={date(2026, 1, 1): Decimal("2.00")})
"""10 % a year: on 3,650.00 it is 1.00 a day."""


def at(text: str, zone: str = ZONE) -> datetime:
    """A local moment, in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def local(moment: datetime, zone: str = ZONE) -> str:
    """A moment as a clock on the payer's wall shows it."""
    return moment.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M")


def day(overdue: int, hour: int = 9, zone: str = ZONE, due_on: date = DUE_ON) -> datetime:
    """So many days after the due date (before it when less than zero), at this local hour."""
    on = due_on + timedelta(days=overdue)
    return at(f"{on} {hour:02}:00", zone)


def a_payer(**changes: Any) -> Account:
    """An account whose first scope pays by invoice."""
    return with_scope(an_account(**changes), payment_method=PaymentMethod.INVOICE)


def a_command(account: Account, **changes: Any) -> IssueInvoice:
    asked = {
        "by": BILLING,
        "number": "INV-1",
        "scope": account.scopes[0].id,
        "issued_on": ISSUED_ON,
        "amount": euros("1000.00"),
        **changes,
    }
    return IssueInvoice(**asked)


def an_invoice(
    *,
    zone: str = ZONE,
    terms_days: int = 30,
    now: datetime | None = None,
    email: str | None = "ap@contoso.nl",
    policy: InvoicePolicy | None = None,
    **changes: Any,
) -> Invoice:
    """Of 1,000.00, dated 2 November 2026 and so due on 2 December, to a Dutch company. `changes`
    are of the command; `policy` may be given by its fields alone."""
    account = with_scope(a_payer(time_zone=zone), outstanding=None)
    fields = {name: changes.pop(name) for name in InvoicePolicy.model_fields if name in changes}
    command = a_command(account, policy=policy or InvoicePolicy(**fields), **changes)
    customer = customer_of(account, None).model_copy(update={"email": email})
    issued = at(f"{command.issued_on} 12:00", zone)
    return issue(command, account, None, terms_days, customer, now or issued)


def sent(invoice: Invoice) -> list[int]:
    """The levels of the reminders that went out, in the order in which they did."""
    return [step.level for step in invoice.reminders if step.outcome is StepOutcome.SENT]


def skipped(invoice: Invoice) -> dict[int, SkipReason | None]:
    """The levels of those that never will, and why."""
    had = invoice.reminders
    return {step.level: step.reason for step in had if step.outcome is StepOutcome.SKIPPED}


def reminded(invoice: Invoice) -> list[tuple[int, str]]:
    """What was sent and when, on the payer's clock."""
    return [
        (step.level, local(step.at, invoice.time_zone))
        for step in invoice.reminders
        if step.outcome is StepOutcome.SENT
    ]


def notices_of(invoice: Invoice, *kinds: NoticeKind) -> list[Notice]:
    return [notice for notice in invoice.outgoing if not kinds or notice.kind in kinds]


def letters(invoice: Invoice) -> list[NoticeKind]:
    """The reminders that were written, by their firmness."""
    firm = {
        NoticeKind.INVOICE_DUE_SOON,
        NoticeKind.INVOICE_OVERDUE,
        NoticeKind.INVOICE_OVERDUE_AGAIN,
        NoticeKind.INVOICE_OVERDUE_FINAL,
    }
    return [notice.kind for notice in invoice.outgoing if notice.kind in firm]


def triggers(invoice: Invoice) -> list[str]:
    return [event.trigger for event in invoice.events]
