"""Security keys as the second factor: what is taken of them, and above all what is not."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from fastapi import FastAPI

from clients.access import AccessClient, AccessEvent, Site, site_at
from domain.access import Role
from settings import Settings
from tests.console.access.browser import Browser, Clock, add, an_app, browsing, settings_for
from tests.console.access.soft_key import SoftKey

HERE = "http://localhost:8080"
ADD, USE = "/me/second-factor/key", "/sign-in/second/key"


@pytest.fixture
def settings() -> Settings:
    return settings_for(public_url=HERE)


@pytest.fixture
async def browser(app: FastAPI, access: AccessClient) -> AsyncIterator[Browser]:
    """Alice's, signed in."""
    for name in ("alice", "bob"):
        await add(access, name, Role.CREDIT)
    async with browsing(app, HERE) as browser:
        await browser.sign_in("alice")
        yield browser


async def _added(browser: Browser, key: SoftKey | None = None, name: str = "blue") -> SoftKey:
    key = key or SoftKey()
    asked = (await browser.change(f"{ADD}/options")).json()
    answer = await browser.change(ADD, credential=key.made(asked), name=name)
    assert answer.status_code in (200, 303), answer.text
    return key


async def _asked(browser: Browser) -> dict[str, Any]:
    """Of whoever gives the right password on the way in."""
    asked: dict[str, Any] = (await browser.post(f"{USE}/options")).json()
    return asked


async def _status(browser: Browser, credential: str) -> int:
    return (await browser.post(USE, credential=credential)).status_code


async def test_a_key_is_added_is_used_to_sign_in_and_is_removed(
    access: AccessClient, browser: Browser, app: FastAPI
) -> None:
    key = await _added(browser)
    assert "blue (security key)" in (await browser.get("/me")).text
    async with browsing(app, HERE) as elsewhere:
        sent = await elsewhere.sign_in("alice", next="/form")
        assert sent.headers["location"] == "/sign-in/second?next=%2Fform"
        assert "Use your security key" in (await elsewhere.get("/sign-in/second")).text
        credential = key.used(await _asked(elsewhere))
        came = await elsewhere.post(USE, credential=credential, next="/form")
        assert (came.status_code, came.headers["location"]) == (303, "/form")
        assert (await elsewhere.get("/")).text == "alice"
    ((factor,), _) = await access.second_factors("alice")
    assert factor.used_at is not None
    removing = f"/me/second-factor/{factor.id}/remove"
    assert (await browser.change(removing, password="wrong")).status_code == 422
    assert (await browser.change(removing, password="correct horse battery")).status_code == 303
    assert (await browser.sign_in("alice")).headers["location"] == "/"
    written = [each.event for each in await access.log()]
    for event in ("second_factor_added", "security_key_used", "second_factor_removed"):
        assert AccessEvent(event) in written


async def test_a_challenge_is_answered_once(browser: Browser, app: FastAPI) -> None:
    key = await _added(browser)
    async with browsing(app, HERE) as elsewhere:
        await elsewhere.sign_in("alice")
        asked = await _asked(elsewhere)
        assert await _status(elsewhere, key.used({**asked, "challenge": "AAAA"})) == 401
        assert await _status(elsewhere, key.used(asked)) == 401, "it was asked before the wrong one"
        right = key.used(await _asked(elsewhere))
        assert await _status(elsewhere, right) == 303
        await elsewhere.sign_in("alice")
        assert await _status(elsewhere, right) == 401, "of another step"
        await _asked(elsewhere)
        assert await _status(elsewhere, right) == 401, "of another challenge"


async def test_what_proves_nothing_is_refused_and_written_down(
    access: AccessClient, browser: Browser, app: FastAPI
) -> None:
    key = await _added(browser)
    async with browsing(app, HERE) as bobs:
        await bobs.sign_in("bob")
        bobs_key = await _added(bobs)
    async with browsing(app, HERE) as elsewhere:
        await elsewhere.sign_in("alice")
        assert await _status(elsewhere, key.used({"challenge": "AAAA"})) == 401, "nothing was asked"
        assert await _status(elsewhere, bobs_key.used(await _asked(elsewhere))) == 401
        key.origin = "https://localhost.evil.example"
        assert await _status(elsewhere, key.used(await _asked(elsewhere))) == 401
        key.origin, key.host = HERE, "evil.example"
        assert await _status(elsewhere, key.used(await _asked(elsewhere))) == 401
        key.host, bobs_key.id = "localhost", key.id
        assert await _status(elsewhere, bobs_key.used(await _asked(elsewhere))) == 401, "signature"
        assert await _status(elsewhere, key.used(await _asked(elsewhere))) == 303
    refused = [e for e in await access.log() if e.event is AccessEvent.SECOND_FACTOR_REFUSED]
    assert [each.subject for each in refused] == ["alice"] * 5


