"""What is somebody's own: password, sessions, second factor; and what is written down of it."""

import json
import re

import pyotp
import pytest
from fastapi import FastAPI

from clients.access import AccessClient, AccessEvent
from domain.access import Role
from domain.signing_in import attempts
from tests.console.access.browser import (
    OURS,
    PASSWORD,
    Browser,
    Clock,
    add,
    an_app,
    browsing,
    settings_for,
)

OTHER = "tree anchor velvet"


@pytest.fixture(autouse=True)
async def alice(access: AccessClient) -> None:
    await add(access, "alice", Role.CREDIT)


async def _events(access: AccessClient) -> list[str]:
    return [each.event for each in reversed(await access.log())]


async def test_somebody_changes_their_own_password_and_is_signed_out_elsewhere(
    access: AccessClient, browser: Browser, app: FastAPI
) -> None:
    async with browsing(app) as elsewhere:
        await elsewhere.sign_in("alice")
        await browser.sign_in("alice")
        answer = await browser.change("/me/password", old=PASSWORD, new=OTHER, again=OTHER)
        assert (answer.status_code, answer.headers["location"]) == (303, "/me")
        assert (await browser.get("/")).text == "alice"
        assert (await elsewhere.get("/")).status_code == 303
        assert (await elsewhere.sign_in("alice")).status_code == 401
        assert (await elsewhere.sign_in("alice", OTHER)).status_code == 303
    assert AccessEvent.PASSWORD_CHANGED in await _events(access)


@pytest.mark.parametrize(
    ("old", "new", "again"),
    [
        ("wrong wrong wrong", OTHER, OTHER),
        (PASSWORD, OTHER, "tree anchor velvet 2"),
        (PASSWORD, "short", "short"),
        (PASSWORD, "Password1234!", "Password1234!"),
        (PASSWORD, "alice alice alice", "alice alice alice"),
        (PASSWORD, PASSWORD, PASSWORD),
    ],
)
async def test_a_password_that_cannot_be_taken_changes_nothing(
    old: str, new: str, again: str, browser: Browser
) -> None:
    await browser.sign_in("alice")
    assert (await browser.change("/me/password", old=old, new=new, again=again)).status_code == 422
    assert (await browser.get("/")).text == "alice"
    assert (await browser.sign_in("alice")).status_code == 303


async def test_somebody_sees_their_sessions_and_ends_one(
    access: AccessClient, browser: Browser, app: FastAPI
) -> None:
    await add(access, "bob", Role.CREDIT)
    async with browsing(app) as phone, browsing(app) as bobs:
        phone.client.headers["User-Agent"] = "Mozilla/5.0 (iPhone; CPU iPhone OS 17) Safari/604"
        await phone.sign_in("alice")
        await bobs.sign_in("bob")
        await browser.sign_in("alice")
        page = (await browser.get("/me")).text
        assert "Safari, iPhone" in page
        (phones,) = re.findall(r"/me/sessions/([0-9a-f]{12})/end", page)
        bobs_session = (await access.sessions_of("bob"))[0].id
        await browser.change(f"/me/sessions/{bobs_session}/end")
        assert (await bobs.get("/")).text == "bob"
        await browser.change(f"/me/sessions/{phones}/end")
        assert (await phone.get("/")).status_code == 303
        await phone.sign_in("alice")
        await browser.change("/me/sessions/end-others")
        assert (await phone.get("/")).status_code == 303
        assert (await browser.get("/")).text == "alice"


async def _add_app(browser: Browser, clock: Clock) -> tuple[pyotp.TOTP, list[str]]:
    begun = await browser.change("/me/second-factor/app")
    where = begun.headers["location"]
    page = (await browser.get(where)).text
    app = pyotp.TOTP(re.findall(r"<code>([A-Z2-7]{32})</code>", page)[0])
    assert "data:image/svg+xml" in page
    assert (await browser.change(where, code="000000")).status_code == 422
    shown = await browser.change(where, code=app.at(clock.now), name="phone")
    return app, re.findall(r"<code>([0-9a-f-]{19})</code>", shown.text)


async def test_a_second_factor_is_asked_for_after_the_password_and_no_code_works_twice(
    access: AccessClient, browser: Browser, app: FastAPI, clock: Clock
) -> None:
    await browser.sign_in("alice")
    codes, recovery = await _add_app(browser, clock)
    assert len(recovery) == 10
    async with browsing(app) as elsewhere:
        answer = await elsewhere.sign_in("alice", next="/form")
        assert answer.headers["location"] == "/sign-in/second?next=%2Fform"
        assert (await elsewhere.get("/")).status_code == 303
        used = await elsewhere.post("/sign-in/second", code=codes.at(clock.now))
        assert used.status_code == 401, "the code that confirmed the app was used by that"
        clock.passes(seconds=30)
        came = await elsewhere.post("/sign-in/second", code=codes.at(clock.now), next="/form")
        assert (came.status_code, came.headers["location"]) == (303, "/form")
        assert (await elsewhere.get("/")).text == "alice"
    async with browsing(app) as again:
        await again.sign_in("alice")
        for code in (codes.at(clock.now), "123456", "", "١٢٣٤٥٦", "é", recovery[0][:-1], "0" * 90):
            assert (await again.post("/sign-in/second", code=code)).status_code == 401
        assert (await again.post("/sign-in/second", code=recovery[0].upper())).status_code == 303
    async with browsing(app) as once_more:
        await once_more.sign_in("alice")
        assert (await once_more.post("/sign-in/second", code=recovery[0])).status_code == 401
    written = await _events(access)
    for event in ("second_factor_added", "second_factor_refused", "recovery_code_used"):
        assert AccessEvent(event) in written


