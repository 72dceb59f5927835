"""Disputes: a whole invoice or a part of it, until billing operations resolve it. Meanwhile
reminders, interest and holds pause for the disputed part."""

from datetime import datetime, timedelta

from domain.errors import AmountNotAcceptable, UnderWay, WrongTurn
from domain.invoices.charges import open_on
from domain.invoices.invoice import Invoice
from domain.invoices.lifecycle import InvoiceTrigger
from domain.invoices.messages import OpenDispute, ResolveDispute
from domain.invoices.parts import Dispute, DisputeState
from domain.invoices.receivables import Receivables
from domain.invoices.settling import charge
from domain.invoices.settling import credit as credit_and_free
from domain.invoices.terms import local_date, local_moment, start_of_day
from domain.notices import Audience, NoticeKind


def dispute(invoice: Invoice, command: OpenDispute, step: str, now: datetime) -> None:
    """Raises:
    NotPossibleNow: nothing is open.
    UnderWay: another dispute is not resolved yet.
    AmountNotAcceptable: more than is open, or in another currency.
    """
    if invoice.dispute is not None:
        raise UnderWay("There is a dispute already that is not resolved.", invoice=invoice.number)
    invoice.refuse_unless_allowed(InvoiceTrigger.DISPUTE)
    amount = invoice.minor_of(command.amount, "the disputed amount")
    open_now = open_on(invoice, local_date(now, invoice.time_zone))
    if amount > open_now:
        raise AmountNotAcceptable(
            f"Only {invoice.money(open_now)} is open on this invoice.", invoice=invoice.number
        )
    whole = amount >= invoice.open  # as it was written down, without the interest since then
    charge(invoice, now)
    amount = invoice.open if whole else amount
    opened = Dispute(amount=amount, reason=command.reason, opened_at=now, by=command.by)
    invoice.disputes.append(opened)
    invoice.fire(InvoiceTrigger.DISPUTE, command.by, now, amount, command.reason)
    for kind, audience in (
        (NoticeKind.DISPUTE_OPENED, Audience.CUSTOMER),
        (NoticeKind.TEAM_INVOICE_DISPUTED, Audience.BILLING),
    ):
        invoice.tell(kind, step, now, audience, amount=amount, reason=command.reason)


def resolve(
    receivables: Receivables, invoice: Invoice, command: ResolveDispute, step: str, now: datetime
) -> int:
    """Upheld: the disputed part that is still open is credited. Rejected: the clock goes on after
    the policy's grace, and what fell due meanwhile is not made up for in a bunch.

    Returns:
        The amount credited, in minor units; zero when rejected.

    Raises:
        WrongTurn: there is no dispute to resolve.
    """
    held = invoice.dispute
    if held is None:
        raise WrongTurn("There is no dispute to resolve on this invoice.", invoice=invoice.number)
    part, today = invoice.disputed, local_date(now, invoice.time_zone)
    charge(invoice, now)
    state = DisputeState.UPHELD if command.upheld else DisputeState.REJECTED
    closed = held.model_copy(
        update={
            "state": state,
            "resolved_at": now,
            "resolved_by": command.by,
            "resolution": command.reason,
        }
    )
    invoice.disputes = [closed if each is held else each for each in invoice.disputes]
    if command.upheld:
        credit_and_free(receivables, invoice, part, command.by, now)
        invoice.fire(InvoiceTrigger.RESOLVE, command.by, now, part, f"upheld: {command.reason}")
        invoice.tell(NoticeKind.DISPUTE_UPHELD, step, now, amount=part, reason=command.reason)
        return part
    deadline = None
    if days := invoice.policy.dispute_grace_days:
        day_after, zone = today + timedelta(days=days + 1), invoice.time_zone
        invoice.grace_until = local_moment(day_after, invoice.policy.remind_at_hour, zone)
        invoice.spared = part
        deadline = start_of_day(day_after, zone) - timedelta(seconds=1)
    invoice.fire(InvoiceTrigger.RESOLVE, command.by, now, part, f"rejected: {command.reason}")
    invoice.tell(
        NoticeKind.DISPUTE_REJECTED,
        step,
        now,
        amount=part,
        reason=command.reason,
        deadline=deadline,
    )
    return 0
