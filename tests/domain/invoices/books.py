"""The invoices and payments of one account in these tests, led along as time passes.

`Books` does what the ledger and the workflows do: it concludes every step, and fires each alarm as
time passes. After each it asserts that nothing is left that is due: an alarm that fires for nothing
would fire for ever.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from domain.errors import DomainError
from domain.invoices import messages as invoice_messages
from domain.invoices.adjustments import credit_notes, disputes, write_offs
from domain.invoices.alarms import NextAlarm
from domain.invoices.allocation.receivables import (
    NEW,
    Adjustment,
    Lowering,
    Payment,
    Receivables,
    Refund,
)
from domain.invoices.invoice import Invoice
from domain.invoices.messages import Share
from domain.invoices.money import payments, refunds, unapplied, wires
from domain.invoices.policy import Instrument, WireKind
from domain.invoices.reminding import dunning
from domain.invoices.reminding import letters as invoice_letters
from domain.invoices.taken_back import corrections, reversals
from domain.invoices.view import conclude, standing_of
from domain.invoices.views.standing import InvoiceStanding
from domain.notices import Audience, LetterState, Notice
from domain.turns import Who
from domain.values.money import Money
from tests.domain.invoices.building import (
    BILLING,
    PAULA,
    an_invoice,
    day,
    sent,
)
from tests.domain.requests.lives import euros


class Books:
    """The invoices and payments of one account, and the clock they live by."""

    def __init__(self, *invoices: Invoice) -> None:
        self.receivables = Receivables(
            invoices[0].account_id, {invoice.number: invoice for invoice in invoices}
        )
        self.now = max(invoice.issued_at for invoice in invoices)
        self.steps = 0
        self.mail = LetterState.LEFT
        """The outcome of letters from now on."""
        self._handed_over: dict[str, set[str]] = {}
        self._conclude(*self.invoices)
        self.wake()

    @property
    def invoices(self) -> list[Invoice]:
        return list(self.receivables.invoices.values())

    @property
    def invoice(self) -> Invoice:
        """The first, or the only one."""
        return self.invoices[0]

    @property
    def standing(self) -> InvoiceStanding:
        return standing_of(self.invoice)

    @property
    def assigned(self) -> tuple[Who, str]:
        return self.standing.waiting_on.who, self.standing.waiting_on.for_

    @property
    def alarm(self) -> NextAlarm | None:
        return dunning.next_alarm(self.invoice)

    @property
    def unapplied(self) -> int:
        return self.receivables.unapplied("EUR")

    def pay(
        self,
        amount: str | Money,
        *numbers: str | tuple[str, str],
        reference: str | None = None,
        to: str | None = None,
        value_date: date | None = None,
        instrument: Instrument = Instrument.WIRE,
        in_this_order: bool = False,
        of: str | None = None,
    ) -> Payment:
        """`numbers` name invoices, or an invoice and the most that it is given."""
        shares = [(each, None) if isinstance(each, str) else each for each in numbers]
        command = invoice_messages.RecordPayment(
            by=BILLING,
            amount=_money(amount),
            bank_reference=reference or f"B-{self.steps + 1}",
            value_date=value_date,
            instrument=instrument,
            shares=tuple(
                Share(number=number, at_most=most and _money(most)) for number, most in shares
            ),
            in_this_order=in_this_order,
            of=of and _money(of),
        )
        with self._a_step() as step:
            payment = payments.record(
                self.receivables, command, to or self.invoice.number, step, self.now
            )
            self._number(payment)
            return payment

    def reverse(
        self,
        reference: str = "B-1",
        amount: str | Money | None = None,
        number: str | None = None,
    ) -> list[str]:
        command = invoice_messages.ReversePayment(
            by=BILLING,
            bank_reference=reference,
            reason="Insufficient funds.",
            amount=amount and _money(amount),
        )
        with self._a_step() as step:
            return reversals.reverse(self.receivables, command, step, self.now, number)

    def correct(self, entry: str = "payment-1", number: str | None = None) -> int:
        command = invoice_messages.CorrectEntry(by=BILLING, entry=entry, reason="A typing error.")
        with self._a_step() as step:
            number = number or self.invoice.number
            return corrections.correct(self.receivables, command, step, self.now, number)

    def refund(self, amount: str, reference: str = "R-1") -> Refund:
        command = invoice_messages.RefundCredit(
            by=BILLING, amount=_money(amount), bank_reference=reference
        )
        with self._a_step():
            refund = refunds.refund(self.receivables, command, self.now)
            refund.entry = f"refund-{len(self.receivables.refunds)}"
            return refund

    def correct_refund(self, refund: Refund) -> None:
        command = invoice_messages.CorrectEntry(
            by=BILLING, entry=refund.entry, reason="It came back."
        )
        with self._a_step():
            corrections.correct_refund(self.receivables, refund, command, self.now)

    def apply_by_itself(self) -> None:
        with self._a_step() as step:
            unapplied.apply_by_itself(self.receivables, step, self.now)

    def apply_credit(self, number: str | None = None) -> int:
        command = invoice_messages.ApplyCredit(by=BILLING)
        with self._a_step() as step:
            number = number or self.invoice.number
            return unapplied.apply_credit(self.receivables, command, number, step, self.now)

    def declare(
        self,
        amount: str | Money = "1000.00",
        kind: WireKind = WireKind.DOMESTIC,
        reference: str = "W-1",
        number: str | None = None,
        again: bool = False,
    ) -> None:
        command = invoice_messages.DeclareWire(
            by=PAULA, amount=_money(amount), bank_reference=reference, kind=kind, again=again
        )
        with self._a_step() as step:
            wires.declare(self._of(number), command, step, self.now)

    def dispute(self, amount: str | Money = "1000.00", number: str | None = None) -> None:
        command = invoice_messages.OpenDispute(
            by=PAULA, amount=_money(amount), reason="We never ordered this."
        )
        with self._a_step() as step:
            disputes.dispute(self._of(number), command, step, self.now)

    def resolve(self, upheld: bool, number: str | None = None) -> int:
        command = invoice_messages.ResolveDispute(
            by=BILLING, upheld=upheld, reason="We looked into it."
        )
        with self._a_step() as step:
            invoice = self._of(number)
            return disputes.resolve(self.receivables, invoice, command, step, self.now)

    def uphold(self) -> int:
        return self.resolve(upheld=True)

    def reject(self) -> None:
        assert self.resolve(upheld=False) == 0

    def credit(self, amount: str | Money, number: str | None = None) -> None:
        command = invoice_messages.CreditInvoice(
            by=BILLING, amount=_money(amount), reason="Billed twice."
        )
        with self._a_step() as step:
            invoice = self._of(number)
            before = invoice.credited
            credit_notes.credit(self.receivables, invoice, command, step, self.now)
            self._adjusted(invoice, Lowering.CREDIT_NOTE, invoice.credited - before)

    def write_off(self, number: str | None = None) -> int:
        command = invoice_messages.WriteOff(by=BILLING, reason="The company is bankrupt.")
        with self._a_step():
            invoice = self._of(number)
            amount = write_offs.write_off(invoice, command, self.now)
            self._adjusted(invoice, Lowering.WRITE_OFF, amount)
            return amount

    def sleep_until(self, moment: datetime) -> None:
        """Nobody works until then, and nobody has begun again."""
        assert moment >= self.now
        self.now = moment

    def outage_until(self, moment: datetime) -> None:
        """Nobody works until then; then everything that is due fires at once."""
        self.sleep_until(moment)
        self.wake()

    def pass_until(self, moment: datetime) -> None:
        """Lets time go by; every alarm fires at its own moment."""
        assert moment >= self.now
        while (alarm := self._next_alarm()) is not None and alarm.at <= moment:
            self.now = max(self.now, alarm.at)
            self.wake()
        self.now = moment

    def pass_to(self, overdue: int, hour: int = 9) -> None:
        """To this hour of the day that is so many days after the first invoice's due date."""
        self.pass_until(day(overdue, hour, self.invoice.time_zone, self.invoice.due_on))

    def wake(self) -> None:
        """Every clock does what is due, once."""
        for invoice in self.invoices:
            alarm = dunning.next_alarm(invoice)
            if alarm is None or alarm.at > self.now:
                continue
            before = len(sent(invoice))
            dunning.fire_alarms(invoice, self.now)
            self._conclude(invoice)
            assert len(sent(invoice)) - before <= 1, "two reminders in one ring"
            after = dunning.next_alarm(invoice)
            if after is not None and after.at <= self.now:  # what waited for a letter to leave
                dunning.fire_alarms(invoice, self.now)
                self._conclude(invoice)
                after = dunning.next_alarm(invoice)
            assert after is None or after.at > self.now, f"it would ring for ever: {after}"

    def _number(self, payment: Payment) -> None:
        """What the ledger does when it writes a payment."""
        receivables, entry = self.receivables, f"payment-{len(self.receivables.payments)}"
        receivables.settlements.rename(NEW, entry)
        receivables.journal = [
            replace(each, payment=entry) if each.payment == NEW else each
            for each in receivables.journal
        ]
        payment.entry = entry

    def _adjusted(self, invoice: Invoice, kind: Lowering, amount: int) -> None:
        made = self.receivables.adjustments.setdefault(invoice.number, [])
        entry = f"{kind.replace('_', '-')}-{len(made) + 1}"
        made.append(Adjustment(entry, kind, amount))

    def _next_alarm(self) -> NextAlarm | None:
        alarms = [alarm for each in self.invoices if (alarm := dunning.next_alarm(each))]
        return min(alarms, key=lambda alarm: alarm.at, default=None)

    def _of(self, number: str | None) -> Invoice:
        return self.receivables.invoices[number] if number else self.invoice

    @contextmanager
    def _a_step(self) -> Iterator[str]:
        before = {each.number: len(each.events) for each in self.invoices}
        yield f"step-{self.steps + 1}"
        self.steps += 1
        self._conclude(*(i for i in self.invoices if len(i.events) > before[i.number]))
        self.wake()

    def _conclude(self, *changed: Invoice) -> None:
        for invoice in changed:
            conclude(invoice, self.now)
            self._deliver(invoice)

    def _deliver(self, invoice: Invoice) -> None:
        """What the postman does: whatever was written leaves at once, or is refused."""
        handed_over = self._handed_over.setdefault(invoice.number, set())
        for notice in [each for each in invoice.outgoing if each.key not in handed_over]:
            handed_over.add(notice.key)
            if notice.audience is Audience.CUSTOMER:
                self.hears_of(invoice, notice, self.mail)

    def hears_of(self, invoice: Invoice, notice: Notice, state: LetterState) -> None:
        if state is LetterState.LEFT:
            invoice_letters.left(invoice, notice, self.now)
        elif state is not LetterState.ON_ITS_WAY:
            invoice_letters.did_not_arrive(invoice, notice, state, self.now)
        conclude(invoice, self.now)

    def send_again(self, number: str | None = None) -> list[Notice]:
        """Billing operations send every letter again that did not arrive."""
        invoice = self._of(number)
        stuck = {each.key for each in invoice.undelivered}
        notices = [each for each in invoice.outgoing if each.key in stuck]
        again = [invoice_letters.sent_again(invoice, each, BILLING, self.now) for each in notices]
        for notice in again:
            self.hears_of(invoice, notice, self.mail)
        self.wake()
        return again

    def dismiss(self, why: str = "nobody reads them there") -> None:
        """Billing operations give up every letter that did not arrive."""
        invoice = self.invoice
        stuck = {each.key for each in invoice.undelivered}
        for notice in [each for each in invoice.outgoing if each.key in stuck]:
            invoice_letters.dismiss(invoice, notice, BILLING, why, self.now)
        conclude(invoice, self.now)
        self.wake()


def books(**changes: Any) -> Books:
    """The books of an account with one invoice, just issued."""
    return Books(an_invoice(**changes))


def two_invoices(**changes: Any) -> Books:
    """INV-1 of 1,000.00, and INV-2 of 500.00, which is a week younger."""
    second = {"number": "INV-2", "amount": euros("500.00"), "issued_on": date(2026, 11, 9)}
    return Books(an_invoice(**changes), an_invoice(**{**changes, **second}))


@contextmanager
def refused(ledger: Books, code: str) -> Iterator[pytest.ExceptionInfo[DomainError]]:
    """What stands inside is refused with this code, in a sentence, and changes nothing."""
    before = deepcopy(ledger.receivables)
    with pytest.raises(DomainError) as refusal:
        yield refusal
    assert refusal.value.code == code
    assert refusal.value.reason.endswith(".")
    assert ledger.receivables == before


def _money(amount: str | Money) -> Money:
    return amount if isinstance(amount, Money) else euros(amount)