async def test_a_copy_of_a_key_that_has_counted_less_is_refused(
    browser: Browser, app: FastAPI
) -> None:
    key = await _added(browser)
    for count, status in ((6, 303), (5, 401), (6, 401), (7, 303)):
        async with browsing(app, HERE) as elsewhere:
            await elsewhere.sign_in("alice")
            key.count = count - 1
            assert await _status(elsewhere, key.used(await _asked(elsewhere))) == status


async def test_a_key_that_never_counts_is_taken_each_time(browser: Browser, app: FastAPI) -> None:
    key = await _added(browser)
    for _ in range(2):
        async with browsing(app, HERE) as elsewhere:
            await elsewhere.sign_in("alice")
            key.count = -1
            assert await _status(elsewhere, key.used(await _asked(elsewhere))) == 303


@pytest.mark.parametrize(
    "credential",
    ["", "{}", "[]", "null", "[" * 9000, '{"id": "é", "rawId": "é", "type": "public-key"}',
     json.dumps({"id": "AA", "rawId": "AA", "type": "public-key", "response": {
         "clientDataJSON": "A", "attestationObject": "!", "authenticatorData": "A", "signature": ""
     }})],
)  # fmt: skip
async def test_what_is_no_answer_of_a_key_is_refused(
    credential: str, browser: Browser, app: FastAPI
) -> None:
    await browser.change(f"{ADD}/options")
    assert (await browser.change(ADD, credential=credential)).status_code == 422
    await _added(browser)
    async with browsing(app, HERE) as elsewhere:
        await elsewhere.sign_in("alice")
        await _asked(elsewhere)
        assert await _status(elsewhere, credential) == 401


async def test_a_new_key_answers_here_in_time_once_and_is_one_persons(
    browser: Browser, app: FastAPI, clock: Clock
) -> None:
    key = SoftKey("https://evil.example")
    asked = (await browser.change(f"{ADD}/options")).json()
    assert (await browser.change(ADD, credential=key.made(asked))).status_code == 422
    key.origin = HERE
    assert (await browser.change(ADD, credential=key.made(asked))).status_code == 422, "used up"
    asked = (await browser.change(f"{ADD}/options")).json()
    clock.passes(minutes=6)
    assert (await browser.change(ADD, credential=key.made(asked))).status_code == 422, "too late"
    await _added(browser, key)
    async with browsing(app, HERE) as bobs:
        await bobs.sign_in("bob")
        asked = (await bobs.change(f"{ADD}/options")).json()
        assert (await bobs.change(ADD, credential=key.made(asked))).status_code == 422, "alice's"
        asked = (await bobs.change(f"{ADD}/options")).json()
        assert (await browser.change(ADD, credential=SoftKey().made(asked))).status_code == 422


async def test_a_challenge_to_sign_in_ends_with_the_step(
    browser: Browser, app: FastAPI, clock: Clock
) -> None:
    key = await _added(browser)
    async with browsing(app, HERE) as elsewhere:
        assert (await elsewhere.post(f"{USE}/options")).status_code == 401
        await elsewhere.sign_in("alice")
        asked = await _asked(elsewhere)
        clock.passes(minutes=6)
        assert await _status(elsewhere, key.used(asked)) == 401


async def test_keys_are_lost_with_all_second_factors_and_satisfy_what_is_demanded(
    access: AccessClient,
) -> None:
    await add(access, "root", Role.ADMIN)
    demanding = an_app(access, settings_for(public_url=HERE, second_factor_for="admin"))
    async with browsing(demanding, HERE) as root:
        assert (await root.sign_in("root")).headers["location"] == "/me"
        assert (await root.get("/access")).status_code == 403
        await _added(root)
        assert (await root.get("/access")).status_code == 200
        assert await access.reset_factors("root") == 1
        assert (await root.sign_in("root")).headers["location"] == "/me"


async def test_at_an_ip_address_the_page_says_that_keys_need_a_host_name(
    access: AccessClient,
) -> None:
    await add(access, "alice", Role.CREDIT)
    async with browsing(an_app(access, settings_for())) as browser:
        await browser.sign_in("alice")
        page = (await browser.get("/me")).text
        assert "not at an IP address" in page
        assert "data-security-key" not in page
        assert (await browser.change(f"{ADD}/options")).status_code == 422


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("http://localhost:8080", Site("localhost", "http://localhost:8080")),
        ("https://Billing.Example", Site("billing.example", "https://billing.example")),
        ("https://billing.example:443", Site("billing.example", "https://billing.example")),
        ("https://bücher.example", Site("xn--bcher-kva.example", "https://xn--bcher-kva.example")),
        ("http://billing.example", None),
        ("http://127.0.0.1:8080", None),
        ("https://192.0.2.1", None),
        ("https://[2001:db8::1]:8443", None),
        ("https://billing.example:port", None),
    ],
)
def test_keys_belong_to_a_host_name(url: str, site: Site | None) -> None:
    assert site_at(url) == site
