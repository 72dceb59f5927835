"""What holds for every billing system behind the port: one contract, for each implementation.

A test module of an implementation has a class that inherits `BillingProviderContract`, and a
fixture `tested`: that implementation with a customer in it.
"""

from datetime import UTC, date, datetime, timedelta
from typing import ClassVar

import pytest

from application.ports.billing import BillingProvider
from domain.accounts.account import PaymentMethod
from domain.billing.provider import Ability, Collecting, InvoiceAt, Party
from domain.errors import ProviderRefused
from domain.forms.core_quota import CoreQuotaIncrease
from domain.values.money import Money
from tests.ledger.samples import euros

CORES = CoreQuotaIncrease(existing=20, requested=100, region="westeurope", series="Dsv5")
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
TODAY = date(2026, 11, 30)


class ProviderUnderTest:
    """A billing system that bills one customer with one scope by credit card, and what else
    happens there.

    The last three are steps that some providers need before we call them about these.
    """

    provider: BillingProvider
    party: Party
    stranger = Party(account_id="nobody", scope_ids=("sub-of-nobody",))
    """Whom the provider does not know."""

    async def owes(self, amount: Money) -> None:
        """The scope has something open, not yet invoiced or not paid."""
        raise NotImplementedError

    async def is_charged(self, amount: Money) -> None:
        """The scope's card is charged."""
        raise NotImplementedError

    async def invoice(self, amount: Money) -> InvoiceAt:
        """An open invoice of the scope that is not charged to the card."""
        raise NotImplementedError

    async def paid(self, invoice: InvoiceAt, amount: Money, bank_reference: str) -> None: ...

    async def taken_back(self, invoice: InvoiceAt, amount: Money, bank_reference: str) -> None: ...

    async def credited(self, invoice: InvoiceAt, amount: Money) -> None: ...

    async def written_off(self, invoice: InvoiceAt) -> None: ...

    async def limited(self, limit: Money) -> None: ...

    async def asked_for_cores(self, asked: CoreQuotaIncrease) -> None: ...


