"""Random lives of two invoices of one account, held against what may ever be true of them.

It takes seconds: there are sixty lives, and everything is checked after every step."""

from collections.abc import Callable
from copy import deepcopy
from datetime import timedelta
from decimal import Decimal
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from domain.errors import DomainError
from domain.invoices import late_charges
from domain.invoices.invoice import Invoice
from domain.invoices.late_interest import interest
from domain.invoices.lifecycle import SETTLED, InvoiceState, InvoiceTrigger
from domain.invoices.parts import Charge, DisputeState, StepOutcome, WireState
from domain.invoices.policy import InvoicePolicy, WireKind
from domain.invoices.reminding.dunning import hold_at, next_alarm, step_at
from domain.invoices.terms import local_date
from domain.invoices.view import standing_of, view_of
from tests.domain.invoices.books import Books, two_invoices
from tests.domain.invoices.building import (
    EU_INTEREST,
    letters,
    sent,
)
from tests.domain.invoices.test_lifecycle import MAY_LEAD_TO
from tests.domain.requests.lives import euros

numbers = st.sampled_from(["INV-1", "INV-2"])
amounts = st.one_of(
    st.sampled_from(["100.00", "400.00", "500.00", "1000.00", "1500.00", "0.01", "0.00"]),
    st.integers(1, 160_000).map(lambda minor: f"{minor / 100:.2f}"),
)
references = st.sampled_from(["B-1", "B-2", "B-3", "B-4", "W-1", "W-2"])
policies = st.builds(
    InvoicePolicy,
    reminders=st.sampled_from([(-7, -1, 1, 7, 14, 30), (), (1,), (-3, -1), (1, 2, 3)]),
    remind_at_hour=st.sampled_from([0, 9, 23]),
    hold_after_days=st.sampled_from([15, 1, None]),
    dispute_grace_days=st.sampled_from([5, 0, 20]),
    late_interest=st.sampled_from([None, EU_INTEREST]),
    compensation=st.sampled_from([{}, {"EUR": Decimal(40)}]),
)
zones = st.sampled_from(["Europe/Amsterdam", "Pacific/Tongatapu", "Pacific/Honolulu"])


