"""From an invoice to what others see of it: briefly for its workflow, wholly for every face."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from domain.invoices.adjustments.disputes import answer_by, late_at
from domain.invoices.facts import Facts
from domain.invoices.happenings import EventKind, InvoiceEvent
from domain.invoices.invoice import Invoice
from domain.invoices.late_charges import holds_until, late_from, open_on
from domain.invoices.lifecycle import InvoiceState
from domain.invoices.money.wires import declarable, missed
from domain.invoices.parts import Assignment, ReminderStep, StepOutcome, WireState
from domain.invoices.possible import possible_of
from domain.invoices.reminding.dunning import hold_at, level_on, next_alarm
from domain.invoices.reminding.pauses import is_paused, pauses_of
from domain.invoices.terms import days_overdue, local_date
from domain.invoices.views.invoice import InvoiceView
from domain.invoices.views.money import AdjustmentView, DisputeView, PaymentView, WireView
from domain.invoices.views.reminders import ReminderView, UndeliveredView
from domain.invoices.views.standing import VERSION, InvoiceStanding
from domain.notices import LetterState
from domain.tasks import Task
from domain.turns import WORKER, WaitingOn, Who


def conclude(invoice: Invoice, now: datetime) -> None:
    """Closes a step: a hold that the invoice is no reason for any more, and who must act."""
    if invoice.held:
        at = hold_at(invoice)
        invoice.held = at is not None and at <= now
    who, task = _assignment_of(invoice)
    was = invoice.assignment
    if task is Task.TOLERATED and (was is None or was.what_for is not Task.TOLERATED):
        facts = Facts(tolerance=invoice.money(invoice.tolerance))
        invoice.write_down(EventKind.TOLERATE, WORKER, now, invoice.tolerated, facts)
    if was is None or (was.who, was.what_for) != (who, task):
        invoice.assignment = Assignment(who=who, what_for=task, since=now)
    invoice.as_of = now
    invoice.revision += 1


def _assignment_of(invoice: Invoice) -> tuple[Who, Task]:
    if invoice.settled:
        return Who.NOBODY, Task.SETTLED
    if invoice.state is InvoiceState.DISPUTED:
        return Who.BILLING, Task.RESOLVE_DISPUTE
    if invoice.undelivered:
        return Who.BILLING, Task.SEE_TO_LETTER
    if invoice.chased == 0 and invoice.in_transit:
        return Who.BILLING, Task.SEE_PAYMENT
    if invoice.tolerated:
        return Who.NOBODY, Task.TOLERATED
    return Who.CUSTOMER, Task.PAY


def standing_of(invoice: Invoice) -> InvoiceStanding:
    """What the workflow keeps. Asked for after `conclude`."""
    return InvoiceStanding(
        version=VERSION,
        invoice=invoice.number,
        account=invoice.account_id,
        state=invoice.state,
        open=invoice.money(invoice.open),
        due_on=invoice.due_on,
        due_at=invoice.overdue_at,
        waiting_on=_waiting_on(invoice),
        next_alarm=next_alarm(invoice),
        reminders_from=reminders_from(invoice),
        settled=invoice.settled,
        country=invoice.country,
        revision=invoice.revision,
        as_of=invoice.as_of,
    )


def view_of(
    invoice: Invoice,
    payments: Iterable[PaymentView],
    timeline: Iterable[InvoiceEvent],
    on_hold: bool,
    now: datetime,
    adjustments: Iterable[AdjustmentView] = (),
    unapplied: bool = False,
) -> InvoiceView:
    """Everything that is shown of it.

    Args:
        unapplied: The account has unapplied credit in the invoice's currency.
    """
    today = local_date(now, invoice.time_zone)
    shown = open_on(invoice, today)
    payments, adjustments = tuple(payments), tuple(adjustments)
    return InvoiceView(
        invoice=invoice.number,
        account=invoice.account_id,
        scope=invoice.scope_id,
        company=invoice.customer.company,
        state=invoice.state,
        waiting_on=_waiting_on(invoice),
        issued_on=invoice.issued_on,
        due_on=invoice.due_on,
        time_zone=invoice.time_zone,
        amount=invoice.money(invoice.amount),
        open=invoice.money(shown),
        as_of=today,
        holds_until=holds_until(invoice, today),
        paid=invoice.money(invoice.paid),
        credited=invoice.money(invoice.credited),
        written_off=invoice.money(invoice.written_off),
        late_charges=invoice.money(invoice.charged + shown - invoice.open),
        disputed=invoice.money(invoice.disputed),
        in_transit=invoice.money(invoice.in_transit),
        declarable=invoice.money(declarable(invoice, shown)),
        missed=invoice.money(missed(invoice)),
        reference=invoice.reference,
        national_references=invoice.national_references,
        pay_to=invoice.policy.pay_to,
        days_overdue=days_overdue(invoice.due_on, now, invoice.time_zone) if invoice.open else 0,
        on_hold=on_hold,
        reminders_from=reminders_from(invoice),
        next_alarm=next_alarm(invoice),
        payments=payments,
        adjustments=adjustments,
        wires=_wires(invoice),
        disputes=_disputes(invoice),
        pauses=tuple(pauses_of(invoice)),
        paused=is_paused(invoice),
        reminders=_reminders(invoice),
        undelivered=_undelivered(invoice),
        timeline=tuple(timeline),
        possible=possible_of(invoice, payments, adjustments, unapplied),
        policy_version=invoice.policy_version,
    )


def reminders_from(invoice: Invoice) -> date | None:
    """From which day reminders, late charges and a hold are counted where that is not the due date:
    the invoice was issued after it."""
    first = late_from(invoice)
    return first if first != invoice.due_on else None


def _waiting_on(invoice: Invoice) -> WaitingOn:
    who, task = _assignment_of(invoice)
    since = invoice.assignment.since if invoice.assignment else invoice.issued_at
    until = None
    if who is Who.CUSTOMER:
        until = invoice.overdue_at
    elif task is Task.SEE_TO_LETTER:
        until = min(letter.until for letter in invoice.undelivered)
    elif who is Who.BILLING and invoice.dispute and invoice.state is InvoiceState.DISPUTED:
        until = late_at(invoice, invoice.dispute)
    elif who is Who.BILLING:
        until = min(wire.resumes_at for wire in invoice.wires if wire.state is WireState.IN_TRANSIT)
    return WaitingOn(who=who, task=task, since=since, until=until)


def _wires(invoice: Invoice) -> tuple[WireView, ...]:
    return tuple(
        WireView(
            bank_reference=wire.bank_reference,
            amount=invoice.money(wire.amount),
            kind=wire.kind,
            declared_at=wire.declared_at,
            by=wire.by,
            expected_by=wire.expected_by,
            state=wire.state,
        )
        for wire in invoice.wires
    )


def _disputes(invoice: Invoice) -> tuple[DisputeView, ...]:
    return tuple(
        DisputeView(
            amount=invoice.money(each.amount),
            reason=each.reason,
            opened_at=each.opened_at,
            by=each.by,
            state=each.state,
            answer_by=answer_by(invoice, each),
            resolved_at=each.resolved_at,
            resolved_by=each.resolved_by,
            resolution=each.resolution,
            ended_because=each.ended_because,
        )
        for each in invoice.disputes
    )


def _undelivered(invoice: Invoice) -> tuple[UndeliveredView, ...]:
    return tuple(
        UndeliveredView(
            key=each.key,
            letter=each.kind,
            state=each.state,
            at=each.at,
            until=each.until,
        )
        for each in invoice.undelivered
    )


def _outcome(step: ReminderStep) -> str:
    """A reminder whose letter has not left is still to come."""
    waits = step.outcome is StepOutcome.SENT and step.letter is not LetterState.LEFT
    return "planned" if waits else step.outcome


def _reminders(invoice: Invoice) -> Sequence[ReminderView]:
    """Every reminder of the policy: those of the past, and the outcome of the others."""
    had = {step.level: step for step in invoice.reminders}
    rest = "cancelled" if invoice.settled else "planned"
    shown = []
    for level, days in enumerate(invoice.policy.reminders, 1):
        step = had.get(level)
        shown.append(
            ReminderView(
                level=level,
                days=days,
                on=level_on(invoice, level),
                outcome=_outcome(step) if step else rest,
                at=step.at if step else None,
                why=step.why if step else None,
                reason=step.reason if step else None,
                said=step.said if step else None,
                letter=step.letter if step and step.outcome is StepOutcome.SENT else None,
            )
        )
    return tuple(shown)
