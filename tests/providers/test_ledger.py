"""Our own ledger as the billing system, in each database."""

import pytest

from adapters.ledger.database import Database
from adapters.providers.ledger import LedgerProvider
from domain.billing.provider import Ability, Collecting, InvoiceAt, Party
from domain.errors import ProviderRefused
from domain.forms.core_quota import CoreQuotaIncrease
from domain.values.money import Money
from tests.ledger.accounts import Accounts
from tests.ledger.billing import Billing
from tests.ledger.samples import (
    CONTOSO,
    NOON,
    a_scope,
    an_account,
    an_order,
    euros,
    nothing_in_the_way,
)
from tests.ledger.switching import Switching
from tests.providers.contract import CORES, BillingProviderContract, ProviderUnderTest


class LedgerUnderTest(ProviderUnderTest):
    """In our own ledger each step is taken first."""

    party = Party(account_id=CONTOSO, scope_ids=("sub-1",))

    def __init__(self, database: Database, accounts: Accounts, switching: Switching) -> None:
        self.provider = LedgerProvider(database)
        self._accounts, self._switching = accounts, switching
        self._billing = Billing(database)

    async def owes(self, amount: Money) -> None:
        account = an_account(a_scope(outstanding=amount))
        await self._accounts.import_accounts([account], NOON)

    async def is_charged(self, amount: Money) -> None:
        await self.owes(amount)
        await self._accounts.settle("sub-1", NOON)

    async def invoice(self, amount: Money) -> InvoiceAt:
        await self._switch()
        await self._billing.issue("INV-1", str(amount.amount))
        return InvoiceAt(number="INV-1", account_id=CONTOSO, scope_id="sub-1", reference="INV-1")

    async def paid(self, invoice: InvoiceAt, amount: Money, bank_reference: str) -> None:
        await self._billing.pay(str(amount.amount), bank_reference)

    async def taken_back(self, invoice: InvoiceAt, amount: Money, bank_reference: str) -> None:
        await self._billing.reverse(bank_reference)

    async def credited(self, invoice: InvoiceAt, amount: Money) -> None:
        await self._billing.credit(str(amount.amount))

    async def written_off(self, invoice: InvoiceAt) -> None:
        await self._billing.write_off()

    async def limited(self, limit: Money) -> None:
        await self._switch()

    async def asked_for_cores(self, asked: CoreQuotaIncrease) -> None:
        await self._switch(asked)

    async def _switch(self, cores: CoreQuotaIncrease | None = None) -> None:
        await self._switching.switch(an_order(core_quota=cores), nothing_in_the_way)


@pytest.fixture
async def tested(database: Database, accounts: Accounts, switching: Switching) -> LedgerUnderTest:
    await accounts.import_accounts([an_account()], NOON)
    return LedgerUnderTest(database, accounts, switching)


class TestLedger(BillingProviderContract):
    can = frozenset(Ability) - {Ability.EVENTS}

    async def test_what_was_switched_is_collected_by_invoice_for_ever(
        self, tested: LedgerUnderTest
    ) -> None:
        before = await tested.provider.verify(tested.party)
        await tested.limited(euros("8000.00"))
        (collection,) = await tested.provider.verify(tested.party)
        assert (collection.collecting, collection.days_until_due) == (Collecting.BY_INVOICE, 30)
        with pytest.raises(ProviderRefused):
            await tested.provider.stop_collecting(tested.party, "late")
        with pytest.raises(ProviderRefused):
            await tested.provider.collect_as_before(tested.party, before, "back")

    async def test_what_the_ledger_does_not_have_it_says_no_to(
        self, tested: LedgerUnderTest
    ) -> None:
        with pytest.raises(ProviderRefused):
            await tested.provider.set_limit(tested.party, euros("1.00"), "limit")
        with pytest.raises(ProviderRefused):
            await tested.provider.request_quota(tested.party, CORES, "cores")
