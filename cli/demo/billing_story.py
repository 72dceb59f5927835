"""The demo after the switch: three invoices and their thirty days."""

from collections import Counter
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from cli.demo.narrator import Narrator
from clients.accounts.ledger import LedgerClient
from clients.invoices.client import InvoiceClient, IssueOutcome
from clients.requests.client import RequestClient
from domain.invoices import messages
from domain.invoices.invoice import invoice_id
from domain.invoices.lifecycle import InvoiceState
from domain.invoices.policy import WireKind
from domain.invoices.views.invoice import InvoiceView
from domain.invoices.views.statement import Statement
from domain.values.money import Money
from files.invoices import read_invoices

PAULA, AP = "paula@provider.example", "ap@contoso.nl"
IN_TIME, IN_PARTS, LATE = "CON20261", "CON20262", "CON20263"
BILLED = ((IN_TIME, "1200.00"), (IN_PARTS, "2500.00"), (LATE, "900.00"))

NOTICES = {
    IN_TIME: Counter(invoice_issued=1, payment_received=1),
    IN_PARTS: Counter(
        invoice_issued=1,
        invoice_due_soon=2,
        invoice_overdue=1,
        payment_received=2,
        wire_declared=1,
    ),
    LATE: Counter(
        invoice_issued=1,
        invoice_due_soon=2,
        invoice_overdue=1,
        invoice_overdue_again=2,
        credit_hold_placed=1,
        team_credit_hold_placed=1,
        credit_applied=1,
        payment_received=1,
        credit_hold_lifted=1,
        team_credit_hold_lifted=1,
    ),
}
"""The notices about each invoice, and how many."""


