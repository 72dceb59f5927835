"""The reference billing server over HTTP keeps the contract of every billing system."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest
import yaml
from openapi_spec_validator import validate

from adapters.ledger.database import Database
from adapters.providers.http import HttpProvider
from domain.billing.provider import Ability, InvoiceAt, Party
from domain.errors import InvalidFile, ProviderRefused, ProviderUnavailable
from domain.values.money import Money
from domain.webhooks.signing import secret_of
from engine.wiring.providers import opened_provider
from settings import Settings
from tests.ledger.samples import euros
from tests.providers.billing_server import SECRET, BillingServer, running
from tests.providers.contract import TODAY, BillingProviderContract, ProviderUnderTest
from tools import provider_api


class HttpUnderTest(ProviderUnderTest):
    def __init__(self, server: BillingServer, provider: HttpProvider) -> None:
        self.server, self.provider, self.party = server, provider, server.party

    async def owes(self, amount: Money) -> None:
        self.server.invoice("2026-7", str(amount.amount), amount.currency)

    async def is_charged(self, amount: Money) -> None:
        self.server.by_hand("charge", str(amount.amount), amount.currency)

    async def invoice(self, amount: Money) -> InvoiceAt:
        return self.server.invoice("2026-8", str(amount.amount), amount.currency)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[BillingServer]:
    with running(tmp_path) as started:
        yield started


@pytest.fixture
async def tested(server: BillingServer) -> AsyncIterator[HttpUnderTest]:
    async with HttpProvider(server.url, [SECRET]) as provider:
        yield HttpUnderTest(server, provider)


class TestHttp(BillingProviderContract):
    can = frozenset(Ability) - {Ability.EVENTS}


async def test_it_takes_nothing_that_is_not_signed_with_its_secret(server: BillingServer) -> None:
    other = secret_of(b"another key, that nobody knows..")
    async with HttpProvider(server.url, [other]) as stranger:
        with pytest.raises(ProviderUnavailable):
            await stranger.stop_collecting(server.party, "order/stop")
    async with HttpProvider(server.url, [other, SECRET]) as while_rotating:
        (collection,) = await while_rotating.verify(server.party)
        assert collection.version == "1"


async def test_a_call_that_was_overheard_is_good_for_nothing_else(server: BillingServer) -> None:
    heard: list[httpx.Request] = []

    async def receive(request: httpx.Request) -> None:
        heard.append(request)

    async with HttpProvider(server.url, [SECRET], hooks={"request": [receive]}) as provider:
        await provider.stop_collecting(server.party, "order/stop")
    body, headers = heard[0].content, dict(heard[0].headers)
    async with httpx.AsyncClient(trust_env=False) as client:
        elsewhere = await client.post(f"{server.url}/verify", content=body, headers=headers)
        assert (elsewhere.status_code, elsewhere.json()["code"]) == (400, "wrong_call")
        other_key = headers | {"idempotency-key": "other"}
        anew = await client.post(f"{server.url}/stop_collecting", content=body, headers=other_key)
        assert (anew.status_code, anew.json()["code"]) == (400, "key_missing")
        old = headers | {"webhook-timestamp": "1600000000"}
        late = await client.post(f"{server.url}/stop_collecting", content=body, headers=old)
        assert late.status_code == 401


async def test_a_key_means_one_thing(tested: HttpUnderTest) -> None:
    invoice = await tested.invoice(euros("100.00"))
    await tested.provider.record_payment(invoice, euros("10.00"), TODAY, "BANK-1", "one/key")
    with pytest.raises(ProviderRefused) as refused:
        await tested.provider.record_payment(invoice, euros("20.00"), TODAY, "BANK-1", "one/key")
    assert refused.value.details["provider_code"] == "key_used"
    await tested.provider.credit(invoice, euros("10.00"), "goodwill", "one/key")


async def test_a_key_may_have_any_characters(tested: HttpUnderTest) -> None:
    key = "Zahlung für Müller & Söhne / 数 .1"
    invoice = await tested.invoice(euros("100.00"))
    first = await tested.provider.record_payment(invoice, euros("10.00"), TODAY, "BANK-1", key)
    again = await tested.provider.record_payment(invoice, euros("10.00"), TODAY, "BANK-1", key)
    assert again == first


async def test_what_was_done_is_known_after_the_server_was_started_again(tmp_path: Path) -> None:
    with running(tmp_path) as server:
        async with HttpProvider(server.url, [SECRET]) as provider:
            stopped = await provider.stop_collecting(server.party, "order/stop")
    with running(tmp_path) as server:
        async with HttpProvider(server.url, [SECRET]) as provider:
            assert await provider.stop_collecting(server.party, "order/stop") == stopped


async def test_of_several_scopes_each_is_told_of(server: BillingServer) -> None:
    both = Party(account_id="acct-sandbox", scope_ids=("sub-sandbox", "sub-sandbox-2"))
    async with HttpProvider(server.url, [SECRET]) as provider:
        told = await provider.collect_by_invoice(both, 14, "order/collect")
        assert [each.scope_id for each in told] == list(both.scope_ids)
        assert {each.days_until_due for each in told} == {14}


def test_the_description_is_as_the_code_has_it() -> None:
    assert provider_api.FILE.read_text(encoding="utf-8") == provider_api.written(), (
        "run 'make docs'"
    )


def test_the_description_is_openapi() -> None:
    validate(yaml.safe_load(provider_api.FILE.read_text(encoding="utf-8")))


async def test_the_settings_name_it(
    server: BillingServer, monkeypatch: pytest.MonkeyPatch, database: Database
) -> None:
    monkeypatch.setenv("PAYBYINVOICE_PROVIDER", "http")
    with pytest.raises(InvalidFile) as lacking:
        async with opened_provider(Settings(), database):
            pass
    assert [each["field"] for each in lacking.value.details["problems"]] == [
        "PAYBYINVOICE_PROVIDER_URL",
        "PAYBYINVOICE_PROVIDER_SECRET",
    ]
    monkeypatch.setenv("PAYBYINVOICE_PROVIDER_URL", server.url)
    monkeypatch.setenv("PAYBYINVOICE_PROVIDER_SECRET", SECRET)
    async with opened_provider(Settings(), database) as provider:
        assert provider.name == "http"
        assert len(await provider.verify(server.party)) == 1
