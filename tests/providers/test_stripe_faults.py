"""Stripe fails, is late, is busy or answers in half: what was asked for is done once all the same,
and nobody is told that it was not where that is not known."""

import asyncio
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from adapters.providers.stripe.calling import Limiter, Stripe
from adapters.providers.stripe.provider import StripeProvider
from domain.billing.provider import Collecting, InvoiceAt, Party
from domain.errors import DomainError, ProviderRefused, ProviderUnavailable
from tests.ledger.samples import euros
from tests.providers.contract import TODAY
from tests.providers.fake_stripe.app import API_KEY, FakeStripe
from tests.providers.fake_stripe.faults import Fault
from tests.providers.fake_stripe.serving import serving_stripe
from tests.providers.stripe_under_test import StripeUnderTest


@pytest.fixture
async def served() -> AsyncIterator[tuple[FakeStripe, str]]:
    async with serving_stripe() as served:
        served[0].faults.slow_seconds = 2
        yield served


@pytest.fixture
async def fake(served: tuple[FakeStripe, str]) -> FakeStripe:
    return served[0]


@pytest.fixture
async def tested(served: tuple[FakeStripe, str]) -> AsyncIterator[StripeUnderTest]:
    stripe = Stripe(API_KEY, served[1], per_second=1000, timeout=0.5, retries=0)
    yield await StripeUnderTest(stripe).with_customer()
    await stripe.aclose()


async def until_done(tested: StripeUnderTest, invoice: InvoiceAt) -> int:
    """Records a payment under one key as often as it takes; how often that was."""
    for number in range(1, 6):
        try:
            part = euros("30.00")
            settled = await tested.provider.record_payment(invoice, part, TODAY, "BANK-1", "pay/1")
        except ProviderUnavailable:
            continue
        assert settled.open == euros("70.00")
        return number
    raise AssertionError("it was never done")


@pytest.mark.parametrize("fault", [each for each in Fault if each is not Fault.SLOW])
@pytest.mark.parametrize("path", ["report_payment", "attach_payment", "/v1/invoice_payments"])
async def test_a_payment_counts_once_whatever_goes_wrong(
    fault: Fault, path: str, tested: StripeUnderTest, fake: FakeStripe
) -> None:
    invoice = await tested.invoice(euros("100.00"))
    fake.faults.bring(fault, path, times=2)
    await until_done(tested, invoice)
    await until_done(tested, invoice)
    assert len(list(fake.store.of("invoice_payment", invoice=invoice.reference))) == 1


@pytest.mark.parametrize("fault", list(Fault))
async def test_collecting_changes_once_whatever_goes_wrong(
    fault: Fault, tested: StripeUnderTest, fake: FakeStripe
) -> None:
    fake.faults.bring(fault, "/v1/subscriptions/sub", times=2)
    for _ in range(6):
        try:
            stopped = await tested.provider.stop_collecting(tested.party, "order/stop")
            break
        except ProviderUnavailable:
            continue
    assert stopped[0].collecting is Collecting.NOT
    updated = [each for each in fake.store.events if each["type"].endswith("subscription.updated")]
    assert len(updated) == 1


async def test_a_call_that_failed_is_made_again_after_a_pause(
    served: tuple[FakeStripe, str], tested: StripeUnderTest, fake: FakeStripe
) -> None:
    stripe = Stripe(API_KEY, served[1])
    fake.faults.bring(Fault.IN_USE)
    assert await StripeProvider(stripe).verify(tested.party)
    await stripe.aclose()


async def test_calls_begin_at_the_rate_that_they_may() -> None:
    limiter, begun = Limiter(per_second=50), time.monotonic()
    await asyncio.gather(*(limiter.turn() for _ in range(11)))
    assert time.monotonic() - begun >= 10 / 50


async def test_too_many_calls_say_when_to_come_again(
    tested: StripeUnderTest, fake: FakeStripe
) -> None:
    fake.faults.bring(Fault.LIMITED)
    with pytest.raises(ProviderUnavailable) as busy:
        await tested.provider.verify(tested.party)
    assert busy.value.details["retry_after"] == 2


async def test_half_an_answer_is_no_answer(tested: StripeUnderTest, fake: FakeStripe) -> None:
    fake.faults.bring(Fault.HALF, "/v1/subscriptions/")
    with pytest.raises(ProviderUnavailable) as half:
        await tested.provider.verify(tested.party)
    assert half.value.details["missing"]


async def test_a_wrong_key_of_the_api_is_an_outage_that_somebody_can_end(
    served: tuple[FakeStripe, str],
) -> None:
    stripe = Stripe("sk_test_of_somebody_else", served[1])
    with pytest.raises(ProviderUnavailable) as wrong:
        await StripeUnderTest(stripe).provider.verify(Party(account_id="1", scope_ids=("sub_1",)))
    assert "somebody_else" not in str(wrong.value.details)
    await stripe.aclose()


async def test_somebody_elses_subscription_is_refused(tested: StripeUnderTest) -> None:
    other = tested.party.model_copy(update={"account_id": "somebody-else"})
    with pytest.raises(ProviderRefused) as refused:
        await tested.provider.stop_collecting(other, "order/stop")
    assert refused.value.details["provider_code"] == "account_mismatch"


async def test_no_invoice_that_is_open_or_a_draft_is_charged_after_the_switch(
    tested: StripeUnderTest, fake: FakeStripe
) -> None:
    """An invoice keeps the way of being collected that it was made with."""
    await tested.owes(euros("40.00"))
    draft = await tested._invoice({"collection_method": "charge_automatically"})
    await tested.stripe.v1.invoices.update_async(draft, {"auto_advance": True})
    await tested.provider.stop_collecting(tested.party, "order/stop")
    assert not fake.store.objects[draft]["auto_advance"]
    before = await tested.provider.verify(tested.party)
    await tested.provider.collect_by_invoice(tested.party, 30, "order/collect")
    kept = fake.store.objects[draft]
    assert (kept["collection_method"], kept["auto_advance"]) == ("send_invoice", True)
    await tested.stripe.v1.invoices.finalize_invoice_async(draft)
    assert await tested.provider.charged_since(tested.party, datetime(2020, 1, 1, tzinfo=UTC)) == []
    assert before[0].method == (await tested.provider.verify(tested.party))[0].method


async def test_more_than_is_open_is_refused(tested: StripeUnderTest) -> None:
    invoice = await tested.invoice(euros("100.00"))
    with pytest.raises(DomainError) as refused:
        await tested.provider.record_payment(invoice, euros("100.01"), TODAY, "BANK-1", "pay/1")
    assert refused.value.details["provider_code"] == "amount_above_open"
