"""Whoever connects a billing system is told in sentences what it does otherwise."""

import json
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.responses import Response

from adapters.providers.http import HttpProvider
from clients.provider.check import Outcome, checked
from domain.webhooks.signing import signed_headers
from tests.cli.shell import Shell
from tests.providers.billing_server import SECRET, BillingServer, running
from tests.webhooks.receiver import Received, Receiver, receiving
from tools.docs_demo import clean_environment

Asked = dict[str, Any]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[BillingServer]:
    with running(tmp_path) as started:
        started.invoice("2026-1", "100.00")
        yield started


@pytest.fixture
async def between(server: BillingServer) -> AsyncIterator["Between"]:
    async with receiving("/{call}") as receiver:
        yield Between(receiver, server)


Change = Callable[[Asked, Any, int], tuple[Any, int] | None]


class Between:
    """Passes calls on to the reference server, and changes what it answers as a test says."""

    def __init__(self, receiver: Receiver, server: BillingServer) -> None:
        self.url = receiver.url.removesuffix("/{call}")
        self.change: Change = lambda *_: None
        self.anew = False
        """Every change gets a key that is new, and is done again each time."""
        self._keys = 0
        self._to = httpx.Client(base_url=server.url, trust_env=False)
        receiver.answer = self._pass_on

    def _pass_on(self, received: Received) -> Response:
        kept = ("webhook-", "idempotency-")
        headers = {name: each for name, each in received.headers.items() if name.startswith(kept)}
        if self.anew and "idempotency-key" in headers:
            self._keys += 1
            key = f"key-{self._keys}"
            signed = signed_headers(key, datetime.now(UTC), received.body, [SECRET])
            headers = {**signed, "idempotency-key": key}
        answer = self._to.post(received.path, content=received.body, headers=headers)
        content, status = answer.json(), answer.status_code
        asked = json.loads(received.body)
        content, status = self.change(asked, content, status) or (content, status)
        return Response(json.dumps(content), status)

    async def wrong(self) -> dict[str, str]:
        """The rules that do not hold, and what is said of each."""
        found = checked(self.url, [SECRET], "acct-sandbox", ["sub-sandbox"], "2026-1")
        return {each.name: each.why or "" async for each in found if each.outcome is Outcome.WRONG}


async def test_the_reference_server_does_everything_right(server: BillingServer) -> None:
    found = checked(server.url, [SECRET], "acct-sandbox", ["sub-sandbox"], "2026-1")
    outcomes = {each.name: each.outcome async for each in found}
    assert set(outcomes.values()) == {Outcome.RIGHT}
    assert len(outcomes) == 22


async def test_what_is_passed_on_as_it_is_is_right(between: Between) -> None:
    assert await between.wrong() == {}


def lets_all_in(asked: Asked, content: Any, status: int) -> tuple[Any, int] | None:
    return ({"abilities": []}, 200) if status == 401 else None


def crashes_for_strangers(asked: Asked, content: Any, status: int) -> tuple[Any, int] | None:
    return ({"error": "NullPointerException"}, 500) if status == 404 else None


def says_no_code(asked: Asked, content: Any, status: int) -> tuple[Any, int] | None:
    return ({"detail": "There is none."}, 404) if status == 404 else None


def knows_everybody(asked: Asked, content: Any, status: int) -> tuple[Any, int] | None:
    if status != 404 or asked["call"] == "read_account":
        return None
    scopes = asked["party"]["scope_ids"]
    return {"collections": [{"scope_id": each, "collecting": "not"} for each in scopes]}, 200


def forgets_days(asked: Asked, content: Any, status: int) -> tuple[Any, int] | None:
    for each in content.get("collections", ()):
        each["days_until_due"] = None
    return content, status


def has_no_versions(asked: Asked, content: Any, status: int) -> tuple[Any, int] | None:
    for each in content.get("collections", ()):
        del each["version"]
    return content, status


def forgets_the_card(asked: Asked, content: Any, status: int) -> tuple[Any, int] | None:
    for each in content.get("collections", ()):
        if each["collecting"] == "not":
            each["method"] = None
    return content, status


def answers_half(asked: Asked, content: Any, status: int) -> tuple[Any, int] | None:
    return ({}, 200) if asked["call"] == "open_charges" and status == 200 else None


