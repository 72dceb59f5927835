"""What a billing system may answer over HTTP, and what is made of it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from standardwebhooks import Webhook
from starlette.responses import JSONResponse, RedirectResponse, Response
from structlog.testing import capture_logs

from adapters.providers.http import HttpProvider
from domain.billing.provider import Ability, Collecting, InvoiceAt, Party
from domain.errors import ProviderRefused, ProviderUnavailable
from tests.ledger.samples import euros
from tests.providers.contract import TODAY
from tests.webhooks.receiver import Received, Receiver, receiving

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
PARTY = Party(account_id="acct-1", scope_ids=("sub-1", "sub-2"))
INVOICE = InvoiceAt(number="INV-1", account_id="acct-1", scope_id="sub-1")
RIGHT = [
    {"scope_id": each, "collecting": "by_invoice", "days_until_due": 30} for each in PARTY.scope_ids
]


@pytest.fixture
async def server() -> AsyncIterator[Receiver]:
    async with receiving("/billing/{call}") as receiver:
        receiver.url = receiver.url.removesuffix("/{call}")
        yield receiver


@pytest.fixture
async def provider(server: Receiver) -> AsyncIterator[HttpProvider]:
    async with HttpProvider(f"{server.url}/", [SECRET]) as provider:
        yield provider


def answers(content: Any, status: int = 200, **headers: str) -> Callable[[Received], Response]:
    return lambda received: JSONResponse(content, status, headers)


async def test_the_answer_is_what_was_asked_for(server: Receiver, provider: HttpProvider) -> None:
    server.answer = answers({"collections": RIGHT, "more": [{"than": "asked"}]})
    told = await provider.verify(PARTY)
    assert [each.collecting for each in told] == [Collecting.BY_INVOICE] * 2


async def test_each_attempt_is_signed_anew_for_the_same_key(
    server: Receiver, provider: HttpProvider
) -> None:
    server.answer = answers({"reference": "p1"})
    for _ in range(2):
        await provider.record_payment(INVOICE, euros("1.00"), TODAY, "BANK-1", "pay/1")
    first, second = server.received
    assert first.body == second.body
    for each in (first, second):
        assert Webhook(SECRET).verify(each.body, each.headers)["call"] == "record_payment"
        assert each.headers["idempotency-key"] == each.id == "pay/1"


async def test_questions_have_no_key(server: Receiver, provider: HttpProvider) -> None:
    server.answer = answers({"collections": RIGHT})
    await provider.verify(PARTY)
    await provider.verify(PARTY)
    assert len({each.id for each in server.received}) == 2
    assert not any("idempotency-key" in each.headers for each in server.received)


async def test_abilities_of_a_later_release_are_ignored(
    server: Receiver, provider: HttpProvider
) -> None:
    server.answer = answers({"abilities": ["due_date", "telepathy"]})
    assert await provider.capabilities() == {Ability.DUE_DATE}


@pytest.mark.parametrize("status", [400, 403, 404, 409, 410, 422])
async def test_a_4xx_with_a_code_is_a_no(
    server: Receiver, provider: HttpProvider, status: int
) -> None:
    server.answer = answers({"code": "closed", "detail": "This account is closed."}, status)
    with pytest.raises(ProviderRefused) as refused:
        await provider.verify(PARTY)
    assert refused.value.reason == "This account is closed."
    assert refused.value.details["provider_code"] == "closed"


@pytest.mark.parametrize(
    "content", [{}, {"code": 7}, {"code": ""}, [], "no", None, {"error": "not found"}]
)
async def test_a_4xx_that_says_no_code_is_no_verdict(
    server: Receiver, provider: HttpProvider, content: Any
) -> None:
    server.answer = answers(content, 404)
    with pytest.raises(ProviderUnavailable):
        await provider.verify(PARTY)


@pytest.mark.parametrize("status", [401, 408, 425, 429, 500, 502, 503, 504])
async def test_not_now_is_waited_out_even_with_a_code(
    server: Receiver, provider: HttpProvider, status: int
) -> None:
    server.answer = answers({"code": "closed"}, status)
    with capture_logs() as logs, pytest.raises(ProviderUnavailable):
        await provider.verify(PARTY)
    assert [(each["status"], each["call"]) for each in logs] == [(status, "verify")]


@pytest.mark.parametrize(
    ("given", "seconds"),
    [
        ("0", 0),
        ("120", 120),
        ("99999999999999999999", 86_400),
        ("Mon, 30 Nov 2015 10:00:00 GMT", 0),
        ("-5", None),
        ("soon", None),
        ("", None),
    ],
)
async def test_when_to_ask_again_is_told_on(
    server: Receiver, provider: HttpProvider, given: str, seconds: int | None
) -> None:
    server.answer = answers({}, 429, **{"retry-after": given})
    with pytest.raises(ProviderUnavailable) as unavailable:
        await provider.verify(PARTY)
    assert unavailable.value.details.get("retry_after") == seconds


async def test_a_moment_to_ask_again_is_counted_from_now(
    server: Receiver, provider: HttpProvider
) -> None:
    moment = datetime.now(UTC) + timedelta(minutes=10)
    server.answer = answers({}, 503, **{"retry-after": format_datetime(moment, usegmt=True)})
    with pytest.raises(ProviderUnavailable) as unavailable:
        await provider.verify(PARTY)
    assert 500 < unavailable.value.details["retry_after"] <= 600


@pytest.mark.parametrize(
    "content",
    [
        {},
        [],
        None,
        {"collections": None},
        {"collections": []},
        {"collections": RIGHT[:1]},
        {"collections": [*RIGHT, RIGHT[0]]},
        {"collections": [*RIGHT, {**RIGHT[0], "scope_id": "sub-9"}]},
        {"collections": [RIGHT[0], {"scope_id": "sub-2"}]},
        {"collections": [RIGHT[0], {**RIGHT[1], "collecting": "perhaps"}]},
        {"collections": [RIGHT[0], {**RIGHT[1], "days_until_due": "soon"}]},
    ],
)
async def test_half_an_answer_is_none(
    server: Receiver, provider: HttpProvider, content: Any
) -> None:
    server.answer = answers(content)
    with capture_logs() as logs, pytest.raises(ProviderUnavailable) as unavailable:
        await provider.collect_by_invoice(PARTY, 30, "order/collect")
    (line,) = logs
    assert line["event"] == "the billing system's answer cannot be used"
    assert line["call"] == "collect_by_invoice" and line["why"]
    assert unavailable.value.details["problem"] == line["why"]


async def test_a_log_line_names_the_field_and_no_value(
    server: Receiver, provider: HttpProvider
) -> None:
    server.answer = answers({"reference": "p1", "open": {"amount": "Ann Smith", "currency": "EUR"}})
    with capture_logs() as logs, pytest.raises(ProviderUnavailable):
        await provider.write_off(INVOICE, "bankrupt", "off/1")
    assert "open" in logs[0]["why"] and "Ann" not in str(logs)


async def test_a_moment_without_its_zone_is_not_guessed(
    server: Receiver, provider: HttpProvider
) -> None:
    amount = {"amount": "1.00", "currency": "EUR"}
    charge = {"scope_id": "sub-1", "reference": "c1", "amount": amount}
    server.answer = answers({"charges": [{**charge, "at": "2026-11-30T12:00:00"}]})
    with pytest.raises(ProviderUnavailable):
        await provider.charged_since(PARTY, datetime.now(UTC))
    server.answer = answers({"charges": [{**charge, "at": "2026-11-30T12:00:00+01:00"}]})
    (told,) = await provider.charged_since(PARTY, datetime.now(UTC))
    assert told.at == datetime(2026, 11, 30, 11, tzinfo=UTC)


async def test_a_limit_that_reads_back_otherwise_was_not_set(
    server: Receiver, provider: HttpProvider
) -> None:
    server.answer = answers({"limit": {"amount": "8000", "currency": "EUR"}})
    await provider.set_limit(PARTY, euros("8000.00"), "limit/1")
    server.answer = answers({"limit": None})
    with pytest.raises(ProviderUnavailable):
        await provider.set_limit(PARTY, euros("8000.00"), "limit/1")


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"\xff\xfe", b"{", b"[" * 100_000, b" " * (9 * 1024 * 1024)]
)
@pytest.mark.parametrize("status", [200, 404])
async def test_what_is_no_answer_at_all_is_no_crash(
    server: Receiver, provider: HttpProvider, body: bytes, status: int
) -> None:
    server.answer = lambda received: Response(body, status)
    with pytest.raises(ProviderUnavailable):
        await provider.verify(PARTY)


async def test_nobody_is_sent_elsewhere(server: Receiver, provider: HttpProvider) -> None:
    server.answer = lambda received: RedirectResponse(f"{server.url}/elsewhere", 307)
    with pytest.raises(ProviderUnavailable):
        await provider.verify(PARTY)
    assert len(server.received) == 1


async def test_who_answers_too_late_is_not_there() -> None:
    async def never(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    listening = await asyncio.start_server(never, "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    async with HttpProvider(f"http://127.0.0.1:{port}", [SECRET], within_seconds=0.2) as provider:
        with capture_logs() as logs, pytest.raises(ProviderUnavailable):
            await provider.verify(PARTY)
    listening.close()
    assert logs[0]["event"] == "the billing system did not answer"


async def test_where_nobody_listens_nobody_answers() -> None:
    async with HttpProvider("http://127.0.0.1:9", [SECRET]) as provider:
        with pytest.raises(ProviderUnavailable):
            await provider.capabilities()
