"""A customer at the stand-in of Stripe, and the same one in our ledger, switched."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from adapters.ledger.database import Database
from adapters.ledger.invoices.queries import InvoiceQueries
from adapters.ledger.provider.calls import StoredCalls
from adapters.ledger.provider.hint_tables import provider_hints
from adapters.ledger.transactions import LedgerTransactions
from adapters.providers.stripe.calling import Stripe
from adapters.providers.stripe.following import FollowedStripe, hint_of
from adapters.providers.stripe.seen import SeenEvent
from application.following.follow import Following, work_off
from clients.provider.hints import HintClient
from domain.billing.following import Hint, HintState
from domain.billing.provider import InvoiceAt
from domain.invoices.lifecycle import InvoiceState
from domain.policy_file import WholePolicy
from engine.wiring.open_ledger import OpenLedger
from tests.ledger.accounts import Accounts
from tests.ledger.samples import NOON, a_scope, an_account, an_order, nothing_in_the_way
from tests.ledger.switching import Switching
from tests.providers.fake_stripe.app import API_KEY, FakeStripe
from tests.providers.fake_stripe.serving import serving_stripe
from tests.providers.stripe_under_test import StripeUnderTest


@dataclass
class Both:
    """A customer at the fake, and the same one in our ledger, switched."""

    fake: FakeStripe
    tested: StripeUnderTest
    database: Database
    later: timedelta = timedelta(0)
    refreshed: list[str] = field(default_factory=list)

    @property
    def following(self) -> Following:
        async def refresh(numbers: Sequence[str]) -> None:
            self.refreshed += numbers

        return Following(
            LedgerTransactions(self.database),
            FollowedStripe(self.tested.stripe),
            WholePolicy(),
            lambda: datetime.now(UTC) + self.later,
            refresh,
        )

    @property
    def hints(self) -> list[Hint]:
        """Of everything that happened there."""
        told = (hint_of(SeenEvent.model_validate(each)) for each in self.fake.store.events)
        return [hint for hint in told if hint is not None]

    @property
    def tasks(self) -> HintClient:
        """What our rules did not take."""
        return HintClient(OpenLedger(self.database))

    async def receive(self, hints: Sequence[Hint]) -> int:
        async with self.following.ledger.writing() as transaction:
            return await transaction.hints.keep("stripe", hints, datetime.now(UTC))

    async def receive_events(self) -> None:
        await self.receive(self.hints)
        await work_off(self.following)

    async def state_of(self, invoice: InvoiceAt) -> tuple[InvoiceState, str]:
        """Ours: its state and what is open of it."""
        found = await InvoiceQueries(self.database).issued([invoice.number], datetime.now(UTC))
        line = found[invoice.number]
        return line.state, str(line.open)

    async def states(self) -> list[HintState]:
        async with self.database.reading() as connection:
            found = await connection.execute(select(provider_hints.c.state))
            return [HintState(row.state) for row in found]


@pytest.fixture
async def both(database: Database, accounts: Accounts, switching: Switching) -> AsyncIterator[Both]:
    async with serving_stripe() as (fake, url):
        stripe = Stripe(API_KEY, url, per_second=1000, retries=0)
        tested = await StripeUnderTest(stripe).with_customer()
        await accounts.import_accounts([an_account(a_scope(tested.scope_id))], NOON)
        await switching.switch(
            an_order("first", scope_id=tested.scope_id, language="nl"), nothing_in_the_way
        )
        abilities = await tested.provider.capabilities()
        await StoredCalls(database).keep_provider("stripe", abilities, NOON)
        yield Both(fake, tested, database)
        await stripe.aclose()