class BillingStory:
    def __init__(
        self,
        narrator: Narrator,
        requests: RequestClient,
        invoices: InvoiceClient,
        ledger: LedgerClient,
        account: str,
        scope: str,
        file: Path,
    ) -> None:
        """`file` is where the invoices are written before they are issued."""
        self.demo = narrator
        self._requests = requests
        self._invoices = invoices
        self._ledger = ledger
        self._account = account
        self._scope = scope
        self._file = file

    async def play(self, switched_at: datetime) -> int:
        """Returns for how many days the last of the invoices ran."""
        issued_on = switched_at.date() + timedelta(days=1)
        await self._issued(issued_on)
        await self._paid_in_time(issued_on)
        await self._paid_in_parts(issued_on)
        last = await self._late_up_to_the_hold(issued_on)
        await self._statement()
        return (last - issued_on).days

    async def _issued(self, issued_on: date) -> None:
        self.demo.chapter("first_invoices")
        lines = [f"{number},{self._scope},{issued_on},{amount},EUR" for number, amount in BILLED]
        self._file.write_text("\n".join(["number,scope,issued_on,amount,currency", *lines]) + "\n")
        self.demo.command(f"invoice issue {self._file} --by {PAULA}")
        entries = read_invoices(self._file).entries
        invoices = [entry.invoice for entry in entries if entry.invoice is not None]
        issued = [each async for each in self._invoices.issue_all(invoices, PAULA)]
        self.demo.claim(
            Counter(each.outcome for each in issued) == {IssueOutcome.ISSUED: len(BILLED)},
            "each_is_issued",
        )
        due = issued_on + timedelta(days=30)
        self.demo.claim(all(each.due_on == due for each in issued), "30_days_from_its_date")
        for number, _ in BILLED:
            self.demo.invoice(await self._invoices.view(number))

    async def _pay(self, number: str, amount: str, bank_reference: str) -> InvoiceView:
        self.demo.command(
            f"invoice pay {number} --amount {amount} --bank-reference {bank_reference} --by {PAULA}"
        )
        payment = messages.RecordPayment(
            by=PAULA, amount=_euros(amount), bank_reference=bank_reference
        )
        await self._invoices.send(number, payment)
        view = await self._invoices.view(number)
        self.demo.invoice(view)
        return view

    async def _go_to(self, number: str, day: date) -> InvoiceView:
        """Lets the invoice's own clock run until noon of this day."""
        now = await self._invoices.now(number)
        noon = datetime(day.year, day.month, day.day, 12, tzinfo=now.tzinfo)
        await self._requests.fast_forward(invoice_id(number), noon - now)
        await self._ledger.letters_tried(invoice_id(number))
        self.demo.day(day)
        return await self._invoices.view(number)

    async def _paid_in_time(self, issued_on: date) -> None:
        self.demo.chapter("in_time")
        await self._go_to(IN_TIME, issued_on + timedelta(days=20))
        paid = await self._pay(IN_TIME, "1200.00", "NL24-7781")
        self.demo.claim(paid.state is InvoiceState.PAID, "it_is_paid")
        outcomes = {step.outcome for step in paid.reminders}
        self.demo.claim(outcomes == {"cancelled"}, "paid_in_time_so_never_reminded")

    async def _paid_in_parts(self, issued_on: date) -> None:
        self.demo.chapter("in_parts")
        due = issued_on + timedelta(days=30)
        await self._go_to(IN_PARTS, due - timedelta(days=5))
        part = await self._pay(IN_PARTS, "1000.00", "NL24-7790")
        self.demo.claim(part.state is InvoiceState.PARTLY_PAID, "a_part_is_paid")
        same_day = await self._go_to(IN_PARTS, due)
        self.demo.claim(same_day.state is InvoiceState.PARTLY_PAID, "not_overdue_on_its_due_date")
        view = await self._go_to(IN_PARTS, due + timedelta(days=1))
        self.demo.claim(view.state is InvoiceState.OVERDUE, "overdue_from_the_next_midnight")
        self.demo.says("overdue_since_midnight")
        self.demo.reminders(view)
        view = await self._go_to(IN_PARTS, due + timedelta(days=6))
        self.demo.command(
            f"invoice in-transit {IN_PARTS} --amount 1500.00 --bank-reference NL24-7802"
            f" --kind domestic --by {AP}"
        )
        wire = messages.DeclareWire(
            by=AP, amount=_euros("1500.00"), bank_reference="NL24-7802", kind=WireKind.DOMESTIC
        )
        await self._invoices.send(IN_PARTS, wire)
        view = await self._invoices.view(IN_PARTS)
        self.demo.invoice(view)
        expected_by = view.wires[0].expected_by
        self.demo.claim(expected_by > due + timedelta(days=7), "the_pause_covers_a_reminder_s_day")
        paused = await self._go_to(IN_PARTS, due + timedelta(days=8))
        planned = [step.outcome for step in paused.reminders]
        self.demo.claim(planned[3] == "planned", "reminders_pause_while_the_money_is_on_its_way")
        await self._go_to(LATE, due + timedelta(days=8))
        settled = await self._pay(IN_PARTS, "1500.05", "NL24-7802")
        self.demo.claim(settled.state is InvoiceState.PAID, "it_is_settled")
        standing = await self._ledger.standing(self._account)
        self.demo.claim(standing.unapplied_credit == _euros("0.00"), "no_credit_is_left_lying")
        self.demo.says("too_much", invoice=LATE)

    async def _late_up_to_the_hold(self, issued_on: date) -> date:
        self.demo.chapter("late")
        due = issued_on + timedelta(days=30)
        view = await self._go_to(LATE, due + timedelta(days=15))
        self.demo.claim(not view.on_hold, "no_hold_yet_at_15_days")
        view = await self._go_to(LATE, due + timedelta(days=16))
        self.demo.claim(view.on_hold, "more_than_15_days_overdue_credit_hold")
        self.demo.says("on_hold", "red")
        self.demo.reminders(view)
        last = due + timedelta(days=18)
        await self._go_to(LATE, last)
        paid = await self._pay(LATE, "899.95", "NL24-7850")
        self.demo.claim(paid.state is InvoiceState.PAID, "it_is_paid")
        self.demo.claim(not paid.on_hold, "the_payment_lifted_the_hold")
        self.demo.says("hold_lifted", "green")
        return last

    async def _statement(self) -> None:
        self.demo.chapter("statement")
        self.demo.command(f"account statement {self._account}")
        statement = await self._ledger.statement(self._account)
        self.demo.statement(statement)
        self.demo.claim(_received(statement) == Decimal("4600.00"), "4_600_00_eur_came_in")
        (exposure,) = statement.exposures
        nothing = _euros("0.00")
        self.demo.claim(
            exposure.open == exposure.unapplied_credit == nothing, "all_that_came_in_settled_it"
        )

    async def everybody_was_notified_once(self) -> int:
        """Every notice of the three was sent once; returns how many."""
        for number, expected in NOTICES.items():
            mails = await self._ledger.mails(invoice_id(number))
            counted = Counter(str(mail.kind) for mail in mails)
            known = {"about": number, "expected": dict(expected), "counted": dict(counted)}
            self.demo.claim(counted == expected, "notices", **known)
            self.demo.claim(all(mail.state == "sent" for mail in mails), "every_mail_has_gone_out")
        return sum(counted.total() for counted in NOTICES.values())


def _euros(amount: str) -> Money:
    return Money(amount=Decimal(amount), currency="EUR")


def _received(statement: Statement) -> Decimal:
    payments = (entry.credit for entry in statement.entries if entry.kind == "payment")
    return sum((each.amount for each in payments if each is not None), Decimal(0))
