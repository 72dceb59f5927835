"""The tests' own billing system keeps the contract, so that what is tried against it means
something."""

from typing import ClassVar

import pytest

from domain.billing.provider import Ability, InvoiceAt, OpenItem, Party
from domain.values.money import Money
from tests.providers.contract import BillingProviderContract, ProviderUnderTest
from tests.providers.outside import OutsideBilling, OutsideInvoice


class OutsideUnderTest(ProviderUnderTest):
    party = Party(account_id="contoso", scope_ids=("sub-1",))

    def __init__(self, can: frozenset[Ability]) -> None:
        self.provider = self._there = OutsideBilling("contoso", can=can)

    async def owes(self, amount: Money) -> None:
        item = OpenItem(scope_id="sub-1", reference="in_1", open=amount)
        self._there.items.append(item)

    async def is_charged(self, amount: Money) -> None:
        self._there.charge(amount)

    async def invoice(self, amount: Money) -> InvoiceAt:
        self._there.invoices["in_9"] = OutsideInvoice(amount, amount.minor)
        return InvoiceAt(number="INV-9", account_id="contoso", scope_id="sub-1", reference="in_9")


class TestOneThatCanDoAll(BillingProviderContract):
    can: ClassVar = frozenset(Ability)

    @pytest.fixture
    def tested(self) -> OutsideUnderTest:
        return OutsideUnderTest(self.can)


class TestOneThatCanDoNothingMore(BillingProviderContract):
    can: ClassVar = frozenset()

    @pytest.fixture
    def tested(self) -> OutsideUnderTest:
        return OutsideUnderTest(self.can)