class BillingProviderContract:
    """Inherit it; `can` are the abilities that the implementation is to have."""

    can: ClassVar[frozenset[Ability]]

    async def test_it_says_what_it_can_do(self, tested: ProviderUnderTest) -> None:
        assert await tested.provider.capabilities() == self.can
        assert await tested.provider.capabilities() == self.can

    async def test_an_account_is_read_with_how_each_scope_is_collected(
        self, tested: ProviderUnderTest
    ) -> None:
        account = await tested.provider.read_account(tested.party)
        assert account.account_id == tested.party.account_id and account.reference
        assert [each.scope_id for each in account.collections] == list(tested.party.scope_ids)
        (collection,) = account.collections
        assert collection.collecting is Collecting.AUTOMATICALLY
        assert collection.method is PaymentMethod.CREDIT_CARD
        assert account.open_items == ()
        assert list(account.collections) == list(await tested.provider.verify(tested.party))

    async def test_whom_it_does_not_know_it_refuses(self, tested: ProviderUnderTest) -> None:
        provider, stranger = tested.provider, tested.stranger
        for asked in (
            provider.read_account(stranger),
            provider.open_charges(stranger, datetime.now(UTC)),
            provider.verify(stranger),
            provider.charged_since(stranger, LONG_AGO),
            provider.stop_collecting(stranger, "stop/stranger"),
            provider.collect_by_invoice(stranger, 30, "collect/stranger"),
            provider.collect_as_before(stranger, (), "before/stranger"),
        ):
            with pytest.raises(ProviderRefused) as refused:
                await asked
            assert refused.value.reason

    async def test_what_is_open_is_seen(self, tested: ProviderUnderTest) -> None:
        assert await tested.provider.open_charges(tested.party, datetime.now(UTC)) == []
        await tested.owes(euros("40.00"))
        (item,) = await tested.provider.open_charges(tested.party, datetime.now(UTC))
        assert (item.scope_id, item.open) == (tested.party.scope_ids[0], euros("40.00"))
        assert item.reference

    async def test_collecting_stops_once_and_the_payment_method_is_kept(
        self, tested: ProviderUnderTest
    ) -> None:
        stopped = await tested.provider.stop_collecting(tested.party, "order/stop")
        (collection,) = stopped
        assert collection.collecting is Collecting.NOT
        assert collection.method is PaymentMethod.CREDIT_CARD
        assert await tested.provider.stop_collecting(tested.party, "order/stop") == stopped
        assert await tested.provider.verify(tested.party) == stopped

    async def test_invoices_are_collected_by_once_with_their_days(
        self, tested: ProviderUnderTest
    ) -> None:
        before = await tested.provider.verify(tested.party)
        await tested.provider.stop_collecting(tested.party, "order/stop")
        collected = await tested.provider.collect_by_invoice(tested.party, 30, "order/collect")
        (collection,) = collected
        assert collection.collecting is Collecting.BY_INVOICE
        assert collection.days_until_due == (30 if Ability.DUE_DATE in self.can else None)
        assert collection.version != before[0].version
        again = await tested.provider.collect_by_invoice(tested.party, 30, "order/collect")
        assert again == collected == await tested.provider.verify(tested.party)

    async def test_a_switch_is_undone_and_an_old_key_does_nothing_more(
        self, tested: ProviderUnderTest
    ) -> None:
        before = await tested.provider.verify(tested.party)
        await tested.provider.stop_collecting(tested.party, "order/stop")
        await tested.provider.collect_by_invoice(tested.party, 30, "order/collect")
        for _ in "twice":
            undone = await tested.provider.collect_as_before(tested.party, before, "order/before")
            assert [(each.collecting, each.method) for each in undone] == [
                (Collecting.AUTOMATICALLY, PaymentMethod.CREDIT_CARD)
            ]
        late = await tested.provider.stop_collecting(tested.party, "order/stop")
        assert late == await tested.provider.verify(tested.party)
        assert late[0].collecting is Collecting.AUTOMATICALLY

    async def test_what_was_charged_since_a_moment_is_seen(self, tested: ProviderUnderTest) -> None:
        assert await tested.provider.charged_since(tested.party, LONG_AGO) == []
        await tested.is_charged(euros("12.50"))
        (charge,) = await tested.provider.charged_since(tested.party, LONG_AGO)
        assert (charge.scope_id, charge.amount) == (tested.party.scope_ids[0], euros("12.50"))
        assert (
            await tested.provider.charged_since(tested.party, charge.at + timedelta(days=1)) == []
        )

    async def test_a_payment_counts_once(self, tested: ProviderUnderTest) -> None:
        invoice, hundred = await tested.invoice(euros("100.00")), euros("100.00")
        await tested.paid(invoice, hundred, "BANK-1")
        settled = await tested.provider.record_payment(invoice, hundred, TODAY, "BANK-1", "pay/1")
        assert settled.open in (euros("0.00"), None) and settled.reference
        again = await tested.provider.record_payment(invoice, hundred, TODAY, "BANK-1", "pay/1")
        assert again == settled

    async def test_a_part_leaves_the_rest_open_or_is_refused(
        self, tested: ProviderUnderTest
    ) -> None:
        invoice, part = await tested.invoice(euros("100.00")), euros("30.00")
        if Ability.PARTIAL_PAYMENT not in self.can:
            with pytest.raises(ProviderRefused):
                await tested.provider.record_payment(invoice, part, TODAY, "BANK-1", "pay/1")
            return
        await tested.paid(invoice, part, "BANK-1")
        for _ in "twice":
            settled = await tested.provider.record_payment(invoice, part, TODAY, "BANK-1", "pay/1")
            assert settled.open in (euros("70.00"), None)
        await tested.paid(invoice, euros("70.00"), "BANK-2")
        rest = euros("70.00")
        settled = await tested.provider.record_payment(invoice, rest, TODAY, "BANK-2", "pay/2")
        assert settled.open in (euros("0.00"), None)

    async def test_a_payment_is_taken_back_or_that_is_refused(
        self, tested: ProviderUnderTest
    ) -> None:
        invoice, hundred = await tested.invoice(euros("100.00")), euros("100.00")
        await tested.paid(invoice, hundred, "BANK-1")
        await tested.provider.record_payment(invoice, hundred, TODAY, "BANK-1", "pay/1")
        if Ability.REVERSAL not in self.can:
            with pytest.raises(ProviderRefused):
                await tested.provider.reverse_payment(invoice, hundred, "BANK-1", "reverse/1")
            return
        await tested.taken_back(invoice, hundred, "BANK-1")
        for _ in "twice":
            settled = await tested.provider.reverse_payment(invoice, hundred, "BANK-1", "reverse/1")
            assert settled.open in (hundred, None)

    async def test_a_credit_note_lowers_once_or_is_refused(self, tested: ProviderUnderTest) -> None:
        invoice, part = await tested.invoice(euros("100.00")), euros("25.00")
        if Ability.CREDIT_NOTE not in self.can:
            with pytest.raises(ProviderRefused):
                await tested.provider.credit(invoice, part, "goodwill", "credit/1")
            return
        await tested.credited(invoice, part)
        settled = await tested.provider.credit(invoice, part, "goodwill", "credit/1")
        assert settled.open in (euros("75.00"), None)
        assert await tested.provider.credit(invoice, part, "goodwill", "credit/1") == settled

    async def test_an_invoice_is_written_off_once_or_that_is_refused(
        self, tested: ProviderUnderTest
    ) -> None:
        invoice = await tested.invoice(euros("100.00"))
        if Ability.WRITE_OFF not in self.can:
            with pytest.raises(ProviderRefused):
                await tested.provider.write_off(invoice, "bankrupt", "off/1")
            return
        await tested.written_off(invoice)
        settled = await tested.provider.write_off(invoice, "bankrupt", "off/1")
        assert await tested.provider.write_off(invoice, "bankrupt", "off/1") == settled

    async def test_a_limit_is_set_or_refused(self, tested: ProviderUnderTest) -> None:
        limit = euros("8000.00")
        if Ability.CREDIT_LIMIT not in self.can:
            with pytest.raises(ProviderRefused):
                await tested.provider.set_limit(tested.party, limit, "limit/1")
            return
        await tested.limited(limit)
        for _ in "twice":
            await tested.provider.set_limit(tested.party, limit, "limit/1")

    async def test_more_cores_are_asked_for_once_or_that_is_refused(
        self, tested: ProviderUnderTest
    ) -> None:
        if Ability.QUOTA not in self.can:
            with pytest.raises(ProviderRefused):
                await tested.provider.request_quota(tested.party, CORES, "cores/1")
            return
        await tested.asked_for_cores(CORES)
        first = await tested.provider.request_quota(tested.party, CORES, "cores/1")
        assert first
        assert await tested.provider.request_quota(tested.party, CORES, "cores/1") == first