def answers_what_was_asked(asked: Asked, content: Any, status: int) -> tuple[Any, int] | None:
    if asked["call"] != "verify" or status != 200:
        return None
    for each in content["collections"]:
        each["collecting"] = "automatically"
    return content, status


def answers_old_charges(asked: Asked, content: Any, status: int) -> tuple[Any, int] | None:
    if asked["call"] != "charged_since" or status != 200:
        return None
    amount = {"amount": "1.00", "currency": "EUR"}
    at = "2020-01-01T00:00:00Z"
    charge = {"scope_id": "sub-sandbox", "reference": "c", "amount": amount, "at": at}
    return {"charges": [charge]}, 200


def says_less_than_it_does(asked: Asked, content: Any, status: int) -> tuple[Any, int] | None:
    known = asked["call"] == "capabilities" and status == 200
    return ({"abilities": ["due_date"]}, 200) if known else None


@pytest.mark.parametrize(
    ("change", "rules", "said"),
    [
        (lets_all_in, {"unsigned", "forged", "changed", "old"}, "It answered 200 where 401"),
        (crashes_for_strangers, {"stranger"}, "so that it is known that nothing was done"),
        (says_no_code, {"stranger"}, "read_account: answer 4xx with a code"),
        (knows_everybody, {"stranger"}, "verify was done, where it had to be refused."),
        (forgets_days, {"by_invoice"}, "days_until_due is missing where 30 was asked for."),
        (has_no_versions, {"by_invoice"}, "version did not change"),
        (forgets_the_card, {"stop"}, "The payment method is not what it was"),
        (answers_half, {"open", "invoice"}, "open_items: missing"),
        (answers_old_charges, {"charged"}, "charges from before the moment"),
        (
            answers_what_was_asked,
            {"stop", "stop_again", "by_invoice", "old_key"},
            "verify says something else than the call before it answered.",
        ),
        (
            says_less_than_it_does,
            {"limit", "cores", "payment", "credit", "write_off"},
            "was done, where it had to be refused.",
        ),
    ],
)
async def test_what_is_wrong_is_said(
    between: Between, change: Change, rules: set[str], said: str
) -> None:
    between.change = change
    wrong = await between.wrong()
    assert set(wrong) == rules
    assert any(said in each for each in wrong.values()), wrong


async def test_what_is_done_twice_under_one_key_is_seen(between: Between) -> None:
    between.anew = True
    wrong = await between.wrong()
    assert {"cores", "payment", "reversal", "credit", "old_key"} <= set(wrong)
    assert wrong["payment"].startswith("Under the same key it answered two references")


async def test_where_nobody_answers_the_rest_is_left_out() -> None:
    found = [each async for each in checked("http://127.0.0.1:9", [SECRET], "a", ["s"], None)]
    assert [each.outcome for each in found] == [Outcome.WRONG] * 6 + [Outcome.LEFT_OUT]
    assert found[5].why == "capabilities: The billing system did not answer."


async def test_what_was_switched_is_switched_back(server: BillingServer) -> None:
    async with HttpProvider(server.url, [SECRET]) as provider:
        before = await provider.verify(server.party)
        found = checked(server.url, [SECRET], "acct-sandbox", ["sub-sandbox"], None)
        assert [each.name async for each in found if each.outcome is Outcome.LEFT_OUT] == ["money"]
        (after,) = await provider.verify(server.party)
        assert after.collecting is before[0].collecting


def test_the_command_says_it_and_its_status_does(server: BillingServer, tmp_path: Path) -> None:
    shell = Shell({
        **clean_environment(),
        "PAYBYINVOICE_HOME": str(tmp_path / "home"),
        "PAYBYINVOICE_PROVIDER_SECRET": SECRET,
    })  # fmt: skip
    words = "provider", "check", "--url", server.url, "--account", "acct-sandbox", "--scope"
    right = shell.run(*words, "sub-sandbox", "--invoice", "2026-1")
    assert right.status == 0 and right.out.endswith("It is right as far as was tried.\n")
    wrong = shell.run(*words, "sub-that-is-not-there", "--json")
    assert wrong.status == 1
    broken = [each["name"] for each in wrong.json["checks"] if each["outcome"] == "wrong"]
    assert broken == ["account", "open", "charged"]
    lacking = shell.run("provider", "check", "--account", "a", "--scope", "s")
    assert lacking.status == 2 and "--url" in lacking.err
