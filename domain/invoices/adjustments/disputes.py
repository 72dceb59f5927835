"""Disputes: a whole invoice or a part of it, until billing operations resolve it. Meanwhile
reminders, interest and holds pause for the disputed part."""

from datetime import date, datetime, timedelta

from domain.errors import AmountNotAcceptable, UnderWay, WrongTurn
from domain.invoices.allocation.receivables import Receivables
from domain.invoices.allocation.settling import charge
from domain.invoices.allocation.settling import credit as credit_and_free
from domain.invoices.asked_amounts import minor_of
from domain.invoices.facts import Facts, of_dispute
from domain.invoices.happenings import EventKind
from domain.invoices.invoice import Invoice
from domain.invoices.late_charges import open_on
from domain.invoices.lifecycle import InvoiceTrigger
from domain.invoices.messages import OpenDispute, ResolveDispute
from domain.invoices.moves import fire
from domain.invoices.notifying import notify
from domain.invoices.obstacles import Why, unless_allowed
from domain.invoices.parts import Dispute, DisputeState
from domain.invoices.terms import local_date, local_moment, overdue_at, start_of_day
from domain.notices import Audience, NoticeKind
from domain.operations.obstacles import Obstacle, clear_of
from domain.turns import WORKER


def hinders_dispute(invoice: Invoice) -> Obstacle | None:
    if invoice.dispute is not None:
        said = "There is a dispute already that is not resolved."
        return Obstacle(Why.DISPUTED_ALREADY, UnderWay(said, invoice=invoice.number))
    return unless_allowed(invoice, InvoiceTrigger.DISPUTE, Why.NOTHING_OPEN)


def hinders_resolve(invoice: Invoice) -> Obstacle | None:
    if invoice.dispute is not None:
        return None
    said = "There is no dispute to resolve on this invoice."
    return Obstacle(Why.NO_DISPUTE, WrongTurn(said, invoice=invoice.number))


def dispute(invoice: Invoice, command: OpenDispute, step: str, now: datetime) -> None:
    """Raises:
    NotPossibleNow: nothing is open.
    UnderWay: another dispute is not resolved yet.
    AmountNotAcceptable: more than is open, or in another currency.
    """
    clear_of(hinders_dispute(invoice))
    amount = minor_of(invoice, command.amount, "the disputed amount")
    open_now = open_on(invoice, local_date(now, invoice.time_zone))
    if amount > open_now:
        raise AmountNotAcceptable(
            f"Only {invoice.money(open_now).written} is open on this invoice.",
            invoice=invoice.number,
        )
    whole = amount >= invoice.open  # as it was written down, without the interest since then
    charge(invoice, now)
    amount = invoice.open if whole else amount
    opened = Dispute(amount=amount, reason=command.reason, opened_at=now, by=command.by)
    invoice.disputes.append(opened)
    opening = Facts(ids=of_dispute(invoice.disputes), said=command.reason)
    fire(invoice, InvoiceTrigger.DISPUTE, command.by, now, amount, opening)
    for kind, audience in (
        (NoticeKind.DISPUTE_OPENED, Audience.CUSTOMER),
        (NoticeKind.TEAM_INVOICE_DISPUTED, Audience.BILLING),
    ):
        notify(
            invoice,
            kind,
            step,
            now,
            audience,
            amount=amount,
            reason=command.reason,
            deadline=late_at(invoice, opened) - timedelta(seconds=1),
        )


def answer_by(invoice: Invoice, held: Dispute) -> date:
    """The last day on which billing operations answer a dispute in time."""
    opened_on = local_date(held.opened_at, invoice.time_zone)
    return opened_on + timedelta(days=invoice.policy.dispute_days)


def late_at(invoice: Invoice, held: Dispute) -> datetime:
    """From when the answer to a dispute is late."""
    return overdue_at(answer_by(invoice, held), invoice.time_zone)


def next_reminder(invoice: Invoice) -> datetime | None:
    """When billing operations are reminded next of an open dispute, or told that it is late;
    None when they have been."""
    held = invoice.dispute
    moments = _moments(invoice, held) if held else []
    return moments[held.reminded] if held and held.reminded < len(moments) else None


