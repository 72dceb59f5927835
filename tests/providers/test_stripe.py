"""Stripe behind the port holds to the contract: at the fake, and in Stripe's real test mode where
`STRIPE_API_KEY` is set."""

import os
import time
import warnings
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from adapters.providers.stripe.calling import API_VERSION, Stripe
from domain.billing.provider import Ability
from tests.ledger.samples import euros
from tests.providers.contract import LONG_AGO, BillingProviderContract
from tests.providers.fake_stripe.app import API_KEY, FakeStripe
from tests.providers.fake_stripe.serving import serving_stripe
from tests.providers.stripe_under_test import StripeUnderTest

ABLE = frozenset({
    Ability.DUE_DATE, Ability.PARTIAL_PAYMENT, Ability.CREDIT_NOTE, Ability.WRITE_OFF,
    Ability.EVENTS,
})  # fmt: skip


@pytest.fixture
async def fake() -> AsyncIterator[tuple[FakeStripe, str]]:
    async with serving_stripe() as served:
        yield served


class StripeContract(BillingProviderContract):
    """What holds for Stripe besides."""

    can = ABLE

    async def test_a_month_after_the_switch_is_sent_and_not_charged(
        self, tested: StripeUnderTest
    ) -> None:
        """By a test clock of Stripe's own: the month before was charged to the card."""
        clocks = tested.stripe.v1.test_helpers.test_clocks
        clock = (await clocks.create_async({"frozen_time": int(time.time()) - 40 * 24 * 3600})).id
        try:
            other = await StripeUnderTest(tested.stripe).with_customer(price=5000, clock=clock)
            before = await other.provider.charged_since(other.party, LONG_AGO)
            assert [each.amount for each in before] == [euros("50.00")]
            await other.provider.stop_collecting(other.party, "order/stop")
            await other.provider.collect_by_invoice(other.party, 30, "order/collect")
            await other.month_passes(clock)
            assert await other.provider.charged_since(other.party, LONG_AGO) == before
            (item,) = [
                each
                for each in await other.provider.open_charges(other.party, datetime.now(UTC))
                if not each.upcoming
            ]
            assert item.open == euros("50.00") and item.due_on is not None
        finally:
            await clocks.delete_async(clock)


class TestAtTheFake(StripeContract):
    @pytest.fixture
    async def tested(self, fake: tuple[FakeStripe, str]) -> AsyncIterator[StripeUnderTest]:
        stripe = Stripe(API_KEY, fake[1], per_second=1000)
        yield await StripeUnderTest(stripe).with_customer()
        await stripe.aclose()

    async def test_each_call_names_one_version_of_the_api(
        self, tested: StripeUnderTest, fake: tuple[FakeStripe, str]
    ) -> None:
        await tested.provider.read_account(tested.party)
        assert fake[0].versions == {API_VERSION}


class TestInTestMode(StripeContract):
    @pytest.fixture
    async def tested(self) -> AsyncIterator[StripeUnderTest]:
        key = os.environ.get("STRIPE_API_KEY", "")
        if not key.startswith(("sk_test_", "rk_test_")):
            why = "STRIPE_API_KEY names no key of Stripe's test mode: Stripe itself is not asked"
            warnings.warn(why, stacklevel=1)
            pytest.skip(why)
        stripe = Stripe(key)
        tested = await StripeUnderTest(stripe).with_customer()
        yield tested
        await stripe.v1.customers.delete_async(tested.customer)
        await stripe.aclose()
