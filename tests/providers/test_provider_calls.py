"""What is done here is told to the billing system: with the step, once, in order, and never what
came from there."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from adapters.ledger.database import Database
from adapters.ledger.letters.outbox import LedgerOutbox
from adapters.ledger.provider.calls import StoredCalls
from adapters.ledger.transactions import LedgerTransactions
from application.billing.deliver import CallDelivery, deliver_round
from application.billing.notify_refused import notify_refused
from application.billing.pauses import pause_after
from application.invoices.issue import issue
from domain.billing.calls import Call, CallKind, CallState, ProviderLink, about_call
from domain.billing.names import BY_PROVIDER
from domain.billing.provider import Ability
from domain.errors import PaymentAlreadyRecorded
from domain.invoices.messages import CreditInvoice, RecordPayment, Share
from domain.notices import Audience, NoticeKind
from tests.ledger.billing import TEN_DAYS_LATE, Billing, an_invoice
from tests.ledger.conftest import billing as billing
from tests.ledger.samples import CONTOSO, NOON, euros
from tests.providers.outside import OutsideBilling, OutsideInvoice, at_random


@pytest.fixture
def outside() -> OutsideBilling:
    return OutsideBilling(CONTOSO)


class Desk:
    """Our side, of which the billing system is told."""

    def __init__(self, database: Database, billing: Billing, outside: OutsideBilling) -> None:
        self.calls, self.billing, self.outside = StoredCalls(database), billing, outside
        self.database, self.ledger = database, LedgerTransactions(database)
        self.now = datetime.now(UTC)
        self.letters: list[Call] = []

    async def invoice(
        self, number: str = "INV-1", amount: str = "100.00", scope: str = "sub-1"
    ) -> None:
        """One that both sides have."""
        await self.billing.issue(number, amount, scope=scope)
        async with self.ledger.writing() as transaction:
            assert await transaction.provider.link(self.there(number, amount, scope), NOON)

    def there(
        self, number: str = "INV-1", amount: str = "100.00", scope: str = "sub-1"
    ) -> ProviderLink:
        """The same invoice at the billing system."""
        reference = f"in_{number}"
        self.outside.invoices[reference] = OutsideInvoice(euros(amount), euros(amount).minor)
        return ProviderLink(
            invoice=number, provider="http", reference=reference, account_id=CONTOSO,
            scope_id=scope,
        )  # fmt: skip

    async def told(self, rounds: int = 1) -> None:
        """All that waits is told, however often that has to be tried."""

        async def refused(call: Call, why: str) -> None:
            await notify_refused(self.ledger, call, why, self.now)
            self.letters.append(call)

        delivery = CallDelivery(
            self.calls, self.outside, self.outside.can, lambda: self.now, refused
        )
        for _ in range(1000):
            done = await deliver_round(delivery)
            waiting = await self.calls.calls([CallState.WAITING], 1)
            if not done and not waiting:
                return
            self.now += timedelta(minutes=6)
        raise AssertionError("it never ended")

    async def kinds(self) -> list[CallKind]:
        return [each.kind for each in reversed(await self.calls.calls((), 100))]

    def open_there(self, number: str = "INV-1") -> str:
        return str(
            euros("0.01").from_minor(self.outside.invoices[f"in_{number}"].open, "EUR").amount
        )


@pytest.fixture
def desk(database: Database, billing: Billing, outside: OutsideBilling) -> Desk:
    return Desk(database, billing, outside)


async def test_a_payment_and_its_reversal(desk: Desk) -> None:
    await desk.invoice()
    await desk.billing.pay("30.00")
    await desk.billing.pay("70.00", "BANK-2")
    await desk.billing.reverse("BANK-1")
    await desk.told()
    pay, reverse = CallKind.RECORD_PAYMENT, CallKind.REVERSE_PAYMENT
    assert await desk.kinds() == [pay, pay, reverse]
    assert desk.open_there() == "30.00"
    assert desk.outside.invoices["in_INV-1"].payments == {"BANK-1": 0, "BANK-2": 7000}


async def test_credit_that_settles_an_invoice_from_there_as_it_is_issued_is_told(
    desk: Desk,
) -> None:
    await desk.billing.pay_account("30.00", "BANK-1")
    await issue(desk.ledger, an_invoice(), NOON, link=desk.there())
    await desk.told()
    assert await desk.kinds() == [CallKind.RECORD_PAYMENT]
    assert desk.open_there() == "70.00"


async def test_an_invoice_from_there_that_was_issued_here_is_the_same_and_told_of_from_then_on(
    desk: Desk,
) -> None:
    await desk.billing.issue()
    assert (await issue(desk.ledger, an_invoice(), NOON, link=desk.there())).already
    await desk.billing.pay("40.00")
    await desk.told()
    assert desk.open_there() == "60.00"


async def test_one_payment_for_two_invoices_is_a_call_for_each(desk: Desk) -> None:
    await desk.invoice()
    await desk.invoice("INV-2", "50.00")
    await desk.billing.pay("150.00", shares=(
        Share(number="INV-1"), Share(number="INV-2"),
    ))  # fmt: skip
    await desk.told()
    assert (desk.open_there("INV-1"), desk.open_there("INV-2")) == ("0.00", "0.00")


async def test_what_a_credit_note_frees_is_taken_back_first_and_settles_another(desk: Desk) -> None:
    await desk.invoice()
    await desk.invoice("INV-2", "50.00")
    await desk.billing.pay("100.00")
    await desk.billing.credit("40.00")
    await desk.told()
    assert await desk.kinds() == [
        CallKind.RECORD_PAYMENT, CallKind.REVERSE_PAYMENT, CallKind.CREDIT, CallKind.RECORD_PAYMENT,
    ]  # fmt: skip
    assert (desk.open_there("INV-1"), desk.open_there("INV-2")) == ("0.00", "10.00")


async def test_a_write_off(desk: Desk) -> None:
    await desk.invoice()
    await desk.billing.write_off()
    await desk.told()
    assert await desk.kinds() == [CallKind.WRITE_OFF]
    assert desk.outside.changed == ["write_off"]


async def test_late_charges_are_ours_alone(desk: Desk) -> None:
    await desk.invoice()
    view = await desk.billing.view(now=TEN_DAYS_LATE)
    await desk.billing.pay(str(view.open.amount), now=TEN_DAYS_LATE)
    await desk.told()
    assert desk.open_there() == "0.00" and not desk.letters


async def test_what_came_from_there_is_not_told_but_what_follows_is(desk: Desk) -> None:
    await desk.invoice()
    await desk.invoice("INV-2", "50.00")
    share = (Share(number="INV-1"),)
    money = RecordPayment(
        by=BY_PROVIDER, amount=euros("100.00"), bank_reference="pi_1", shares=share
    )
    await desk.billing.act(money)
    assert await desk.kinds() == []
    note = CreditInvoice(by=BY_PROVIDER, amount=euros("40.00"), reason="goodwill")
    await desk.billing.act(note)
    await desk.told()
    assert await desk.kinds() == [CallKind.RECORD_PAYMENT]
    assert desk.open_there("INV-2") == "10.00"


async def test_an_invoice_that_it_does_not_know_is_none_of_its_business(desk: Desk) -> None:
    await desk.billing.issue()
    await desk.billing.pay()
    assert await desk.kinds() == []


async def test_a_step_that_is_not_taken_tells_nothing(desk: Desk) -> None:
    await desk.invoice()
    await desk.billing.pay("30.00")
    with pytest.raises(PaymentAlreadyRecorded):
        await desk.billing.pay("30.00")
    assert len(await desk.kinds()) == 1


@pytest.mark.parametrize("seed", range(6))
async def test_outages_are_waited_out_and_everything_counts_once(desk: Desk, seed: int) -> None:
    await desk.invoice()
    await desk.invoice("INV-2", "80.00", scope="sub-2")
    desk.outside.script = at_random(Random(seed), share=0.7)
    for number in ("INV-1", "INV-2"):
        await desk.billing.pay("30.00", f"{number}-A", number)
        await desk.billing.credit("10.00", number)
        await desk.billing.pay("40.00", f"{number}-B", number)
        await desk.billing.reverse(f"{number}-A", number)
    await desk.told()
    assert (desk.open_there("INV-1"), desk.open_there("INV-2")) == ("50.00", "30.00")
    assert not desk.letters
    assert {each.state for each in await desk.calls.calls((), 100)} == {CallState.DONE}


async def test_a_definite_no_is_a_letter_and_does_not_hold_up_what_follows(desk: Desk) -> None:
    desk.outside.can = frozenset(Ability) - {Ability.PARTIAL_PAYMENT}
    await desk.invoice()
    await desk.invoice("INV-2", "50.00")
    await desk.billing.pay("30.00")
    await desk.billing.pay("50.00", "BANK-2", "INV-2")
    await desk.told()
    (refused,) = await desk.calls.calls([CallState.REFUSED], 10)
    assert [each.id for each in desk.letters] == [refused.id]
    (letter,) = await LedgerOutbox(desk.database).of_request(about_call(refused.id))
    assert (letter.kind, letter.audience) == (NoticeKind.TEAM_PROVIDER_REFUSED, Audience.BILLING)
    assert refused.trouble == "Only in full."
    assert desk.open_there("INV-2") == "0.00"
    assert await desk.calls.settle(refused.id, "bea") and not await desk.calls.settle(
        refused.id, "bea"
    )


async def test_what_it_cannot_do_it_is_not_asked_for(desk: Desk) -> None:
    desk.outside.can = frozenset()
    await desk.invoice()
    await desk.billing.credit("40.00")
    await desk.told()
    assert [each.kind for each in desk.letters] == [CallKind.CREDIT]
    assert not desk.outside.called["credit"]


async def test_a_refused_call_is_made_again_where_somebody_put_that_right(desk: Desk) -> None:
    await desk.invoice()
    desk.outside.refuses = {"write_off"}
    await desk.billing.write_off()
    await desk.told()
    (refused,) = await desk.calls.calls([CallState.REFUSED], 10)
    desk.outside.refuses, desk.outside.done = set(), {}
    assert await desk.calls.again(refused.id, desk.now)
    await desk.told()
    assert desk.outside.changed[-1] == "write_off"


async def test_a_credit_note_that_is_taken_back_is_done_there_by_hand(desk: Desk) -> None:
    await desk.invoice()
    await desk.billing.credit("40.00")
    (entry,) = [each.entry for each in (await desk.billing.view()).adjustments if each.entry]
    await desk.billing.correct(entry)
    await desk.told()
    assert [each.kind for each in desk.letters] == [CallKind.BY_HAND]


async def test_an_invoice_has_one_name_there_and_a_name_one_invoice(desk: Desk) -> None:
    await desk.invoice()
    await desk.billing.issue("INV-2")
    async with desk.ledger.writing() as transaction:
        (link,) = (await transaction.provider.links(["INV-1", "INV-2"])).values()
        assert await transaction.provider.link_at("http", "in_INV-1") == link
        taken = link.model_copy(update={"invoice": "INV-2"})
        assert not await transaction.provider.link(taken, NOON)


def test_pauses_get_longer_and_are_as_long_as_the_provider_wants_at_least() -> None:
    pauses = [pause_after(attempts).total_seconds() for attempts in (1, 2, 3, 9, 50)]
    assert pauses == [1, 2, 4, 256, 300]
    assert pause_after(1, timedelta(seconds=90)) == timedelta(seconds=90)