class InvoiceLives(RuleBasedStateMachine):
    ledger: Books
    asleep = False
    """Nobody has worked since time went by: what is due is still to come."""

    @initialize(policy=policies, zone=zones)
    def issue(self, policy: InvoicePolicy, zone: str) -> None:
        self.ledger = two_invoices(policy=policy, zone=zone)

    @rule(days=st.integers(0, 20), hours=st.integers(0, 23))
    def time_goes_by(self, days: int, hours: int) -> None:
        self.ledger.pass_until(self.ledger.now + timedelta(days=days, hours=hours))
        self.asleep = False

    @rule(number=numbers)
    def it_is_the_very_moment_of_the_next_alarm(self, number: str) -> None:
        alarm = next_alarm(self.ledger.receivables.invoices[number])
        if alarm is not None and alarm.at > self.ledger.now:
            self.ledger.sleep_until(alarm.at)
            self.asleep = True

    @rule(days=st.integers(1, 60))
    def nobody_works(self, days: int) -> None:
        self.ledger.sleep_until(self.ledger.now + timedelta(days=days))
        self.asleep = True

    @rule(
        amount=amounts,
        reference=references,
        named=st.lists(numbers, min_size=1, max_size=3),
        at_most=st.none() | amounts,
        days_ago=st.integers(-1, 40),
        in_this_order=st.booleans(),
    )
    def somebody_pays(
        self,
        amount: str,
        reference: str,
        named: list[str],
        at_most: str | None,
        days_ago: int,
        in_this_order: bool,
    ) -> None:
        today = local_date(self.ledger.now, self.ledger.invoice.time_zone)
        self._try(
            lambda: self.ledger.pay(
                amount,
                *((number, at_most) if at_most else number for number in named),
                reference=reference,
                value_date=today - timedelta(days=days_ago) if days_ago else None,
                in_this_order=in_this_order,
            )
        )

    @rule(reference=references)
    def the_bank_takes_back(self, reference: str) -> None:
        self._try(lambda: self.ledger.reverse(reference))

    @rule(number=numbers)
    def credit_is_applied(self, number: str) -> None:
        self._try(lambda: self.ledger.apply_credit(number))

    @rule(
        amount=amounts, number=numbers, reference=references, kind=st.sampled_from(list(WireKind))
    )
    def a_wire_is_declared(self, amount: str, number: str, reference: str, kind: WireKind) -> None:
        self._try(lambda: self.ledger.declare(amount, kind, reference, number))

    @rule(amount=amounts, number=numbers, everything=st.booleans())
    def it_is_disputed(self, amount: str, number: str, everything: bool) -> None:
        invoice = self.ledger.receivables.invoices[number]
        asked = invoice.money(invoice.open) if everything else euros(amount)
        self._try(lambda: self.ledger.dispute(asked, number))

    @rule(number=numbers, upheld=st.booleans())
    def the_dispute_is_resolved(self, number: str, upheld: bool) -> None:
        self._try(lambda: self.ledger.resolve(upheld, number))

    @rule(amount=amounts, number=numbers)
    def it_is_credited(self, amount: str, number: str) -> None:
        self._try(lambda: self.ledger.credit(amount, number))

    @rule(number=numbers)
    def it_is_written_off(self, number: str) -> None:
        self._try(lambda: self.ledger.write_off(number))

    def _try(self, act: Callable[[], Any]) -> None:
        before = deepcopy(self.ledger.receivables)
        try:
            act()
        except DomainError as refusal:
            assert self.ledger.receivables == before, "a refusal changes nothing"
            assert refusal.reason.endswith(".")
        else:
            self.asleep = False

    @invariant()
    def the_money_adds_up(self) -> None:
        for each in self.ledger.invoices:
            assert each.open == (
                each.amount + each.charged - each.paid - each.credited - each.written_off
            )
            assert min(each.open, each.paid, each.credited, each.written_off, each.charged) >= 0
            apart = each.disputed + each.in_transit + each.in_grace + each.tolerated
            assert each.open == each.chased + apart
            assert min(each.chased, each.disputed, each.in_transit) >= 0
            assert each.charged == sum(map(_signed, each.charges))
            assert each.paid == sum(received.amount for received in each.received)
            assert all(charge.amount > 0 for charge in each.charges)

    @invariant()
    def what_is_settled_was_received(self) -> None:
        held = self.ledger.receivables
        for each in held.invoices.values():
            settled = [amount for _, amount in held.settlements.of_invoice(each.number)]
            assert sum(settled) == each.paid
            assert all(amount >= 0 for amount in settled)
        for payment in held.payments:
            settles = [amount for _, amount in held.settlements.of_payment(payment.entry)]
            journal = [e.amount for e in held.journal if e.payment == payment.entry]
            assert sum(settles) == sum(journal) == payment.allocated
            assert 0 <= payment.allocated <= payment.amount
            assert payment.left >= 0
        for transfer in held.transfers.values():
            counted = [p.counts for p in held.payments if p.transfer == transfer.key]
            assert sum(counted) == transfer.counted <= transfer.total

    @invariant()
    def an_invoice_is_where_its_money_puts_it(self) -> None:
        for each in self.ledger.invoices:
            assert each.state is each.rests_in
            assert (each.state in SETTLED) == (each.open == 0)
            if each.state is InvoiceState.PARTLY_PAID:
                assert each.paid

    @invariant()
    def the_timeline_is_connected_and_follows_the_table(self) -> None:
        for each in self.ledger.invoices:
            where = InvoiceState.OPEN
            for event in each.events:
                assert event.from_ is where
                where = event.to
                if event.from_ is not event.to:
                    trigger = InvoiceTrigger(event.trigger)
                    assert event.to in MAY_LEAD_TO[event.from_, trigger]
            assert where is each.state
            moments = [event.at for event in each.events]
            assert moments == sorted(moments)

    @invariant()
    def a_reminder_has_one_turn_and_in_its_order(self) -> None:
        for each in self.ledger.invoices:
            levels = [step.level for step in each.reminders]
            assert levels == list(range(1, len(levels) + 1))
            for step in each.reminders:
                assert step.at >= step_at(each, step.level)
                assert (step.why is None) == (step.outcome is StepOutcome.SENT)
            moments = [step.at for step in each.reminders if step.outcome is StepOutcome.SENT]
            assert len(set(moments)) == len(moments)
            assert len(letters(each)) == len(sent(each))

    @invariant()
    def nobody_is_reminded_of_nothing(self) -> None:
        for each in self.ledger.invoices:
            for event in each.events:
                if event.trigger == "write_reminder":
                    assert event.amount is not None
                    assert event.amount.amount > 0
                    assert event.from_ not in SETTLED | {InvoiceState.DISPUTED}

    @invariant()
    def no_alarm_is_left_lying_and_none_is_lost(self) -> None:
        if self.asleep:
            return
        for each in self.ledger.invoices:
            alarm = next_alarm(each)
            assert alarm is None or alarm.at > self.ledger.now
            if each.settled:
                assert alarm is None
                continue
            assert each.overdue is (each.overdue_at <= self.ledger.now)
            if each.chased:
                had = len(each.reminders)
                due = range(1, len(each.policy.reminders) + 1)
                assert sum(step_at(each, level) <= self.ledger.now for level in due) == had
                hold = hold_at(each)
                assert each.held is (hold is not None and hold <= self.ledger.now)

    @invariant()
    def a_hold_has_its_reason(self) -> None:
        for each in self.ledger.invoices:
            if each.held:
                hold = hold_at(each)
                assert hold is not None
                assert hold <= self.ledger.now
                assert not each.settled
                assert each.state is not InvoiceState.DISPUTED

    @invariant()
    def nothing_is_pending_on_what_is_settled(self) -> None:
        for each in self.ledger.invoices:
            assert sum(d.state is DisputeState.OPEN for d in each.disputes) <= 1
            if each.settled:
                assert each.dispute is None
                assert each.grace_until is None
                assert all(wire.state is not WireState.IN_TRANSIT for wire in each.wires)

    @invariant()
    def no_more_interest_is_charged_than_all_of_it_would_bear(self) -> None:
        for each in self.ledger.invoices:
            fixed = late_charges.compensation_of(each) if each.compensated else 0
            first = each.due_on + timedelta(days=1)
            until = local_date(self.ledger.now, each.time_zone)
            most = interest(each.amount, first, until, EU_INTEREST)
            assert each.charged <= most + fixed
            assert fixed <= late_charges.compensation_of(each)

    @invariant()
    def every_notice_has_a_key_of_its_own_and_says_what_is_so(self) -> None:
        notices = [notice for each in self.ledger.invoices for notice in each.outgoing]
        assert len({notice.key for notice in notices}) == len(notices)

    @invariant()
    def everybody_can_read_it(self) -> None:
        for each in self.ledger.invoices:
            standing = standing_of(each)
            assert standing.revision == each.revision
            view = view_of(each, (), each.events, each.held, self.ledger.now)
            assert len(view.reminders) == len(each.policy.reminders)

    def teardown(self) -> None:
        """Left alone, every clock comes to rest."""
        if hasattr(self, "ledger"):
            self.ledger.wake()
            self.ledger.pass_until(self.ledger.now + timedelta(days=800))
            for each in self.ledger.invoices:
                assert next_alarm(each) is None
                assert _rests(each)


def _signed(charge: Charge) -> int:
    return -charge.amount if charge.kind == "charge_given_back" else charge.amount


def _rests(invoice: Invoice) -> bool:
    """Nothing is left for time to do but what a person must do first."""
    had = len(invoice.reminders) == len(invoice.policy.reminders)
    return invoice.settled or invoice.state is InvoiceState.DISPUTED or had or invoice.chased == 0


InvoiceLives.TestCase.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
TestInvoiceLives = InvoiceLives.TestCase