def remind(invoice: Invoice, now: datetime) -> None:
    """Sends the last reminder that is due. No clock decides a dispute."""
    at, held = next_reminder(invoice), invoice.dispute
    if at is None or held is None or at > now:
        return
    moments = _moments(invoice, held)
    reminded = sum(moment <= now for moment in moments)
    invoice.replace_dispute(held, held.model_copy(update={"reminded": reminded}))
    late = reminded == len(moments)
    deadline = late_at(invoice, held) - timedelta(seconds=1)
    happened = EventKind.DISPUTE_LATE if late else EventKind.DISPUTE_REMINDER
    facts = Facts(ids=of_dispute(invoice.disputes), day=answer_by(invoice, held))
    invoice.write_down(happened, WORKER, now, invoice.disputed, facts)
    step = f"dispute-{len(invoice.disputes)}-{reminded}"
    team = NoticeKind.TEAM_DISPUTE_LATE if late else NoticeKind.TEAM_DISPUTE_REMINDER
    notices = [(team, Audience.BILLING)]
    if late:
        notices.append((NoticeKind.DISPUTE_LATE, Audience.CUSTOMER))
    for kind, audience in notices:
        notify(
            invoice,
            kind,
            step,
            now,
            audience,
            amount=invoice.disputed,
            reason=held.reason,
            deadline=deadline,
        )


def _moments(invoice: Invoice, held: Dispute) -> list[datetime]:
    """When billing operations are reminded of a dispute, and at last that it is late."""
    policy, last = invoice.policy, answer_by(invoice, held)
    before = sorted(policy.dispute_remind_before, reverse=True)
    reminders = [
        local_moment(last - timedelta(days=days), policy.remind_at_hour, invoice.time_zone)
        for days in before
    ]
    return [*reminders, late_at(invoice, held)]


def resolve(
    receivables: Receivables, invoice: Invoice, command: ResolveDispute, step: str, now: datetime
) -> int:
    """Upheld: the disputed part that is still open is credited. Rejected: the clock continues after
    the policy's grace, and what fell due meanwhile is not made up for in a bunch.

    Returns:
        The amount credited, in minor units; zero when rejected.

    Raises:
        WrongTurn: there is no dispute to resolve.
    """
    clear_of(hinders_resolve(invoice))
    part, state = invoice.disputed, answer_of(command)
    answer = Facts(codes=(state,), ids=of_dispute(invoice.disputes), said=command.reason)
    if command.upheld:
        freed = credit_and_free(receivables, invoice, part, command.by, now)
        _answer(invoice, command, state, now)
        fire(invoice, InvoiceTrigger.RESOLVE, command.by, now, part, answer)
        notify(
            invoice,
            NoticeKind.DISPUTE_UPHELD,
            step,
            now,
            amount=part,
            reason=command.reason,
            unapplied_credit=receivables.unapplied(invoice.currency) if freed else None,
        )
        return part
    charge(invoice, now)
    _answer(invoice, command, state, now)
    today = local_date(now, invoice.time_zone)
    deadline = None
    if days := invoice.policy.dispute_grace_days:
        day_after, zone = today + timedelta(days=days + 1), invoice.time_zone
        invoice.grace_until = local_moment(day_after, invoice.policy.remind_at_hour, zone)
        invoice.spared = part
        deadline = start_of_day(day_after, zone) - timedelta(seconds=1)
    fire(invoice, InvoiceTrigger.RESOLVE, command.by, now, part, answer)
    notify(
        invoice,
        NoticeKind.DISPUTE_REJECTED,
        step,
        now,
        amount=part,
        reason=command.reason,
        deadline=deadline,
    )
    return 0


def answer_of(command: ResolveDispute) -> DisputeState:
    return DisputeState.UPHELD if command.upheld else DisputeState.REJECTED


def _answer(invoice: Invoice, command: ResolveDispute, state: DisputeState, now: datetime) -> None:
    if (held := invoice.dispute) is not None:
        answer = {
            "state": state,
            "resolved_at": now,
            "resolved_by": command.by,
            "resolution": command.reason,
        }
        invoice.replace_dispute(held, held.model_copy(update=answer))