async def test_codes_cannot_be_guessed(browser: Browser, app: FastAPI, clock: Clock) -> None:
    await browser.sign_in("alice")
    await _add_app(browser, clock)
    async with browsing(app) as guessing:
        await guessing.sign_in("alice")
        statuses = [
            (await guessing.post("/sign-in/second", code=f"{at:06}")).status_code
            for at in range(attempts.OF_ONE_AT_ONE_NAME + 1)
        ]
    assert statuses == [401] * attempts.OF_ONE_AT_ONE_NAME + [429]


async def test_a_password_alone_is_good_for_nothing_where_a_second_factor_is_demanded(
    access: AccessClient, clock: Clock
) -> None:
    await add(access, "root", Role.ADMIN)
    demanding = an_app(access, settings_for(second_factor_for="admin"))
    async with browsing(demanding) as root, browsing(demanding) as alice:
        assert (await root.sign_in("root")).headers["location"] == "/me"
        assert (await root.get("/access")).status_code == 403
        assert (await root.change("/do/approve")).status_code == 403
        assert "second factor first" in (await root.get("/me")).text
        await _add_app(root, clock)
        assert (await root.get("/access")).status_code == 200
        assert (await alice.sign_in("alice")).headers["location"] == "/"


async def test_an_administrator_takes_a_lost_second_factor_away(
    access: AccessClient, browser: Browser, clock: Clock
) -> None:
    await browser.sign_in("alice")
    await _add_app(browser, clock)
    assert await access.reset_factors("Alice") == 1
    assert (await browser.get("/")).status_code == 303
    assert (await browser.sign_in("alice")).headers["location"] == "/"
    assert AccessEvent.SECOND_FACTOR_RESET in await _events(access)


async def test_strangers_who_guess_lock_nobody_out_of_a_browser_they_used_before(
    access: AccessClient, app: FastAPI, browser: Browser
) -> None:
    await browser.sign_in("alice")
    csrf = await browser.csrf()
    await browser.post("/sign-out", csrf=csrf)
    assert browser.client.cookies["device"]
    for at in range(attempts.AT_ONE_NAME + 1):
        async with browsing(app, client_address=f"198.51.100.{at % 200}") as stranger:
            last = await stranger.sign_in("alice", "guess guess guess")
    assert last.status_code == 429
    async with browsing(app) as new_browser:
        assert (await new_browser.sign_in("alice")).status_code == 429
    assert (await browser.sign_in("alice")).status_code == 303
    assert AccessEvent.LOCKED_OUT in await _events(access)


async def test_a_browser_that_is_known_is_one_persons_and_guesses_no_more_often(
    access: AccessClient, browser: Browser
) -> None:
    await add(access, "bob", Role.CREDIT)
    await browser.sign_in("alice")
    statuses = [
        (await browser.sign_in("alice", "guess guess guess")).status_code
        for _ in range(attempts.OF_ONE_AT_ONE_NAME + 1)
    ]
    assert statuses[-1] == 429
    guesses = [
        (await browser.sign_in("bob", "guess guess guess")).status_code
        for _ in range(attempts.OF_ONE_AT_ONE_NAME + 1)
    ]
    assert guesses[-1] == 429


async def test_signing_in_and_administration_are_logged_without_secrets(
    access: AccessClient, browser: Browser, app: FastAPI
) -> None:
    await add(access, "root", Role.ADMIN)
    await add(access, "auditor", Role.AUDITOR)
    await browser.sign_in("root", "my secret typed wrong")
    await browser.sign_in("my secret typed in the wrong field", PASSWORD)
    await browser.sign_in("root")
    await browser.change("/access/people", sign_in="carol", password=OTHER, roles=["credit"])
    await browser.change("/access/people/roles", sign_in="carol", roles=["legal"])
    await browser.change("/access/people/disable", sign_in="carol")
    made = await browser.change("/access/keys", name="import", roles=["billing"])
    key, secret = re.findall(r"pbi_([0-9a-f]+)_([\w-]+)", made.text)[0]
    await browser.change(f"/access/keys/{key}/revoke")
    link = await browser.change(f"/accounts/{OURS}/links", sign_in="anna@contoso.nl")
    token = re.findall(r"/c/([\w-]+)", link.text)[0]
    async with browsing(app) as anna:
        await anna.post("/c", token=token)
    async with browsing(app) as auditor:
        await auditor.sign_in("auditor")
        page = await auditor.get("/access/log")
        lines = (await auditor.get("/access/log/lines")).text.splitlines()
        assert (await auditor.get("/access")).status_code == 403
    async with browsing(app) as alice:
        await alice.sign_in("alice")
        assert (await alice.get("/access/log")).status_code == 403
    entries = [json.loads(line) for line in lines]
    happened = {each["event"] for each in entries}
    assert happened >= {
        "signed_in", "sign_in_refused", "person_added", "roles_changed", "person_disabled",
        "key_made", "key_revoked", "link_made", "link_opened",
    }  # fmt: skip
    roles = next(each for each in entries if each["event"] == "roles_changed")
    assert (roles["actor"], roles["subject"]) == ("root", "carol")
    assert roles["through"].startswith("session ")
    assert roles["details"] == {"before": ["credit"], "roles": ["legal"]}
    assert roles["address"] == "192.0.2.1"
    for hidden in (secret, token, PASSWORD, OTHER, "my secret"):
        assert hidden not in page.text + "".join(lines)
