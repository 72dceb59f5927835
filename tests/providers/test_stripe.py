"""Stripe behind the port holds to the contract: at the fake, and in Stripe's real test mode where
`STRIPE_API_KEY` is set."""

import os
import warnings
from collections.abc import AsyncIterator

import pytest

from adapters.providers.stripe.calling import API_VERSION, Stripe
from domain.billing.provider import Ability
from tests.providers.contract import BillingProviderContract
from tests.providers.fake_stripe.app import API_KEY, FakeStripe
from tests.providers.fake_stripe.serving import serving_stripe
from tests.providers.stripe_house import StripeHouse

ABLE = frozenset({
    Ability.DUE_DATE, Ability.PARTIAL_PAYMENT, Ability.CREDIT_NOTE, Ability.WRITE_OFF,
    Ability.EVENTS,
})  # fmt: skip


@pytest.fixture
async def fake() -> AsyncIterator[tuple[FakeStripe, str]]:
    async with serving_stripe() as served:
        yield served


class TestAtTheFake(BillingProviderContract):
    can = ABLE

    @pytest.fixture
    async def house(self, fake: tuple[FakeStripe, str]) -> AsyncIterator[StripeHouse]:
        stripe = Stripe(API_KEY, fake[1], per_second=1000)
        yield await StripeHouse(stripe).moves_in()
        await stripe.aclose()

    async def test_each_call_names_one_version_of_the_api(
        self, house: StripeHouse, fake: tuple[FakeStripe, str]
    ) -> None:
        await house.provider.read_account(house.party)
        assert fake[0].versions == {API_VERSION}


class TestInTestMode(BillingProviderContract):
    can = ABLE

    @pytest.fixture
    async def house(self) -> AsyncIterator[StripeHouse]:
        key = os.environ.get("STRIPE_API_KEY", "")
        if not key.startswith(("sk_test_", "rk_test_")):
            why = "STRIPE_API_KEY names no key of Stripe's test mode: Stripe itself is not asked"
            warnings.warn(why, stacklevel=1)
            pytest.skip(why)
        stripe = Stripe(key)
        house = await StripeHouse(stripe).moves_in()
        yield house
        await stripe.v1.customers.delete_async(house.customer)
        await stripe.aclose()
